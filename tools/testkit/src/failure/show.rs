//! Bytes as text on a terminal, one above the other.

use unicode_width::UnicodeWidthStr;

/// The most columns of a line that are shown.
const SHOWN: usize = 100;

/// Where a line is cut to show its difference, this much before it is shown.
const BEFORE: usize = 40;

/// Bytes as text: what is not printable, and what is not UTF-8, is escaped as in Rust.
pub fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.extend(chunk.valid().chars().map(escaped_char));
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

fn escaped_char(character: char) -> String {
    match character {
        '\n' | '\r' | '\t' | '\\' => character.escape_default().to_string(),
        // A joiner inside an emoji is shown; everything else that is invisible is not.
        '\u{200d}' => character.to_string(),
        _ if is_hidden(character) => character.escape_unicode().to_string(),
        _ => character.to_string(),
    }
}

/// Whether a character is none that a person sees: a control, one without width, one that turns
/// the direction of text, or none at all, which no XML file may hold.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}'
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
            | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// How many columns a terminal gives to this text.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Two lines from where they differ, long ones cut, and the column of the difference.
pub(super) fn side_by_side(expected: &[u8], received: &[u8], at: usize) -> (String, String, usize) {
    let at = character_start(received, at);
    let start = if at > SHOWN - BEFORE {
        character_start(received, at - BEFORE)
    } else {
        0
    };
    let head = escaped(&received[start..at]);
    let mark = if start > 0 { "…" } else { "" };
    let cut = |bytes: &[u8]| {
        let text = escaped(bytes.get(start..).unwrap_or_default());
        format!("{mark}{}", shortened(&text, SHOWN))
    };
    (cut(expected), cut(received), width(mark) + width(&head))
}

/// The text, or its head and how much there is of it.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

/// Back from the middle of a character to its start, so that two halves are not shown apart.
fn character_start(bytes: &[u8], at: usize) -> usize {
    let is_inside = |&index: &usize| bytes.get(index).is_some_and(|byte| byte & 0xc0 == 0x80);
    (at.saturating_sub(3)..=at)
        .rev()
        .find(|index| !is_inside(index))
        .unwrap_or(at)
}
