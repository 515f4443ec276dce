use super::*;

#[test]
fn a_message_is_acknowledged_when_it_is_printed() {
    let mut chat = Chat::push();
    let heard = chat.hear(&format!("#7 {AT} @bia oi"));
    assert_eq!(heard, ["meet bia", "@bia oi (0)"]);
    assert_eq!(chat.happen(Input::Printed(0)), ["> #7"]);
}

#[test]
fn what_waited_is_introduced_once_and_ends_with_the_first_answer() {
    let mut chat = Chat::new(true);
    chat.connect_push("e");
    assert_eq!(
        chat.hear(&format!("#1 {AT} @ana a")),
        ["away", "@ana a (0)"]
    );
    assert_eq!(chat.hear(&format!("#2 {AT} @ana b")), ["@ana b (1)"]);
    chat.hear("+ ana");
    assert_eq!(chat.hear(&format!("#3 {AT} @ana c")), ["@ana c (2)"]);
}

#[test]
fn answers_belong_to_lines_in_order() {
    let mut chat = Chat::push();
    assert_eq!(chat.type_line("@ana x"), ["> @ana x", "prompt"]);
    assert_eq!(chat.type_line("/who"), ["> /who", "prompt"]);
    assert_eq!(chat.type_line("@zoe y"), ["> @zoe y", "prompt"]);
    assert_eq!(chat.hear("+ 8"), ["to ana: accepted"]);
    assert_eq!(chat.hear("+ ana"), ["* nobody else is online"]);
    let refused = chat.hear("! unknown-recipient zoe");
    assert_eq!(
        refused,
        ["! not sent: there is no user zoe. Up brings your text back"]
    );
    assert_eq!(
        chat.hear("+ 9"),
        ["* the server sends lines that answer nothing; they are not shown"]
    );
    assert_eq!(chat.hear("+ 10"), NOTHING);
}

#[test]
fn a_message_that_was_sent_again_is_acknowledged_again_and_not_shown_again() {
    let mut chat = Chat::push();
    chat.hear(&format!("#7 {AT} @ana printed"));
    chat.happen(Input::Printed(0));
    chat.hear(&format!("#8 {AT} @ana queued"));
    chat.lose();
    chat.wait(Duration::from_millis(500));
    chat.connect_push("e");
    assert_eq!(chat.hear(&format!("#7 {AT} @ana printed")), NOTHING);
    assert_eq!(chat.hear(&format!("#8 {AT} @ana queued")), NOTHING);
    let acknowledged = chat.happen(Input::Printed(1));
    assert_eq!(acknowledged, ["> #8"], "which speaks for 7 as well");
    assert_eq!(chat.hear(&format!("#8 {AT} @ana queued")), ["> #8"]);
}

#[test]
fn an_answer_belongs_to_a_line_that_it_can_answer() {
    let mut chat = Chat::new(true);
    chat.connect_push("e");
    chat.type_line("@zoe x");
    // An answer too many: were it the first line's, all later ones would be taken for the next's.
    chat.hear("+ ready e");
    let said = [format!("* {}", words::OUT_OF_PLACE)];
    assert_eq!(chat.hear("+ ana"), said, "a message has a number");
    let refused = chat.hear("! unknown-recipient zoe");
    assert!(
        refused[0].starts_with("! not sent: there is no user zoe"),
        "{refused:?}"
    );
    for (line, no_answers, answer) in [
        ("@ana x", ["+", "+ ana", "+ -1", "+ 8 9"], "+ 8"),
        ("", ["+ 8", "+ ana", "+ ready e", "f"], "+"),
    ] {
        let mut chat = Chat::push();
        if line.is_empty() {
            chat.conversation.manner.interactive = false;
            assert_eq!(chat.happen(Input::InputEnded), ["> "]);
        } else {
            chat.type_line(line);
        }
        for no_answer in no_answers {
            let heard = chat.hear(no_answer);
            assert!(heard.is_empty() || heard == said, "{no_answer}: {heard:?}");
        }
        assert_ne!(chat.hear(answer), NOTHING);
    }
}

#[test]
fn a_login_that_looks_like_something_else_is_a_login() {
    for (answer, names) in [("+ ready ana", "ready"), ("+ 17", "17"), ("+ ana f", "f")] {
        let mut chat = Chat::push();
        chat.type_line("/who");
        let told = chat.hear(answer).pop();
        assert_eq!(told, Some(format!("* online: {names}")));
    }
}

#[test]
fn a_message_is_known_by_its_own_number_and_not_by_a_greater_one() {
    let mut chat = Chat::push();
    chat.hear(&format!("#{} {AT} @ana huge", u64::MAX));
    chat.happen(Input::Printed(0));
    let heard = chat.hear(&format!("#2 {AT} @ana small"));
    assert_eq!(heard, ["@ana small (1)"]);
    assert_eq!(chat.happen(Input::Printed(1)), ["> #2"]);
    assert_eq!(chat.hear(&format!("#2 {AT} @ana small")), ["> #2"]);
}

#[test]
fn a_message_to_oneself_was_not_waiting() {
    let mut chat = Chat::new(false);
    chat.connect_push("e");
    chat.type_line("@ana x");
    assert_eq!(chat.hear(&format!("#7 {AT} @ana x")), ["@ana x (0)"]);
    let mut chat = Chat::new(false);
    chat.connect_push("e");
    chat.type_line("@ana x");
    let waited = chat.hear(&format!("#6 {AT} @ana of yesterday"));
    assert_eq!(waited, ["away", "@ana of yesterday (0)"]);
}

#[test]
fn somebody_is_known_when_the_server_took_a_message_for_them() {
    let mut chat = Chat::push();
    chat.type_line("@bai oi");
    let refused = chat.hear("! unknown-recipient bai");
    assert!(!refused.contains(&"meet bai".to_owned()), "{refused:?}");
    assert_eq!(chat.type_line("@bia oi"), ["> @bia oi", "prompt"]);
    assert_eq!(chat.hear("+ 8"), ["meet bia", "to bia: accepted"]);
}
