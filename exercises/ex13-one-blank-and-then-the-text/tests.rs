use exercises::{shown, within};

use super::*;

#[test]
fn a_line_has_a_recipient_and_a_text() {
    expect(b"@bia oi", "bia", b"oi", "the simplest line of all");
}

#[test]
fn the_text_is_all_the_rest_of_the_line() {
    expect(
        b"@bia oi, tudo bem?",
        "bia",
        b"oi, tudo bem?",
        "a text may have blanks in it",
    );
    expect(
        b"@bia @caio oi",
        "bia",
        b"@caio oi",
        "only the first word is the recipient",
    );
    expect(b"@bia f", "bia", b"f", "`f` is a text like any other");
}

#[test]
fn only_one_blank_is_not_text() {
    expect(
        b"@bia  oi",
        "bia",
        b" oi",
        "a second blank is part of the text",
    );
    expect(
        b"@bia oi ",
        "bia",
        b"oi ",
        "a blank at the end is part of the text",
    );
    expect(b"@bia  ", "bia", b" ", "a text may be a single blank");
    expect(
        b"@bia \toi\t",
        "bia",
        b"\toi\t",
        "tabs are part of the text",
    );
    let indented = "@bia \u{a0}oi".as_bytes();
    let text = "\u{a0}oi".as_bytes();
    expect(indented, "bia", text, "so is a no-break space (U+00A0)");
}

#[test]
fn the_text_stays_as_it_is_to_the_byte() {
    let line = "@bia até já".as_bytes();
    expect(
        line,
        "bia",
        "até já".as_bytes(),
        "é and á have two bytes each in UTF-8",
    );
    let composed = "@bia ate\u{301}".as_bytes();
    let text = "ate\u{301}".as_bytes();
    expect(
        composed,
        "bia",
        text,
        "an e and an accent of its own stay two characters",
    );
    expect(
        b"@bia \xff\xfe",
        "bia",
        b"\xff\xfe",
        "bytes that are no text are another function's trouble; this one must not change them",
    );
}

#[test]
fn what_is_no_message_is_none() {
    refuse(b"", "the empty line asks for a batch");
    refuse(b"oi", "there is no `@`");
    refuse(b"bia oi", "there is no `@`");
    refuse(b" @bia oi", "the `@` has to be the first byte");
    refuse(b"@@bia oi", "`@bia` with its `@` is not a login");
    refuse(b"@ oi", "there is no recipient");
    refuse(b"@bia", "there is no text");
    refuse(b"@bia ", "the text has at least one byte");
    refuse(b"@bia\toi", "a tab is not the blank");
    refuse(
        "@bia\u{a0}oi".as_bytes(),
        "a no-break space (U+00A0) is not the blank",
    );
}

#[test]
fn a_recipient_has_the_form_of_a_login() {
    refuse(b"@Bia oi", "a login has no capitals");
    refuse(b"@bia,caio oi", "a login has no comma");
    refuse(b"@b\xffa oi", "a login is text, and these bytes are not");
    refuse(
        b"@abcdefghijklmnopqrstuvwxyz0123456 oi",
        "a login has at most 32 characters, and this one has 33",
    );
}

fn expect(line: &[u8], to: &str, text: &[u8], why: &str) {
    let expected = Some((to.to_string(), text.to_vec()));
    let received = parsed(line);
    assert!(
        received == expected,
        "{why}\n  line:     `{}`\n  expected: {}\n  received: {}",
        shown(line),
        words(&expected),
        words(&received)
    );
}

fn refuse(line: &[u8], why: &str) {
    let received = parsed(line);
    assert!(
        received.is_none(),
        "{why}\n  line:     `{}`\n  expected: None\n  received: {}",
        shown(line),
        words(&received)
    );
}

fn parsed(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let line = line.to_vec();
    within("`parse`", move || {
        parse(&line).map(|(to, text)| (to.to_string(), text.to_vec()))
    })
}

fn words(parsed: &Option<(String, Vec<u8>)>) -> String {
    match parsed {
        Some((to, text)) => format!("to `{to}`, text `{}`", shown(text)),
        None => "None".to_string(),
    }
}
