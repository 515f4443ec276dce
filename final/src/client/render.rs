//! Lays an entry out for the screen: time and sender in front, the text indented beside them.
//!
//! Everything an entry holds is made safe here, at the last moment, so that no path leads around
//! it. A line that wraps goes on under its text, never at the left edge: what a message says cannot
//! pass for an entry of its own.

use colored::{Color, Colorize};
use jiff::{Timestamp, Zoned};
use unicode_width::UnicodeWidthStr;

use super::entry::{Entry, When};
use super::safe_text::safe_text;
use super::words;
use super::wrap::wrap;

/// Colours of the 256-colour table with a contrast of at least 4 to 1 on white and on black.
const SENDERS: [u8; 10] = [30, 130, 63, 164, 28, 131, 31, 98, 64, 162];
/// What matters less: hints, the program's own remarks.
pub const QUIET: u8 = 243;
const ALARM: u8 = 161;
/// The colour of the user's own prompt.
pub const OWN: u8 = 30;

/// The narrowest terminal that text is laid out for.
const NARROWEST: usize = 20;

/// What the output can show.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether colours may be used.
    pub colours: bool,
    /// The number of columns; `None` where lines are not wrapped, as in a file.
    pub columns: Option<usize>,
}

/// Returns the entry as whole lines.
pub fn render(entry: &Entry, look: Look, now: &Zoned) -> String {
    match entry {
        Entry::Message { when, from, text } => message(*when, from.as_str(), text, look, now),
        Entry::Away => note("*", words::AWAY, QUIET, look),
        Entry::Confirmed { to, stored } => {
            let label = format!("{} ", now.strftime("%H:%M"));
            let text = words::confirmed(to, *stored);
            block(&label, Some(QUIET), &text, Some(QUIET), look)
        }
        Entry::Note(text) => note("*", text, QUIET, look),
        Entry::Refusal(text) => note("!", text, ALARM, look),
        Entry::Foreign(text) => note("|", text, QUIET, look),
    }
}

fn message(when: When, from: &str, text: &str, look: Look, now: &Zoned) -> String {
    let label = format!("{} {from}: ", moment(when, now));
    block(&label, Some(colour_of(from)), text, None, look)
}

