//! Servers and people who mean harm.

use crate::support::{Client, FakeServer, Person};

/// What a message may hold to take a terminal over, or to look like something that it is not.
const PAYLOADS: [&str; 25] = [
    "\x1b[2J\x1b[H",
    "\x1b[10A",
    "\x1b[8m",
    "\x1bc",
    "\x1b]0;title\x07",
    "\x1b]52;c;aGk=\x07",
    "\x1b]8;;http://x\x07",
    "\x1b]",
    "\x1b[6n",
    "\x1b[c",
    "\x1bP$q\"p\x1b\\",
    "\u{9b}2J",
    "\u{9d}0;x\u{9c}",
    "\u{90}",
    "\r@chefe fired",
    "\x08\x08\x08",
    "\x07\x07",
    "\x7f",
    "\x0e",
    "\x0b\x0c",
    "\u{202e}abc",
    "\u{2066}abc\u{2069}",
    "\u{200f}\u{61c}",
    "\u{200b}\u{feff}\u{ad}",
    "\u{e0041}",
];

#[test]
fn no_byte_of_a_message_reaches_the_terminal_as_a_command() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let terminal = client.start(columns);
        let mut peer = server.accept_push();
        terminal.see_prompt();
        for (id, payload) in PAYLOADS.iter().enumerate() {
            let id = id + 1;
            peer.send(&format!(
                "#{id} 2026-11-21T10:00:00.000Z @bia <{payload}>\n"
            ));
            peer.expect(&format!("#{id}"));
        }
        peer.send("#99 2026-11-21T10:00:00.000Z @bia the-end\n");
        terminal.see("the-end");
        let written = String::from_utf8(terminal.bytes()).expect("UTF-8");
        for payload in PAYLOADS {
            assert!(
                !written.contains(&format!("<{payload}")),
                "{payload:?} came through"
            );
        }
        let after_esc = |part: &str| part.starts_with(['[']) || part.is_empty();
        assert!(
            written.split('\x1b').skip(1).all(after_esc),
            "an escape that is not the client's"
        );
        for forbidden in [
            '\u{9b}', '\u{9d}', '\u{90}', '\u{7}', '\u{8}', '\u{7f}', '\u{202e}', '\u{200b}',
        ] {
            assert!(!written.contains(forbidden), "{forbidden:?} came through");
        }
    }
}

#[test]
fn what_is_escaped_can_be_read() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    peer.send("#1 2026-11-21T10:00:00.000Z @bia \x1b[2J and \u{202e}this\n");
    terminal.see("bia: ^[[2J and <U+202E>this");
    peer.send("! of-tomorrow \x1b[2Jwords\n");
    terminal.see("^[[2Jwords");
    peer.send("\x1b]0;unknown line\n");
    terminal.see("| ^[]0;unknown line");
    peer.send_bytes(b"#2 2026-11-21T10:00:00.000Z @bia \xff\xfe broken\n");
    terminal.see(" broken");
    let written = String::from_utf8(terminal.bytes()).expect("UTF-8");
    assert!(written.contains("\u{fffd}\u{fffd} broken"));
}

#[test]
fn a_message_cannot_imitate_an_entry_of_its_own() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(40);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    let lie = format!("x{}10:00 chefe: you are fired", " ".repeat(40));
    peer.send(&format!("#1 2026-11-21T10:00:00.000Z @bia {lie}\n"));
    let screen = terminal.see("fired");
    let starts = screen
        .rows()
        .iter()
        .any(|row| row.starts_with("10:00 chefe"));
    assert!(!starts, "{screen}");
}

#[test]
fn an_endless_line_is_skipped_and_said_once() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    let part = vec![b'x'; 1024 * 1024];
    for _ in 0..100 {
        peer.send_bytes(&part);
    }
    peer.send("\n#1 2026-11-21T10:00:00.000Z @bia still here\n");
    let screen = terminal.see("bia: still here");
    assert!(screen.contains("a line that is too long"), "{screen}");
    peer.expect("#1");
    terminal.enter("@bia oi");
    peer.expect("@bia oi");
}

#[test]
fn lines_that_answer_nothing_are_mentioned_once() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    peer.send(&"f\n".repeat(10_000));
    peer.send(&"+ 1\n".repeat(10_000));
    peer.send("#1 2026-11-21T10:00:00.000Z @bia still here\n");
    let screen = terminal.see("bia: still here");
    let said = screen
        .rows()
        .iter()
        .filter(|row| row.contains("answer nothing"))
        .count();
    assert_eq!(said, 1, "{screen}");
}

#[test]
fn a_flood_without_end_takes_nobody_the_prompt() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept_push();
    peer.flood();
    terminal.see("bia: number");
    for line in ["@bia one", "@bia two", "@bia three"] {
        terminal.type_text(&format!("{line}\r")).expect("typing");
        while peer.read().expect("the client stays") != line {}
    }
}

#[test]
fn a_number_beyond_all_others_silences_nobody() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    let mut peer = server.accept_push();
    peer.send("#18446744073709551615 2026-11-21T10:00:00.000Z @bia the last one\n");
    peer.expect("#18446744073709551615");
    peer.send("#2 2026-11-21T10:00:00.000Z @bia still here\n");
    terminal.see("bia: still here");
    peer.expect("#2");
}

#[test]
fn an_answer_too_many_confirms_nothing() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept();
    peer.expect("ana /push");
    peer.send("+ ready epoch1\n+ ready epoch1\n");
    peer.expect("/who");
    terminal.see_prompt();
    terminal.enter("@zoe oi");
    peer.expect("@zoe oi");
    peer.send("+ ana\n! unknown-recipient zoe\n");
    let screen = terminal.see("there is no user zoe");
    assert!(!screen.contains("accepted"), "{screen}");
}

#[test]
fn a_flood_is_shown_in_order_and_the_line_survives() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    terminal
        .type_text("@bia ação 👩\u{200d}💻 é")
        .expect("typing");
    terminal.see("@bia ação");
    let flood: String = (1..=5000)
        .map(|id| format!("#{id} 2026-11-21T10:00:00.000Z @bia number {id}\n"))
        .collect();
    peer.send(&flood);
    while peer.read().as_deref() != Some("#5000") {}
    terminal.see("number 5000");
    terminal.see("ana> @bia ação");
    terminal.keys(&[testkit::terminal::Key::Enter]);
    peer.expect("@bia ação 👩\u{200d}💻 é");
}
