//! Bytes as text on a terminal, one above the other.

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
        _ if character.is_control() || is_invisible(character) => {
            character.escape_unicode().to_string()
        }
        _ => character.to_string(),
    }
}

/// Zero-width characters, line separators, and those that turn the direction of text.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// How many columns a terminal gives to this text: 0, 1 or 2 for each character.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(character: char) -> usize {
    match character {
        '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}'
        | '☕' => 2,
        _ => 1,
    }
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
pub(super) fn shortened(text: &str, most: usize) -> String {
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
