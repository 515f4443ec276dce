use super::*;

#[test]
fn a_known_login_gets_what_waits_for_it() {
    let mut session = new_session();
    expect(&mut session, line("ana"), &[Output::Fetch]);
    let waiting = Input::Batch(vec![mail("bia", "oi"), mail("caio", "f")]);
    expect(&mut session, waiting, &[send("@bia oi\n@caio f\nf\n")]);
}

#[test]
fn whoever_is_not_known_is_sent_away() {
    for login in ["zeca", "", "ANA", "@bia oi"] {
        let mut session = new_session();
        let answer = &[send("! unknown-user\n"), Output::Close];
        expect(&mut session, line(login), answer);
        expect(&mut session, line("ana"), &[]);
    }
}

#[test]
fn an_empty_line_asks_for_a_batch() {
    let mut session = logged_in();
    expect(&mut session, line(""), &[Output::Fetch]);
    expect(&mut session, Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn a_message_is_stored_before_its_batch() {
    let mut session = logged_in();
    expect(&mut session, line("@bia até já"), &[store("bia", "até já")]);
    expect(&mut session, Input::Stored(Ok(())), &[Output::Fetch]);
    expect(&mut session, Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn the_text_is_all_that_follows_one_blank() {
    let mut session = logged_in();
    expect(
        &mut session,
        line("@bia  @caio "),
        &[store("bia", " @caio ")],
    );
}

#[test]
fn what_was_not_stored_is_told_in_its_batch_and_in_no_other() {
    let mut session = logged_in();
    expect(&mut session, line("@bia oi"), &[store("bia", "oi")]);
    let refused = Input::Stored(Err("inbox-full".to_string()));
    expect(&mut session, refused, &[Output::Fetch]);
    let batch = Input::Batch(vec![mail("caio", "oi")]);
    expect(&mut session, batch, &[send("! inbox-full\n@caio oi\nf\n")]);
    expect(&mut session, line(""), &[Output::Fetch]);
    expect(&mut session, Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn any_other_line_stores_nothing() {
    for bad in ["oi", "@bia", "@bia ", "@ oi", " @bia oi", "bia oi"] {
        let mut session = logged_in();
        expect(&mut session, line(bad), &[Output::Fetch]);
        let answer = &[send("! bad-line\nf\n")];
        expect(&mut session, Input::Batch(Vec::new()), answer);
    }
}

#[test]
fn a_line_waits_until_the_one_before_it_has_its_batch() {
    let mut session = logged_in();
    expect(&mut session, line("@bia one"), &[store("bia", "one")]);
    expect(&mut session, line("@bia two"), &[]);
    expect(&mut session, line(""), &[]);
    expect(&mut session, Input::Stored(Ok(())), &[Output::Fetch]);
    let second = &[send("f\n"), store("bia", "two")];
    expect(&mut session, Input::Batch(Vec::new()), second);
    expect(&mut session, Input::Stored(Ok(())), &[Output::Fetch]);
    let third = &[send("f\n"), Output::Fetch];
    expect(&mut session, Input::Batch(Vec::new()), third);
    expect(&mut session, Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn a_line_after_the_login_waits_as_well() {
    let mut session = new_session();
    expect(&mut session, line("ana"), &[Output::Fetch]);
    expect(&mut session, line("@bia oi"), &[]);
    let answer = &[send("f\n"), store("bia", "oi")];
    expect(&mut session, Input::Batch(Vec::new()), answer);
}

fn new_session() -> Session {
    let users = ["ana", "bia", "caio"];
    Session::new(users.iter().map(|name| name.to_string()).collect())
}

fn logged_in() -> Session {
    let mut session = new_session();
    expect(&mut session, line("ana"), &[Output::Fetch]);
    expect(&mut session, Input::Batch(Vec::new()), &[send("f\n")]);
    session
}

fn line(text: &str) -> Input {
    Input::Line(text.to_string())
}

fn mail(sender: &str, text: &str) -> (String, String) {
    (sender.to_string(), text.to_string())
}

fn send(text: &str) -> Output {
    Output::Send(text.to_string())
}

fn store(to: &str, text: &str) -> Output {
    let (to, text) = (to.to_string(), text.to_string());
    Output::Store { to, text }
}

#[track_caller]
fn expect(session: &mut Session, input: Input, expected: &[Output]) {
    let told = format!("{input:?}");
    let received = session.handle(input);
    assert!(
        received == expected,
        "the session is told {told}\n  expected: {expected:?}\n  received: {received:?}"
    );
}
