//! Text from outside, made safe for a terminal.
//!
//! A terminal takes some characters for commands: they move the cursor, rename the window, fill the
//! clipboard, or type an answer as if the user had. Others cannot be seen, or turn the reading
//! order round, so that a message looks like something it is not. Everything that arrives from a
//! socket passes through [`safe_text`] before it is shown: what is dangerous stays visible, as `^[`
//! or `<U+202E>`, and does nothing.

use unicode_width::UnicodeWidthChar;

/// The most marks (accents and the like) that one character may carry; more of them climb over
/// other lines.
const MARKS_MAX: usize = 8;

/// What a mark sits on where the text has nothing: else it would change the character printed
/// before.
const DOTTED_CIRCLE: char = '\u{25cc}';

const JOINER: char = '\u{200d}';

/// Returns the text with every control, bidi and invisible character spelled out.
///
/// The result has no character that a terminal obeys, not even a line end. A tab becomes four
/// blanks, and a joiner stays where it glues one emoji out of two.
pub fn safe_text(text: &str) -> String {
    let mut safe = Safe::default();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let joins = character == JOINER && characters.peek().copied().is_some_and(is_emoji);
        safe.push(character, joins);
    }
    safe.finish()
}

#[derive(Default)]
struct Safe {
    out: String,
    /// The last character that others can sit on.
    base: Option<char>,
    marks: usize,
}

impl Safe {
    fn push(&mut self, character: char, joins: bool) {
        if joins && self.base.is_some_and(is_emoji) {
            self.out.push(character);
        } else if let Some(spelled) = spell_out(character) {
            self.end_of_marks();
            self.out.push_str(&spelled);
            self.base = None;
        } else if character.width() == Some(0) {
            self.mark(character);
        } else {
            self.end_of_marks();
            self.out.push(character);
            self.base = Some(character);
        }
    }

    fn mark(&mut self, mark: char) {
        if self.base.is_none() {
            self.out.push(DOTTED_CIRCLE);
            self.base = Some(DOTTED_CIRCLE);
        }
        self.marks += 1;
        if self.marks <= MARKS_MAX {
            self.out.push(mark);
        }
    }

    /// Says how many marks were left out.
    fn end_of_marks(&mut self) {
        if self.marks > MARKS_MAX {
            self.out
                .push_str(&format!("<+{} marks>", self.marks - MARKS_MAX));
        }
        self.marks = 0;
    }

    fn finish(mut self) -> String {
        self.end_of_marks();
        self.out
    }
}

/// How a dangerous character is written; `None` where it may stay.
fn spell_out(character: char) -> Option<String> {
    match character {
        '\t' => Some("    ".to_owned()),
        '\0'..='\u{1f}' => Some(format!("^{}", char::from(character as u8 ^ 0x40))),
        '\u{7f}' => Some("^?".to_owned()),
        _ if character.is_control() || is_invisible(character) => {
            Some(format!("<U+{:04X}>", u32::from(character)))
        }
        _ => None,
    }
}

/// Characters without a shape of their own that change how others are read, wherever they stand.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}'
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{13430}'..='\u{1343f}' // joiners of hieroglyphs
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' // tags, which can hide a whole text
    )
}

/// Whether a character can be half of an emoji, or change the one before it.
fn is_emoji(character: char) -> bool {
    matches!(character,
        '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "",
            "até já, João! ção",
            "日本語 한국어",
            "שלום",
            "❤\u{fe0f}",
            "👩\u{200d}💻",
            "🏳\u{fe0f}\u{200d}🌈",
            "e\u{301}",
        ] {
            assert_eq!(safe_text(text), text);
        }
    }

    #[test]
    fn what_a_terminal_obeys_is_spelled_out() {
        for (text, shown) in [
            ("\u{1b}[2J", "^[[2J"),
            ("\u{1b}]52;c;aGk=\u{7}", "^[]52;c;aGk=^G"),
            ("a\rb\nc\0", "a^Mb^Jc^@"),
            ("\u{8}\u{e}\u{7f}", "^H^N^?"),
            ("\u{9b}2J\u{85}", "<U+009B>2J<U+0085>"),
            ("a\tb", "a    b"),
        ] {
            assert_eq!(safe_text(text), shown);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        for (text, shown) in [
            ("\u{202e}txt", "<U+202E>txt"),
            ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"),
            ("\u{200f}\u{61c}", "<U+200F><U+061C>"),
            ("pay\u{200b}pal", "pay<U+200B>pal"),
            ("a\u{200d}b", "a<U+200D>b"),
            ("👩\u{200d}", "👩<U+200D>"),
            ("\u{feff}\u{ad}", "<U+FEFF><U+00AD>"),
            ("\u{e0041}", "<U+E0041>"),
            ("\u{2028}", "<U+2028>"),
        ] {
            assert_eq!(safe_text(text), shown);
        }
    }

    #[test]
    fn marks_are_counted_and_never_sit_on_the_label_before() {
        let shown = safe_text(&format!("a{}", "\u{301}".repeat(1000)));
        assert_eq!(
            shown,
            format!("a{}<+992 marks>", "\u{301}".repeat(MARKS_MAX))
        );
        assert_eq!(safe_text("\u{301}x"), "\u{25cc}\u{301}x");
    }
}
