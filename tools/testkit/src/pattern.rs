//! Expected lines with captures: `#{id:first} {time} @ana oi`.

use std::collections::HashMap;

/// What captures have captured, by the capture as written (`{id:first}`).
pub(crate) type Bindings = HashMap<String, String>;

/// Where a line is not the expected one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// The expected line, with what its captures captured until then.
    pub(crate) expected: String,
    /// The first byte of the received line that differs.
    pub(crate) at: usize,
}

enum Piece<'a> {
    Text(&'a str),
    Capture(&'a str),
}

/// The captures that can be bound, as written.
pub(crate) fn captures(pattern: &str) -> impl Iterator<Item = &str> {
    pieces(pattern).into_iter().filter_map(|piece| match piece {
        Piece::Capture(name) if !name.ends_with(":_}") => Some(name),
        _ => None,
    })
}

/// Whether the line is more than plain text.
pub(crate) fn has_capture(line: &str) -> bool {
    next_capture(line).is_some()
}

/// The pattern with every bound capture replaced by its value.
pub(crate) fn fill(pattern: &str, bindings: &Bindings) -> String {
    let value = |name: &str| bindings.get(name).map_or(name, String::as_str).to_owned();
    map(pattern, str::to_owned, value)
}

/// The pattern with its text changed and its captures left alone.
pub(crate) fn map_text(pattern: &str, change: impl Fn(&str) -> String) -> String {
    map(pattern, change, str::to_owned)
}

fn map(pattern: &str, text: impl Fn(&str) -> String, capture: impl Fn(&str) -> String) -> String {
    let change = |piece| match piece {
        Piece::Text(old) => text(old),
        Piece::Capture(name) => capture(name),
    };
    pieces(pattern).into_iter().map(change).collect()
}

/// Whether all captures of the pattern are bound.
pub(crate) fn is_bound(pattern: &str, bindings: &Bindings) -> bool {
    captures(pattern).all(|name| bindings.contains_key(name))
}

/// Compares a received line. Where it fits, what it captures for the first time is bound.
pub(crate) fn compare(pattern: &str, line: &[u8], bindings: &mut Bindings) -> Result<(), Mismatch> {
    let mut bound = bindings.clone();
    let mut expected = String::new();
    let mut at = 0;
    for piece in pieces(pattern) {
        let fits = at == expected.len();
        let (text, found) = match piece {
            Piece::Text(text) => (text.to_owned(), true),
            Piece::Capture(name) => match capture(name, &line[at..], fits, &mut bound) {
                Some(value) => (value, true),
                None => (name.to_owned(), false),
            },
        };
        if fits && found {
            at += common_prefix(text.as_bytes(), &line[at..]);
        }
        expected.push_str(&text);
    }
    if at < expected.len() || at < line.len() {
        return Err(Mismatch { expected, at });
    }
    *bindings = bound;
    Ok(())
}

/// The bound value, or the one found at the head of the rest, if all before it has fitted.
fn capture(name: &str, rest: &[u8], fits: bool, bound: &mut Bindings) -> Option<String> {
    if let Some(value) = bound.get(name) {
        return Some(value.clone());
    }
    let found = find(name, rest).filter(|_| fits)?;
    if !name.ends_with(":_}") {
        bound.insert(name.to_owned(), found.clone());
    }
    Some(found)
}

fn find(name: &str, rest: &[u8]) -> Option<String> {
    let end = if name.starts_with("{id") {
        rest.iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(rest.len())
    } else if name.starts_with("{time") {
        if rest.get(..TIME.len()).is_some_and(is_time) {
            TIME.len()
        } else {
            0
        }
    } else {
        rest.iter()
            .position(|&byte| byte == b' ')
            .unwrap_or(rest.len())
    };
    let found = std::str::from_utf8(&rest[..end]).ok()?;
    (!found.is_empty()).then(|| found.to_owned())
}

const TIME: &[u8] = b"0000-00-00T00:00:00.000Z";

fn is_time(bytes: &[u8]) -> bool {
    let fits = |(&form, byte): (&u8, &u8)| {
        if form == b'0' {
            byte.is_ascii_digit()
        } else {
            *byte == form
        }
    };
    TIME.iter().zip(bytes).all(fits)
}

fn common_prefix(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

fn pieces(pattern: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((start, end)) = next_capture(rest) {
        pieces.push(Piece::Text(&rest[..start]));
        pieces.push(Piece::Capture(&rest[start..end]));
        rest = &rest[end..];
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn next_capture(text: &str) -> Option<(usize, usize)> {
    text.match_indices('{').find_map(|(start, _)| {
        let length = text[start..].find('}')? + 1;
        is_capture(&text[start + 1..start + length - 1]).then_some((start, start + length))
    })
}

fn is_capture(inside: &str) -> bool {
    let (kind, name) = inside.split_once(':').unwrap_or((inside, "unnamed"));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    ["id", "time", "word"].contains(&kind) && !name.is_empty() && name.chars().all(plain)
}
