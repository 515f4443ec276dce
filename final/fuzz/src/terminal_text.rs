//! What a person's terminal gets to see.

use std::cell::OnceCell;

use jiff::{Timestamp, tz::TimeZone};
use meu_mensageiro::client::entry::{Entry, When};
use meu_mensageiro::client::render::{Look, render};
use meu_mensageiro::client::safe_text::safe_text;

/// Whatever was sent, a terminal gets nothing that it obeys or that cannot be seen, except what the
/// client writes itself: line ends, and colours where there are any.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let safe = safe_text(&text);
    assert_safe(&safe);
    assert_eq!(safe_text(&safe), safe, "made safe twice");
    let [message, others @ ..] = entries(&text);
    for columns in [None, Some(1), Some(33), Some(80)] {
        check_entry(&message, columns);
    }
    for entry in others {
        check_entry(&entry, Some(33));
    }
}

/// Laid out for a terminal, an entry is safe, with colours and without.
pub fn check_entry(entry: &Entry, columns: Option<usize>) {
    let now = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    let look = |colours| Look { colours, columns };
    let plain = render(entry, look(false), &now);
    for line in plain.lines() {
        assert_safe(line);
    }
    // Only a text of the program has several lines, each with its sign.
    if matches!(entry, Entry::Message { .. }) {
        assert!(
            plain.lines().skip(1).all(|line| line.starts_with("      ")),
            "{plain:?}"
        );
    }
    // Colours add sequences of the client's own, and nothing else.
    colored::control::set_override(true);
    let coloured = render(entry, look(true), &now);
    assert_eq!(without_colours(&coloured), plain);
}

fn entries(text: &str) -> [Entry; 4] {
    let text = text.to_owned();
    [
        Entry::Message {
            when: When::At(Timestamp::UNIX_EPOCH),
            from: "bia".parse().expect("a login"),
            text: text.clone(),
        },
        Entry::Note(text.clone()),
        Entry::Refusal(text.clone()),
        Entry::Foreign(text),
    ]
}

/// Takes out `ESC [ 38 ; 5 ; N m`, and `ESC [ 0 m`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (sequence, behind) = part.split_once('m').expect("a sequence ends");
        let number = sequence.strip_prefix("[38;5;");
        let is_colour = number.is_some_and(|number| number.parse::<u8>().is_ok());
        assert!(is_colour || sequence == "[0", "{sequence:?}");
        plain.push_str(behind);
    }
    plain
}

/// Panics where a character is obeyed by a terminal, turns the reading order, or cannot be seen.
pub fn assert_safe(text: &str) {
    for character in text.chars() {
        // A joiner within an emoji, and the choice of a character's shape, are part of a text.
        let allowed = matches!(character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
        assert!(
            allowed || !is_unsafe(character),
            "U+{:04X}",
            u32::from(character)
        );
    }
}

/// By the tables of Unicode, while the client has a list of its own.
fn is_unsafe(character: char) -> bool {
    thread_local! {
        static UNSAFE: OnceCell<Vec<(char, char)>> = const { OnceCell::new() };
    }
    UNSAFE.with(|ranges| {
        let ranges = ranges.get_or_init(unsafe_ranges);
        let behind = ranges.partition_point(|(first, _)| *first <= character);
        ranges[..behind]
            .last()
            .is_some_and(|(_, last)| character <= *last)
    })
}

/// Controls, line and paragraph ends, what is ignored by default, and the format characters; of
/// these some have a shape.
fn unsafe_ranges() -> Vec<(char, char)> {
    let obeyed = r"\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}";
    let shaped = r"\p{Prepended_Concatenation_Mark}\u{070f}";
    let class = format!("[[{obeyed}]--[{shaped}]]");
    let parsed = regex_syntax::parse(&class).expect("a class");
    let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = parsed.kind()
    else {
        panic!("{parsed:?}")
    };
    class
        .iter()
        .map(|range| (range.start(), range.end()))
        .collect()
}
