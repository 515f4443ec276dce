//! Text for a terminal, which would obey what some of its characters say.

use testkit::failure::is_hidden;

/// The text with what a person does not see spelled out, but for the ends of lines: names, titles and
/// messages come from submissions.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // A joiner inside an emoji is shown.
            '\n' | '\u{200d}' => shown.push(character),
            _ if is_hidden(character) => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_a_terminal_obeys() {
        let text = "ação\n\u{1b}]0;evil\u{7}\r\u{9b}2J\u{202e}";
        let shown = "ação\n\\u{1b}]0;evil\\u{7}\\u{d}\\u{9b}2J\\u{202e}";
        assert_eq!(harmless(text), shown);
    }
}
