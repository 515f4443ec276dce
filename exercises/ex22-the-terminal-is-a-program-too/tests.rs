use std::thread;

use unicode_width::UnicodeWidthStr;

use super::*;

#[test]
fn ordinary_topics_stay_as_they_are() {
    let topics = [
        "Redes, à sexta-feira",
        "e\u{301} e a\u{303}: com acentos",
        "中文 e العربية",
        "só 🙂 e ❤\u{fe0f}",
        "[31m is no colour alone",
        "“a – b”, ‘c’ • 5 €",
        "",
    ];
    for topic in topics {
        expect(topic, topic, "nothing in it is dangerous, and it fits");
    }
}

#[test]
fn no_control_reaches_the_terminal() {
    let why = "a control moves the cursor, or begins a command";
    expect("\u{1b}]0;mine\u{7}", "�]0;mine�", why);
    expect("rooms\rgone", "rooms�gone", why);
    expect("abc\u{8}\u{8}d", "abc��d", why);
    expect("\u{9b}31mred", "�31mred", why);
    expect("a\nb\tc\0d\u{7f}", "a�b�c�d�", why);
    for c in '\0'..='\u{1f}' {
        is_replaced(c, why);
    }
    for c in '\u{7f}'..='\u{9f}' {
        is_replaced(c, why);
    }
}

#[test]
fn nothing_turns_the_reading_order_round() {
    let why = "it changes the order in which the characters are shown";
    expect("photo\u{202e}gpj.exe", "photo�gpj.exe", why);
    for c in "\u{61c}\u{200e}\u{200f}".chars() {
        is_replaced(c, why);
    }
    for c in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
        is_replaced(c, why);
    }
}

#[test]
fn nothing_is_hidden() {
    let why = "nobody can see it, so two topics look the same";
    expect("re\u{200b}des", "re�des", why);
    for c in "\u{ad}\u{feff}\u{2028}\u{2029}".chars() {
        is_replaced(c, why);
    }
    for c in ('\u{200b}'..='\u{200d}').chain('\u{2060}'..='\u{2065}') {
        is_replaced(c, why);
    }
    for c in '\u{206a}'..='\u{206f}' {
        is_replaced(c, why);
    }
}

#[test]
fn what_does_not_fit_is_cut_and_says_so() {
    let why = "24 columns fit; what is longer is cut at 23, and then comes the …";
    let letters = "abcdefghijklmnopqrstuvwxyz";
    expect(&letters[..24], &letters[..24], why);
    expect(&letters[..25], "abcdefghijklmnopqrstuvw…", why);
    expect(letters, "abcdefghijklmnopqrstuvw…", why);
}

#[test]
fn columns_are_counted_and_not_bytes_or_characters() {
    let why = "中 and 🙂 take two columns each";
    expect(&"中".repeat(12), &"中".repeat(12), why);
    expect(&"中".repeat(13), &("中".repeat(11) + "…"), why);
    expect(&"🙂".repeat(20), &("🙂".repeat(11) + "…"), why);
    let why = "❤ takes one column, and two with U+FE0F after it: ask the width of the whole text";
    let hearts = "❤\u{fe0f}".repeat(11) + "❤…";
    expect(&"❤\u{fe0f}".repeat(13), &hearts, why);
    let why = "é is two bytes, or two characters, but one column";
    expect(&"é".repeat(24), &"é".repeat(24), why);
    expect(&"e\u{301}".repeat(24), &"e\u{301}".repeat(24), why);
    expect(&"e\u{301}".repeat(25), &("e\u{301}".repeat(23) + "…"), why);
}

#[test]
fn replacements_take_a_column_as_well() {
    let topic = "\u{1b}".repeat(30);
    let why = "each replacement is one column";
    expect(&topic, &("�".repeat(23) + "…"), why);
    let topic = "\u{200b}".repeat(30);
    let why = "what had no width has one as soon as it is replaced: first replace, then cut";
    expect(&topic, &("�".repeat(23) + "…"), why);
}

fn is_replaced(c: char, why: &str) {
    expect(&format!("a{c}b"), "a�b", why);
}

fn expect(topic: &str, expected: &str, why: &str) {
    let given = topic.to_string();
    // A thread, so that a panic of `entry` does not end the test before it has named the topic.
    let Ok(entry) = thread::spawn(move || entry(&given)).join() else {
        panic!(
            "{why}\n  topic:    {topic:?}\n  expected: {expected:?}\n  received: a panic of `entry`"
        )
    };
    // Escaped, because a message of a test goes to a terminal, too.
    assert!(
        entry == expected,
        "{why}\n  topic:    {topic:?}\n  expected: {expected:?}, {} columns\n  received: {entry:?}, {} columns",
        expected.width(),
        entry.width()
    );
}
