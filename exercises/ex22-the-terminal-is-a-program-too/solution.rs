//! The list of rooms that a client shows at the left of the screen.

use unicode_width::UnicodeWidthStr;

/// How many columns an entry has.
const ROOM: usize = 24;

/// The entry for a topic, as it is printed. Anybody can give a room its topic.
fn entry(topic: &str) -> String {
    // Replaced, and not taken away: everybody can see that something was there, and nobody can
    // write a forbidden word with an invisible character in its middle.
    let safe = topic.replace(is_dangerous, "\u{fffd}");
    if safe.width() <= ROOM {
        return safe;
    }
    // Columns, not characters: 中 has two, and an accent that follows its letter has none.
    let mut cut = String::new();
    for c in safe.chars() {
        cut.push(c);
        if cut.width() > ROOM - 1 {
            cut.pop();
            break;
        }
    }
    cut + "…"
}

/// What a terminal takes for a command, what changes the reading order, and what nobody can see.
fn is_dangerous(c: char) -> bool {
    // Controls are more than ESC: CR and BS write over what stands there, and U+009B begins a
    // sequence by itself.
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{feff}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[cfg(test)]
mod tests;
