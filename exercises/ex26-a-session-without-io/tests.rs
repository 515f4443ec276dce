use super::*;

#[test]
fn a_known_login_gets_what_waits_for_it() {
    let mut trial = new_trial();
    trial.expect(line("ana"), &[Output::Fetch]);
    let waiting = Input::Batch(vec![mail("bia", "oi"), mail("caio", "f")]);
    trial.expect(waiting, &[send("@bia oi\n@caio f\nf\n")]);
}

#[test]
fn whoever_is_not_known_is_sent_away() {
    for login in ["zeca", "", "ANA", "@bia oi"] {
        let mut trial = new_trial();
        let answer = &[send("! unknown-user\n"), Output::Close];
        trial.expect(line(login), answer);
        trial.expect(line("ana"), &[]);
        trial.expect(Input::Batch(Vec::new()), &[]);
    }
}

#[test]
fn an_empty_line_asks_for_a_batch() {
    let mut trial = logged_in();
    trial.expect(line(""), &[Output::Fetch]);
    trial.expect(Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn a_message_is_stored_before_its_batch() {
    let mut trial = logged_in();
    trial.expect(line("@bia até já"), &[store("bia", "até já")]);
    trial.expect(Input::Stored(Ok(())), &[Output::Fetch]);
    trial.expect(Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn the_text_is_all_that_follows_one_blank() {
    let mut trial = logged_in();
    trial.expect(line("@bia  @caio "), &[store("bia", " @caio ")]);
}

#[test]
fn what_was_not_stored_is_told_in_its_batch_and_in_no_other() {
    let mut trial = logged_in();
    trial.expect(line("@bia oi"), &[store("bia", "oi")]);
    let refused = Input::Stored(Err("inbox-full".to_string()));
    trial.expect(refused, &[Output::Fetch]);
    let batch = Input::Batch(vec![mail("caio", "oi")]);
    trial.expect(batch, &[send("! inbox-full\n@caio oi\nf\n")]);
    trial.expect(line(""), &[Output::Fetch]);
    trial.expect(Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn any_other_line_stores_nothing() {
    for bad in ["oi", "@bia", "@bia ", "@ oi", " @bia oi", "bia oi"] {
        let mut trial = logged_in();
        trial.expect(line(bad), &[Output::Fetch]);
        let answer = &[send("! bad-line\nf\n")];
        trial.expect(Input::Batch(Vec::new()), answer);
    }
}

#[test]
fn a_line_waits_until_the_one_before_it_has_its_batch() {
    let mut trial = logged_in();
    trial.expect(line("@bia one"), &[store("bia", "one")]);
    trial.expect(line("@bia two"), &[]);
    trial.expect(line(""), &[]);
    trial.expect(Input::Stored(Ok(())), &[Output::Fetch]);
    let second = &[send("f\n"), store("bia", "two")];
    trial.expect(Input::Batch(Vec::new()), second);
    trial.expect(Input::Stored(Ok(())), &[Output::Fetch]);
    let third = &[send("f\n"), Output::Fetch];
    trial.expect(Input::Batch(Vec::new()), third);
    trial.expect(Input::Batch(Vec::new()), &[send("f\n")]);
}

#[test]
fn a_notice_waits_for_the_batch_of_its_own_line() {
    let mut trial = logged_in();
    trial.expect(line("@bia one"), &[store("bia", "one")]);
    trial.expect(line("oi"), &[]);
    trial.expect(Input::Stored(Ok(())), &[Output::Fetch]);
    let first = &[send("f\n"), Output::Fetch];
    trial.expect(Input::Batch(Vec::new()), first);
    let second = &[send("! bad-line\nf\n")];
    trial.expect(Input::Batch(Vec::new()), second);
}

#[test]
fn a_line_after_the_login_waits_as_well() {
    let mut trial = new_trial();
    trial.expect(line("ana"), &[Output::Fetch]);
    trial.expect(line("@bia oi"), &[]);
    let answer = &[send("f\n"), store("bia", "oi")];
    trial.expect(Input::Batch(Vec::new()), answer);
}

/// A session, and what it was told and has answered up to now.
struct Trial {
    session: Session,
    conversation: String,
}

impl Trial {
    #[track_caller]
    fn expect(&mut self, input: Input, expected: &[Output]) {
        self.conversation += &format!("\n    told {input:?}");
        let received = self.session.handle(input);
        let conversation = &self.conversation;
        assert!(
            received == expected,
            "the last answer is another one than the table says{conversation}\n  expected: {expected:?}\n  received: {received:?}"
        );
        self.conversation += &format!("\n        answers {received:?}");
    }
}

fn new_trial() -> Trial {
    let users = ["ana", "bia", "caio"];
    let session = Session::new(users.iter().map(|name| name.to_string()).collect());
    let conversation = String::new();
    Trial {
        session,
        conversation,
    }
}

fn logged_in() -> Trial {
    let mut trial = new_trial();
    trial.expect(line("ana"), &[Output::Fetch]);
    trial.expect(Input::Batch(Vec::new()), &[send("f\n")]);
    trial
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
