//! The written session is played again.

use testkit::diagram::MOST_EVENTS;
use testkit::user_base::{Password, user_base};
use testkit::{Program, Session};

use crate::stage::{Trace, binaries, echo, leave, plays_again, program, talk};

#[test]
fn a_session_can_be_played_again() {
    let program = program("ch05-csv-log");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let (mut ana, mut bia) = (trace.client(), trace.client());
    talk(&mut ana, "ana", &["f"]);
    talk(&mut ana, "@bia até já", &["f"]);
    talk(&mut bia, "bia", &["@ana até já", "f"]);
    talk(&mut bia, "@ana \\ and {braces}", &["f"]);
    talk(&mut ana, "", &["@bia \\ and {braces}", "f"]);
    leave(&trace, &mut ana);
    leave(&trace, &mut bia);
    plays_again(&trace, &program);
}

#[test]
fn what_no_line_can_say_is_played_again() {
    let program = program("final");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut stranger = trace.client();
    stranger.send_line("stranger").unwrap();
    let notice = stranger.expect_end().unwrap();
    assert!(notice.starts_with(b"! unknown-user"));
    drop(stranger);
    trace.until("received");
    let mut ana = trace.client();
    talk(&mut ana, "ana\r", &["f"]);
    talk(&mut ana, "@bia an {id} and a blank ", &["f"]);
    ana.send(b"@bia \xff\n").unwrap();
    assert!(
        ana.receive_line()
            .unwrap()
            .text()
            .unwrap()
            .starts_with("! bad-text")
    );
    assert_eq!(ana.receive_line().unwrap().text(), Ok("f"));
    ana.send("@bia zero\u{200b}width".as_bytes()).unwrap();
    trace.until("[no LF yet]");
    talk(&mut ana, "", &["f"]);
    ana.send(b"@bia half").unwrap();
    trace.until("[no LF yet]");
    ana.reset().unwrap();
    trace.until("received");
    let mut bia = trace.client();
    let messages = ["@ana an {id} and a blank ", "@ana zero\u{200b}width", "f"];
    talk(&mut bia, "bia", &messages);
    leave(&trace, &mut bia);
    plays_again(&trace, &program);
}

#[test]
fn numbers_and_times_of_a_push_session_are_captured() {
    let program = program("final");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut ana = trace.client();
    ana.send_line("ana /push").unwrap();
    let ready = ana.receive_line().unwrap();
    assert!(ready.text().unwrap().starts_with("+ ready "));
    ana.send_line("@ana 👩\u{200d}💻").unwrap();
    let lines = [ana.receive_line().unwrap(), ana.receive_line().unwrap()];
    let message = lines.iter().find(|line| line.0.starts_with(b"#")).unwrap();
    let id = message.text().unwrap().split(' ').next().unwrap();
    ana.send_line(id).unwrap();
    talk(&mut ana, "", &["+"]);
    leave(&trace, &mut ana);
    let number = id.trim_start_matches('#');
    assert!(trace.steps().contains(&format!("ana> #{{id:{number}}}")));
    plays_again(&trace, &program);
}

#[test]
fn a_push_message_with_what_a_step_cannot_say_is_played_again() {
    let program = program("final");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut ana = trace.client();
    ana.send_line("ana /push").unwrap();
    ana.receive_line().unwrap();
    for text in ["tab\there", "an {id:9} and ({word})"] {
        ana.send_line(&format!("@ana {text}")).unwrap();
        let lines = [ana.receive_line().unwrap(), ana.receive_line().unwrap()];
        let message = lines.iter().find(|line| line.0.starts_with(b"#")).unwrap();
        let id = message.text().unwrap().split(' ').next().unwrap();
        ana.send_line(id).unwrap();
    }
    leave(&trace, &mut ana);
    let steps = trace.steps().join("\n");
    let tab = "{time:1} @ana tab\there";
    let capture = "{time:2} @ana an {word:_} and {word:_}";
    assert!(steps.contains(tab) && steps.contains(capture), "{steps}");
    plays_again(&trace, &program);
}

#[test]
fn passwords_are_in_the_header() {
    let program = program("final");
    let password = |login: &str, text: &str| Password {
        login: login.to_owned(),
        text: text.to_owned(),
    };
    let users = user_base(&["ana", "bia"], &[password("ana", "sol e mar")]);
    let server = program.start_with(&users).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut guess = trace.client();
    talk(&mut guess, "ana", &["? password"]);
    guess.send_line("segredo").unwrap();
    guess.expect_end().unwrap();
    drop(guess);
    trace.until("received");
    let mut ana = trace.client();
    talk(&mut ana, "ana", &["? password"]);
    talk(&mut ana, "sol e mar", &["f"]);
    leave(&trace, &mut ana);
    plays_again(&trace, &program);
}

#[test]
fn a_client_that_asks_a_core_server_for_a_push_session() {
    let program = program("ch05-csv-log");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut first = trace.client();
    first.send_line("ana /push").unwrap();
    first.expect_end().unwrap();
    drop(first);
    trace.until("received");
    let mut ana = trace.client();
    talk(&mut ana, "ana", &["f"]);
    talk(&mut ana, "@bia oi", &["f"]);
    talk(&mut ana, "@caio oi", &["! unknown-recipient caio", "f"]);
    leave(&trace, &mut ana);
    let session = Session::load(trace.session()).unwrap();
    assert_eq!(session.users, ["ana", "bia"]);
    plays_again(&trace, &program);
}

#[test]
fn names_that_mean_something_else() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    for (number, login) in ["log", "server", "c1", "x".repeat(33).as_str()]
        .iter()
        .enumerate()
    {
        let mut client = trace.client();
        talk(&mut client, login, &[login]);
        let shown = leave(&trace, &mut client).concat();
        let expected = format!("c{}> {login}c{}< {login}", number + 1, number + 1);
        assert!(shown.contains(&expected), "{shown}");
    }
    Session::load(trace.session()).unwrap();
}

#[test]
fn the_files_end_where_they_are_full() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    for _ in 0..52 {
        client.send("oi\n".repeat(100).as_bytes()).unwrap();
        client.receive_bytes(300).unwrap();
    }
    leave(&trace, &mut client);
    let steps = trace.steps();
    let last = steps.last().unwrap();
    assert!(
        last.starts_with("# The conversation went on; a trace keeps 10000 "),
        "{last}"
    );
    // What was kept, of which the connection is no step, the end, and two comments.
    assert_eq!(steps.len(), 10_000 + 2);
    let drawn = trace.diagram().matches("class=\"shaft\"").count();
    assert_eq!(drawn, MOST_EVENTS - 1);
    plays_again(
        &trace,
        &Program::new(&binaries()["faulty-server"]).argument("none"),
    );
}
