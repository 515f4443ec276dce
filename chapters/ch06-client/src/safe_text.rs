//! Text from outside, made safe for a terminal.
//!
//! A terminal takes some characters for commands: they can rename its window or fill the clipboard.
//! Other characters are invisible, or change the reading order. All of these are shown by their
//! numbers: then they do nothing, and you see that they are there.

pub(crate) fn safe_text(text: &str) -> String {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            '\t' => safe += "    ",
            _ if c.is_control() || is_invisible(c) => safe += &format!("<U+{:04X}>", u32::from(c)),
            _ => safe.push(c),
        }
    }
    safe
}

/// Marks for the reading order, characters without width, fillers, tags, and two that some programs
/// take for the end of a line.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::safe_text;

    #[test]
    fn dangerous_characters_are_shown_by_number_and_no_others() {
        assert_eq!(safe_text("até já, 中文 🙂"), "até já, 中文 🙂");
        assert_eq!(safe_text("\u{1b}[2J\u{7}"), "<U+001B>[2J<U+0007>");
        assert_eq!(safe_text("a\u{202e}b\u{200b}c"), "a<U+202E>b<U+200B>c");
        assert_eq!(safe_text("\r\n\u{9b}"), "<U+000D><U+000A><U+009B>");
    }
}
