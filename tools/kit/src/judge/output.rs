//! What a test's process has printed, without what the test harness adds to it.

use std::path::Path;

/// What the panic hook adds to the first panic.
const NOTE: &str = "note: run with `RUST_BACKTRACE=";

/// How the harness begins. Its log has no follower yet: another one needs a nightly toolchain.
const DEPRECATED: &str = "warning: `--logfile` is deprecated";

/// The output, taken apart. Nothing of it decides whether a test has passed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Output {
    /// Why the test panicked.
    pub(super) reason: Option<Panic>,
    /// Panics on other threads.
    pub(super) others: Vec<Panic>,
    /// What the student's code printed.
    pub(super) printed: String,
}

/// A panic as it was reported.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Panic {
    /// File and line: `tests.rs:29`.
    pub(super) place: String,
    /// What it says.
    pub(super) message: String,
    thread: String,
}

impl Output {
    /// Takes apart what the test of this name has written.
    pub(super) fn new(name: &str, stdout: &[u8], stderr: &[u8]) -> Self {
        let slow = format!("test {name} has been running for over 60 seconds\n");
        let stdout = String::from_utf8_lossy(stdout).replace(&slow, "");
        let stderr = String::from_utf8_lossy(stderr);
        let (mut panics, rest) = panics(stderr.strip_prefix(DEPRECATED).unwrap_or(&stderr));
        let own = panics.iter().position(|panic| panic.thread == name);
        let printed = [without_harness(name, &stdout), rest.trim()];
        let printed: Vec<_> = printed.into_iter().filter(|it| !it.is_empty()).collect();
        Self {
            reason: own.map(|place| panics.remove(place)),
            others: panics,
            printed: printed.join("\n"),
        }
    }
}

/// What stands between the harness's own lines.
fn without_harness<'a>(name: &str, stdout: &'a str) -> &'a str {
    let start = stdout.trim_start_matches('\n');
    let start = start.strip_prefix("running 1 test\n").unwrap_or(start);
    let end = start.rfind(&format!("test {name} ... "));
    start[..end.unwrap_or(start.len())].trim_end()
}

/// The panics of an error output, and what else is in it.
fn panics(stderr: &str) -> (Vec<Panic>, String) {
    let mut panics: Vec<Panic> = Vec::new();
    let mut rest = String::new();
    let mut is_in_panic = false;
    for line in stderr.lines() {
        if let Some(panic) = head(line) {
            panics.push(panic);
            is_in_panic = true;
        } else if line.starts_with(NOTE) {
            is_in_panic = false;
        } else {
            let text = match panics.last_mut() {
                Some(panic) if is_in_panic => &mut panic.message,
                _ => &mut rest,
            };
            *text += &format!("{line}\n");
        }
    }
    for panic in &mut panics {
        panic.message.truncate(panic.message.trim_end().len());
    }
    (panics, rest)
}

/// `thread 'NAME' (NUMBER) panicked at FILE:LINE:COLUMN:`
fn head(line: &str) -> Option<Panic> {
    let (thread, place) = line.strip_prefix("thread '")?.split_once(" panicked at ")?;
    let (thread, _) = thread.rsplit_once('\'')?;
    let mut parts = place.trim_end_matches(':').rsplitn(3, ':');
    let (_, line, file) = (parts.next()?, parts.next()?, parts.next()?);
    let file = Path::new(file).file_name()?.to_string_lossy().into_owned();
    Some(Panic {
        place: format!("{file}:{line}"),
        message: String::new(),
        thread: thread.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STDOUT: &[u8] = b"\nrunning 1 test\nhello\n\n\
        test tests::it has been running for over 60 seconds\n\
        half a linetest tests::it ... FAILED\n\n\
        failures:\n\nfailures:\n    tests::it\n\ntest result: FAILED. 0 passed\n";

    const STDERR: &[u8] = b"warning: `--logfile` is deprecatedmine\n\n\
        thread '<unnamed>' (12) panicked at ex01-a/exercise.rs:9:5:\n\
        index out of bounds\n\
        note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\
        mine too\n\n\
        thread 'tests::it' (11) panicked at C:\\ex01-a/tests.rs:29:28:\n\
        it failed:\n\n  left: 1\n";

    #[test]
    fn an_output_without_what_the_harness_adds() {
        let output = Output::new("tests::it", STDOUT, STDERR);
        let panic = |thread: &str, place: &str, message: &str| Panic {
            place: place.to_owned(),
            message: message.to_owned(),
            thread: thread.to_owned(),
        };
        let expected = Output {
            reason: Some(panic("tests::it", "tests.rs:29", "it failed:\n\n  left: 1")),
            others: vec![panic("<unnamed>", "exercise.rs:9", "index out of bounds")],
            printed: "hello\n\nhalf a line\nmine\n\nmine too".to_owned(),
        };
        assert_eq!(output, expected);
    }
}
