//! The session files of the chapters, compiled in.

use testkit::Session;
use testkit::session_file::FormatError;

/// Names such as `ch04-inbox/message-waits`, and the files' texts; `build.rs` writes the list.
const SESSIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sessions.rs"));

/// The session of this name, if there is one.
pub(super) fn named(name: &str) -> Option<Result<Session, FormatError>> {
    let (_, text) = SESSIONS.iter().find(|(known, _)| *known == name)?;
    let (chapter, stem) = name.split_once('/')?;
    let file = format!("chapters/{chapter}/sessions/{stem}.session");
    Some(Session::parse(file, text))
}

/// The name of a session, by its file.
pub(super) fn name(session: &Session) -> String {
    let file = session.file.with_extension("");
    let mut parts = file.iter().map(|part| part.to_string_lossy());
    let chapter = parts.nth(1).unwrap_or_default();
    format!("{chapter}/{}", parts.next_back().unwrap_or_default())
}