/// Local time, and the date where it is not today's.
fn moment(when: When, now: &Zoned) -> String {
    let local = |time: Timestamp| time.to_zoned(now.time_zone().clone());
    match when {
        When::Now => now.strftime("%H:%M").to_string(),
        When::Unknown => "--:--".to_owned(),
        When::At(time) if local(time).date() == now.date() => {
            local(time).strftime("%H:%M").to_string()
        }
        When::At(time) => local(time).strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

/// A sender keeps its colour in every run and on every machine (FNV-1a; `std`'s hashers promise
/// nothing).
fn colour_of(sender: &str) -> u8 {
    let hash = sender
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    SENDERS[(hash % SENDERS.len() as u64) as usize]
}

/// What the program says; each line of it with the sign in front.
fn note(sign: &str, text: &str, colour: u8, look: Look) -> String {
    let lines = text.lines();
    lines
        .map(|line| block(&format!("{sign} "), Some(colour), line, Some(colour), look))
        .collect()
}

/// A label, and the text wrapped and indented beside it.
fn block(
    label: &str,
    label_colour: Option<u8>,
    text: &str,
    text_colour: Option<u8>,
    look: Look,
) -> String {
    let text = safe_text(text);
    let text = match look.columns {
        Some(columns) => wrap(&text, label.width(), columns.max(NARROWEST)),
        None => text,
    };
    let label = if text.starts_with('\n') {
        label.trim_end()
    } else {
        label
    };
    let (label, text) = (
        paint(label, label_colour, look),
        paint(&text, text_colour, look),
    );
    format!("{label}{text}\n")
}

fn paint(text: &str, colour: Option<u8>, look: Look) -> String {
    match colour {
        Some(colour) if look.colours => text.color(Color::AnsiColor(colour)).to_string(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthChar;

    use super::*;

    const PLAIN: Look = Look {
        colours: false,
        columns: Some(40),
    };

    const NARROW: Look = Look {
        columns: Some(20),
        ..PLAIN
    };

    fn now() -> Zoned {
        "2026-11-22T18:05:00-03:00[-03:00]".parse().unwrap()
    }

    fn incoming(from: &str, text: &str) -> Entry {
        let when = When::At("2026-11-22T21:04:00Z".parse().unwrap());
        Entry::Message {
            when,
            from: from.parse().unwrap(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_message_has_local_time_sender_and_text() {
        assert_eq!(
            render(&incoming("bia", "até já"), PLAIN, &now()),
            "18:04 bia: até já\n"
        );
    }

    #[test]
    fn a_message_of_another_day_has_its_date() {
        let when = When::At("2026-11-21T21:04:00Z".parse().unwrap());
        let entry = Entry::Message {
            when,
            from: "bia".parse().unwrap(),
            text: "oi".to_owned(),
        };
        assert_eq!(render(&entry, PLAIN, &now()), "2026-11-21 18:04 bia: oi\n");
    }

    #[test]
    fn a_long_text_goes_on_under_itself() {
        let entry = incoming("bia", "one two three four five six seven eight nine");
        assert_eq!(
            render(&entry, PLAIN, &now()),
            "18:04 bia: one two three four five six\n           seven eight nine\n"
        );
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut() {
        let shown = render(&incoming("bia", &"x".repeat(60)), PLAIN, &now());
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.width() <= 40), "{shown}");
    }

    #[test]
    fn beside_the_longest_login_the_text_goes_under_it() {
        let login = "m".repeat(32);
        let shown = render(&incoming(&login, "oi oi"), PLAIN, &now());
        assert_eq!(shown, format!("18:04 {login}:\n      oi oi\n"));
    }

    #[test]
    fn blanks_under_the_longest_login_leave_no_empty_line() {
        let shown = render(
            &incoming(&"m".repeat(32), "  fourteen-wide-"),
            NARROW,
            &now(),
        );
        assert_eq!(shown.lines().count(), 2, "{shown}");
    }

    #[test]
    fn what_comes_from_outside_is_safe_in_every_kind_of_entry() {
        let evil = "\u{1b}[2J\u{202e}".to_owned();
        for entry in [
            incoming("bia", &evil),
            Entry::Note(evil.clone()),
            Entry::Refusal(evil.clone()),
            Entry::Foreign(evil.clone()),
        ] {
            assert!(render(&entry, PLAIN, &now()).contains("^[[2J<U+202E>"));
        }
    }

    #[test]
    fn every_colour_can_be_read_on_white_and_on_black() {
        for colour in SENDERS.into_iter().chain([QUIET, ALARM, OWN]) {
            let light = luminance(colour);
            assert!((light + 0.05) / 0.05 >= 4.0, "{colour} on black");
            assert!(1.05 / (light + 0.05) >= 4.0, "{colour} on white");
        }
    }

    /// Relative luminance (WCAG 2) of a colour of xterm's 6 × 6 × 6 cube, or of the greys after it.
    fn luminance(colour: u8) -> f64 {
        let index = usize::from(colour - 16);
        let level = |step: usize| [0.0, 95.0, 135.0, 175.0, 215.0, 255.0][step];
        let [red, green, blue] = match colour {
            232.. => [8.0 + 10.0 * f64::from(colour - 232); 3],
            _ => [index / 36, index / 6 % 6, index % 6].map(level),
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn linear(level: f64) -> f64 {
        let value = level / 255.0;
        if value <= 0.03928 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    }

    proptest! {
        #[test]
        fn only_the_first_line_begins_at_the_left_edge(text in any::<String>(), columns in 1usize..100) {
            let look = Look { colours: false, columns: Some(columns) };
            let shown = render(&incoming("bia", &text), look, &now());
            for line in shown.lines().skip(1) {
                prop_assert!(line.starts_with("      "));
            }
            for line in shown.lines() {
                prop_assert!(line.chars().filter_map(UnicodeWidthChar::width).sum::<usize>() <= columns.max(NARROWEST));
            }
        }
    }
}
