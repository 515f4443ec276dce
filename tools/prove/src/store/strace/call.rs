//! The lines of a trace that was written with `-f -xx -yy`.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// A system call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Call {
    /// Its name.
    pub(in super::super) name: String,
    /// Its arguments as strace writes them.
    pub(in super::super) arguments: Vec<String>,
    /// What it returned; `None` before it has, or where it never did.
    pub(in super::super) result: Option<i64>,
}

/// When a call was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Moment {
    /// The thread has asked; nothing has happened yet.
    Asked,
    /// The call has returned.
    Done,
}

/// A line of the trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Event {
    /// The thread.
    pub(in super::super) thread: u32,
    /// Which end of the call it is.
    pub(in super::super) moment: Moment,
    /// The call.
    pub(in super::super) call: Call,
}

impl Call {
    /// The bytes of a quoted argument.
    pub(in super::super) fn bytes(&self, index: usize) -> Option<Vec<u8>> {
        let quoted = self.arguments.get(index)?.strip_prefix('"')?;
        unescape(quoted.strip_suffix('"')?)
    }

    /// The number at the beginning of an argument.
    pub(in super::super) fn number(&self, index: usize) -> Option<u64> {
        let argument = self.arguments.get(index)?;
        let end = argument.find(|c: char| !c.is_ascii_digit());
        argument[..end.unwrap_or(argument.len())].parse().ok()
    }

    /// The path of an argument: a quoted one, or the one that a descriptor stands for.
    pub(in super::super) fn path(&self, index: usize) -> Option<String> {
        let argument = self.arguments.get(index)?;
        let bytes = match argument.split_once('<') {
            Some((_, rest)) => unescape(&rest[..rest.find('>')?]),
            None => self.bytes(index),
        };
        String::from_utf8(bytes?).ok()
    }

    /// The path that the call is about: the first it names that is not a descriptor's folder.
    pub(in super::super) fn subject(&self) -> Option<String> {
        match self.name.as_str() {
            "openat" | "renameat" | "renameat2" | "unlinkat" => self.path(1),
            _ => self.path(0),
        }
    }
}

/// `\x61\x62` as `ab`; `None` where it is something else.
fn unescape(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let digits = text.strip_prefix("\\x")?.split("\\x");
    digits.map(|hex| u8::from_str_radix(hex, 16).ok()).collect()
}

/// The events of a trace, in its order.
///
/// # Errors
/// Where a line is none of strace's.
pub(super) fn parse(trace: &str) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    let mut unfinished = HashMap::new();
    for line in trace.lines() {
        let (thread, rest) = line.split_once(' ').with_context(|| line.to_owned())?;
        let thread = thread.parse().with_context(|| line.to_owned())?;
        let rest = rest.trim_start();
        if rest.starts_with("+++") || rest.starts_with("---") {
            continue;
        }
        if let Some(asked) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(thread, asked.to_owned());
            events.push(event(thread, Moment::Asked, asked)?);
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let asked = unfinished.remove(&thread).unwrap_or_default();
            let tail = resumed
                .split_once(" resumed>")
                .with_context(|| line.to_owned())?;
            events.push(event(thread, Moment::Done, &format!("{asked}{}", tail.1))?);
        } else {
            events.push(event(thread, Moment::Asked, rest)?);
            events.push(event(thread, Moment::Done, rest)?);
        }
    }
    Ok(events)
}

/// `name(argument, argument) = result`, or as much of it as is there.
fn event(thread: u32, moment: Moment, text: &str) -> Result<Event> {
    let (name, rest) = text.split_once('(').with_context(|| text.to_owned())?;
    let (arguments, result) = match rest.split_once(") ") {
        Some((arguments, result)) => (arguments, result.trim_start().strip_prefix("= ")),
        None => (rest, None),
    };
    let result = result.and_then(|it| it.split([' ', '<']).next()?.parse().ok());
    let call = Call {
        name: name.to_owned(),
        arguments: arguments.split(", ").map(str::to_owned).collect(),
        result: result.filter(|_| moment == Moment::Done),
    };
    Ok(Event {
        thread,
        moment,
        call,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = r#"12 openat(AT_FDCWD<\x2f>, "\x2f\x64\x2f\x61", O_RDWR, 0600) = 5<\x2f>
7  fdatasync(5<\x2f\x64\x2f\x61> <unfinished ...>
12 sendto(6<TCP:[127.0.0.1:1->127.0.0.1:2]>, "\x2b\x20\x32\x0a", 4, 0, NULL, 0) = 4
7  <... fdatasync resumed>)                = -1 EIO (Input/output error) (INJECTED)
7  write(5<\x2f\x64\x2f\x61>, "\x61", 1)   = ?
7  +++ killed by SIGKILL +++
"#;

    #[test]
    fn a_call_in_two_lines_is_asked_and_done() {
        let events = parse(TRACE).unwrap();
        let seen: Vec<_> = events
            .iter()
            .map(|it| (it.thread, it.call.name.as_str(), it.moment, it.call.result))
            .collect();
        use Moment::{Asked, Done};
        let wanted = [
            (12, "openat", Asked, None),
            (12, "openat", Done, Some(5)),
            (7, "fdatasync", Asked, None),
            (12, "sendto", Asked, None),
            (12, "sendto", Done, Some(4)),
            (7, "fdatasync", Done, Some(-1)),
            (7, "write", Asked, None),
            (7, "write", Done, None),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn arguments_are_decoded() {
        let events = parse(TRACE).unwrap();
        assert_eq!(events[1].call.subject().as_deref(), Some("/d/a"));
        assert_eq!(events[5].call.subject().as_deref(), Some("/d/a"));
        assert_eq!(events[4].call.bytes(1).as_deref(), Some(&b"+ 2\n"[..]));
        assert_eq!(events[4].call.path(0), None);
        assert_eq!(events[4].call.number(0), Some(6));
    }
}
