//! How a server's line looks on the screen.

use colored::{Color, Colorize};

use crate::protocol::ServerLine;
use crate::safe_text::safe_text;

/// Their shades are those that the terminal gives to these names. Yellow is for notices.
const COLORS: [Color; 5] = [
    Color::Green,
    Color::Magenta,
    Color::Blue,
    Color::Cyan,
    Color::Red,
];

/// Returns what to print for a line: nothing for the end of a batch.
pub(crate) fn render(line: ServerLine) -> Option<String> {
    match line {
        ServerLine::Message { from, text } => {
            let name = safe_text(&from).color(color_of(&from)).bold();
            Some(format!("{name}: {}", safe_text(&text)))
        }
        ServerLine::Notice(notice) => {
            let notice = format!("! {}", safe_text(&notice));
            Some(notice.yellow().to_string())
        }
        ServerLine::Unknown(line) => Some(safe_text(&line)),
        ServerLine::End => None,
    }
}

/// The same sender has the same colour, today and tomorrow.
fn color_of(sender: &str) -> Color {
    let sum: usize = sender.bytes().map(usize::from).sum();
    COLORS[sum % COLORS.len()]
}
