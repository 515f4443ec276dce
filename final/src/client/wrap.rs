//! Breaks text into lines that fit beside a label.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks text that begins in column `label` so that it fits, between words where it can.
pub(super) fn wrap(text: &str, label: usize, columns: usize) -> String {
    // Beside a long label there is no room: the text goes under it, a little to the right.
    let indent = if label <= columns / 2 { label } else { 6 };
    let mut out = Wrapped {
        text: String::new(),
        column: label,
        indent,
        columns,
    };
    for word in text.split_inclusive(' ') {
        out.word(word);
    }
    out.text
}

struct Wrapped {
    text: String,
    column: usize,
    indent: usize,
    columns: usize,
}

impl Wrapped {
    fn word(&mut self, word: &str) {
        let width = word.trim_end_matches(' ').width();
        // Blanks alone need no room: they end with the line.
        if width > 0 && self.column + width > self.columns && self.indent + width <= self.columns {
            self.new_line();
        }
        for character in word.chars() {
            self.character(character);
        }
    }

    fn character(&mut self, character: char) {
        let width = character.width().unwrap_or(0);
        if self.column + width > self.columns {
            if character == ' ' {
                return;
            }
            self.new_line();
        }
        self.text.push(character);
        // The variation selector makes the emoji before it one column wider.
        self.column += if character == '\u{fe0f}' { 1 } else { width };
    }

    fn new_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
        self.text.push_str(&" ".repeat(self.indent));
        self.column = self.indent;
    }
}
