//! Chatting in a terminal: what comes, what one sends, and how it looks.

use testkit::terminal::{Key, Screen, Terminal};

use crate::support::{Client, FakeServer, Person, last_row};

#[test]
fn the_first_start_asks_for_the_login_and_says_what_can_be_typed() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let mut terminal = Terminal::start(&client.command(), 24, columns).expect("a terminal");
        terminal.see("your login:");
        terminal.enter("ANA");
        terminal.see("cannot be a login");
        terminal.enter("ana");
        let _peer = server.accept_push();
        terminal.see("/help");
        terminal.see_prompt();
        terminal.enter("/help");
        terminal.see("/quit");
        terminal.see_prompt();
    }
}

#[test]
fn an_unknown_login_is_asked_for_again() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = Terminal::start(&client.command(), 24, 80).expect("a terminal");
    terminal.see("your login:");
    terminal.enter("zoe");
    for line in ["zoe /push", "zoe"] {
        let mut peer = server.accept();
        peer.expect(line);
        peer.send("! unknown-user zoe is not here\n");
    }
    terminal.see("the server knows no user zoe");
    terminal.enter("ana");
    let _peer = server.accept_push();
    terminal.see_prompt();
}

#[test]
fn messages_appear_above_the_half_typed_line() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let mut terminal = client.start(columns);
        let mut peer = server.accept_push();
        terminal.see_prompt();
        terminal.type_text("@bia não é só amanhã").expect("typing");
        terminal.see("ana> @bia não é só amanhã");
        peer.send(
            "#1 2026-11-21T10:00:00.000Z @bia one two three four five six seven eight nine\n",
        );
        peer.expect("#1");
        terminal.see("nine");
        let below = |screen: &Screen| last_row(screen) == "ana> @bia não é só amanhã";
        terminal
            .wait_until(below)
            .unwrap_or_else(|error| panic!("{error}"));
        terminal.type_text(" à noite").expect("typing");
        terminal.see("amanhã à noite");
        terminal.keys(&[Key::Enter]);
        peer.expect("@bia não é só amanhã à noite");
    }
}

#[test]
fn a_wrapped_message_goes_on_under_its_text() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(40);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    peer.send(&format!(
        "#1 {today}T00:00:00.000Z @bia one two three four five six seven\n"
    ));
    let screen = terminal.see("seven");
    assert!(
        screen.contains("00:00 bia: one two three four five six"),
        "{screen}"
    );
    assert!(screen.contains("           seven"), "{screen}");
}

#[test]
fn each_sender_has_a_colour_and_it_stays() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    peer.send("#1 2026-11-21T10:00:00.000Z @bia first\n#2 2026-11-21T10:00:00.000Z @caio second\n");
    let screen = terminal.see("second");
    let (bia, caio) = (screen.color_of("10:00 bia"), screen.color_of("10:00 caio"));
    assert_ne!(bia, caio);
    assert_ne!(
        screen.color_of("first"),
        bia,
        "the text has the terminal's own colour"
    );
}

#[test]
fn what_waited_is_introduced_and_has_its_date() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    let mut peer = server.accept_push_with("#7 2020-02-03T04:05:00.000Z @bia até já\n");
    let screen = terminal.see("2020-02-03 04:05 bia: até já");
    assert!(screen.contains("while you were away:"), "{screen}");
    peer.expect("#7");
}

#[test]
fn an_accepted_message_is_said_to_be_and_a_refused_one_is_back_on_up() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let mut terminal = client.start(columns);
        let mut peer = server.accept_push();
        terminal.see_prompt();
        terminal.enter("@bia oi");
        peer.expect("@bia oi");
        peer.send("+ 12\n");
        terminal.see("to bia: accepted");
        terminal.see_prompt();
        terminal.enter("@bai até já");
        peer.expect("@bai até já");
        peer.send("! unknown-recipient bai\n");
        let screen = terminal.see("! not sent: there is no user bai");
        assert_ne!(screen.color_of("! not sent"), screen.color_of("to bia"));
        terminal.see_prompt();
        terminal.keys(&[Key::Up]);
        terminal.see("ana> @bai até já");
    }
}

#[test]
fn who_lists_the_others_and_reply_answers_the_last_sender() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept_push_with("#1 2026-11-21T10:00:00.000Z @caio oi\n");
    peer.expect("#1");
    terminal.see_prompt();
    terminal.enter("/who");
    peer.expect("/who");
    peer.send("+ ana bia joao\n");
    terminal.see("* online: bia, joao");
    terminal.see_prompt();
    terminal.enter("/reply tudo bem?");
    peer.expect("@caio tudo bem?");
    peer.send("+ 2\n");
    terminal.see("to caio: accepted");
}

#[test]
fn a_login_elsewhere_ends_the_client_at_once() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    terminal.type_text("@bia half").expect("typing");
    terminal.see("@bia half");
    peer.send("! elsewhere\n");
    terminal.see("you logged in elsewhere");
    assert_eq!(terminal.exit_code(), 5);
}

#[test]
fn quitting_waits_for_the_answer_to_the_last_line() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept_push();
    terminal.see_prompt();
    terminal.enter("@bia oi");
    peer.expect("@bia oi");
    terminal.see_prompt();
    terminal.keys(&[Key::CtrlD]);
    peer.send("+ 12\n");
    terminal.see("to bia: accepted");
    peer.expect_end();
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn what_cannot_be_sent_is_explained_and_not_sent() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let mut peer = server.accept_push();
    for (line, said) in [
        ("oi", "who is it for?"),
        ("/whoo", "did you mean /who?"),
        ("@BIA oi", "cannot be a login"),
        ("/reply oi", "nobody has written yet"),
    ] {
        terminal.see_prompt();
        terminal.enter(line);
        terminal.see(said);
    }
    terminal.see_prompt();
    terminal.enter("/quit");
    peer.expect_end();
}

#[test]
fn times_are_those_of_the_place() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut command = client.command();
    command.arg("ana").env("TZ", "<-03>3");
    let terminal = Terminal::start(&command, 24, 80).expect("a terminal");
    let _peer = server.accept_push_with("#1 2026-11-21T01:30:00.000Z @bia oi\n");
    terminal.see("2026-11-20 22:30 bia: oi");
}

#[test]
fn help_says_what_accepted_and_sent_mean() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let _peer = server.accept_push();
    terminal.see_prompt();
    terminal.enter("/help");
    terminal.see("accepted ");
    terminal.see("sent ");
}
