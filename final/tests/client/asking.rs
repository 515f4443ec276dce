//! Questions: what a paste asks, and what may be typed instead of an answer.

use testkit::terminal::{Key, Terminal};

use crate::editing::connected;
use crate::support::{Client, FakeServer, Person, last_row};

#[test]
fn a_paste_of_three_lines_is_asked_about_and_sent_as_three_messages() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let mut terminal = client.start(columns);
        let mut peer = server.accept_push();
        terminal.see_prompt();
        terminal
            .paste("@bia one\n@caio two\nthree")
            .expect("pasting");
        terminal.see("three");
        terminal.keys(&[Key::Enter]);
        terminal.see("send 3 lines as 3 messages");
        let screen = terminal.wait_until(|screen| last_row(screen) == "[y/N]");
        let screen = screen.expect("the question");
        let marks = screen.rows().iter().filter(|row| row.contains("[y/N]"));
        assert_eq!(marks.count(), 1, "{screen}");
        terminal.enter("y");
        for line in ["@bia one", "@caio two", "@caio three"] {
            peer.expect(line);
        }
    }
}

#[test]
fn a_paste_that_is_declined_is_not_sent_and_is_back_on_up() {
    for answer in ["", "n"] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let (mut terminal, mut peer) = connected(&client, &server);
        paste_two_lines(&mut terminal);
        terminal.type_text(&format!("{answer}\r")).expect("typing");
        terminal.see("* not sent");
        terminal.see_prompt();
        terminal.keys(&[Key::Up]);
        terminal
            .wait_until(|screen| last_row(screen) == "two")
            .expect("the paste");
        terminal.keys(&[Key::CtrlC]);
        terminal.see_prompt();
        terminal.enter("@bia after");
        peer.expect("@bia after");
        let kept = std::fs::read_to_string(client.state.path().join("user-ana.history"));
        let kept = kept.expect("the history");
        assert!(!kept.lines().any(|line| line == "n"), "{kept}");
    }
}

/// Pastes two lines for bia, and waits for the question.
fn paste_two_lines(terminal: &mut Terminal) {
    terminal.paste("@bia one\ntwo").expect("pasting");
    terminal.see("two");
    terminal.keys(&[Key::Enter]);
    terminal.see("[y/N]");
}

#[test]
fn a_line_at_a_question_is_sent_and_the_prompt_is_the_usual_one_again() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    paste_two_lines(&mut terminal);
    terminal.enter("@bia other");
    peer.expect("@bia other");
    terminal.see("taken as no");
    terminal.see_prompt();
}
