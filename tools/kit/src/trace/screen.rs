//! The trace on the terminal, safe and in colour.

use std::io::{self, IsTerminal};
use std::time::Duration;

use colored::{Color, ColoredString, Colorize};
use testkit::diagram::Tone;
use testkit::failure::show::{escaped, width};
use textwrap::Options;

use super::entry::{Entry, Text, What};
use super::observation::Side;
use super::printer::Printer;
use super::torture::Cut;
use super::totals::Totals;

/// So many characters of a line are shown, and how long it is.
const SHOWN: usize = 400;

/// Who talks is told by these, in turn. None of them has another meaning here.
const COLOURS: [Color; 5] = [
    Color::Cyan,
    Color::Green,
    Color::Blue,
    Color::BrightCyan,
    Color::BrightGreen,
];

/// Prints; knows how wide the terminal is. A handle: clones print to the same one.
#[derive(Debug, Clone)]
pub(super) struct Screen {
    printer: Printer,
    is_terminal: bool,
}

/// How the words of an entry look.
#[derive(Debug, Clone, Copy)]
enum Look {
    Asked,
    Answered,
    Quiet,
    Notice,
    Unfinished,
    Bad,
}

impl Screen {
    /// # Errors
    /// Where no thread can be started.
    pub(super) fn start() -> io::Result<Screen> {
        // Elsewhere there is nothing to switch on.
        #[cfg(windows)]
        let _ = colored::control::set_virtual_terminal(true);
        Ok(Screen {
            printer: Printer::start()?,
            is_terminal: io::stdout().is_terminal(),
        })
    }

    /// A line that belongs to no connection.
    pub(super) fn say(&self, words: &str) {
        let lines = match self.columns() {
            Some(columns) => textwrap::fill(words, columns),
            None => words.to_owned(),
        };
        self.printer.print(lines);
    }

    /// Ctrl-C was pressed: from now on nobody waits for who reads our output.
    pub(super) fn interrupt(&self) {
        self.printer.release();
        if self.is_terminal {
            // The terminal shows `^C`, and stays in its line.
            self.printer.print(String::new());
        }
    }

    /// Waits until all is printed, unless nobody reads it.
    pub(super) fn finish(&self) {
        self.printer.finish();
    }

    pub(super) fn entry(&self, entry: &Entry, name: &str) {
        let (sign, words, look) = describe(&entry.what);
        self.row(
            entry.at,
            entry.connection,
            &format!("{name}{sign}"),
            &words,
            look,
        );
    }

    /// The connection is over.
    pub(super) fn over(&self, at: Duration, connection: usize, name: &str, totals: &Totals) {
        let words = format!("over; {}", totals.lines());
        self.row(at, connection, &format!("{name}:"), &words, Look::Quiet);
    }

    fn row(&self, at: Duration, connection: usize, label: &str, words: &str, look: Look) {
        let time = format!("{:7.3}", at.as_secs_f64());
        let head = width(&time) + 1 + width(label) + 1;
        let colour = COLOURS[connection % COLOURS.len()];
        let mut row = format!("{} {}", time.dimmed(), label.color(colour));
        for (index, line) in self.wrapped(words, head).iter().enumerate() {
            if index > 0 {
                row += "\n";
                row += &" ".repeat(self.indent(head));
            } else if !line.is_empty() {
                row += " ";
            }
            row += &look.paint(line).to_string();
        }
        self.printer.print(row);
    }

    /// The words in lines that fit, the first one behind a head of this width.
    fn wrapped(&self, words: &str, head: usize) -> Vec<String> {
        let Some(columns) = self.columns() else {
            return vec![words.to_owned()];
        };
        let (first, others) = (" ".repeat(head), " ".repeat(self.indent(head)));
        let options = Options::new(columns)
            .initial_indent(&first)
            .subsequent_indent(&others);
        let lines = textwrap::wrap(words, options);
        let text = |line: &str, indent: usize| line.get(indent..).unwrap_or_default().to_owned();
        let indents = std::iter::once(head).chain(std::iter::repeat(others.len()));
        lines
            .iter()
            .zip(indents)
            .map(|(line, indent)| text(line, indent))
            .collect()
    }

    /// Where the second line of a text begins: under the first, if that leaves room.
    fn indent(&self, head: usize) -> usize {
        let columns = self.columns().unwrap_or(usize::MAX);
        if head <= columns / 2 {
            head
        } else {
            columns.min(8) / 2
        }
    }

    fn columns(&self) -> Option<usize> {
        let (columns, _) = terminal_size::terminal_size().filter(|_| self.is_terminal)?;
        // In a terminal of one column nothing can be read, but nothing may break either.
        Some(usize::from(columns.0).max(10))
    }
}

impl Look {
    fn paint(self, words: &str) -> ColoredString {
        match self {
            Look::Asked => words.bold(),
            Look::Answered => words.normal(),
            Look::Quiet => words.dimmed(),
            Look::Notice => words.yellow(),
            Look::Unfinished => words.magenta(),
            Look::Bad => words.red(),
        }
    }
}

/// The sign behind the name, and what is said.
fn describe(what: &What) -> (&'static str, String, Look) {
    match what {
        What::Connected(address) => (":", format!("connected from {address}"), Look::Quiet),
        What::SentAway(words) => (":", format!("sent away: {words}"), Look::Bad),
        What::Said(side, text) => (sign(*side), said(text), look(*side, text)),
        What::Fin(side) => (sign(*side), "[FIN: sends no more]".to_owned(), Look::Quiet),
        What::Reset(side) => (sign(*side), "[reset]".to_owned(), Look::Bad),
        What::Cut(Cut::Reset) => (":", "cut here: a reset to both".to_owned(), Look::Bad),
        What::Cut(Cut::Fin) => (":", "cut here: a FIN to the server".to_owned(), Look::Bad),
    }
}

fn sign(side: Side) -> &'static str {
    match side {
        Side::Client => ">",
        Side::Server => "<",
    }
}

/// The text as a person reads it, and what cannot be seen in it.
fn said(text: &Text) -> String {
    let mut words = if text.begins {
        String::new()
    } else {
        "…".to_owned()
    };
    let shown = escaped(&text.bytes);
    match shown.char_indices().nth(SHOWN) {
        Some((end, _)) => words += &format!("{}… ({} bytes)", &shown[..end], text.bytes.len()),
        None => words += &shown,
    }
    if text.ends && text.bytes.ends_with(b" ") {
        words += "  [a blank at the end]";
    }
    if !text.ends {
        words += "  [no LF yet]";
    }
    words
}

fn look(side: Side, text: &Text) -> Look {
    if !text.ends {
        return Look::Unfinished;
    }
    match (Tone::of(&text.bytes), side) {
        (Tone::Notice, Side::Server) => Look::Notice,
        (_, Side::Client) => Look::Asked,
        (Tone::Quiet, _) => Look::Quiet,
        _ => Look::Answered,
    }
}
