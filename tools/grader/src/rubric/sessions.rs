//! The session files of the chapters and of the grader, compiled in.

use testkit::Session;
use testkit::session_file::FormatError;

/// Names such as `ch04-inbox/message-waits` and `original/in-order`, the files relative to the
/// course, and their texts; `build.rs` writes the list.
const SESSIONS: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/sessions.rs"));

/// The session of this name, if there is one.
pub(super) fn named(name: &str) -> Option<Result<Session, FormatError>> {
    let (_, file, text) = SESSIONS.iter().find(|(known, _, _)| *known == name)?;
    Some(Session::parse(file, text))
}

/// The name of a session, by its file.
pub(super) fn name(session: &Session) -> String {
    let embedded = SESSIONS
        .iter()
        .find(|(_, file, _)| session.file.as_os_str() == *file);
    match embedded {
        Some((name, _, _)) => (*name).to_owned(),
        None => {
            let stem = session.file.file_stem().unwrap_or_default();
            format!("./{}", stem.to_string_lossy())
        }
    }
}
