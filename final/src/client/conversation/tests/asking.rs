use super::*;

const PASTE: &str = "@bia one\n@caio two\nthree";
const ASKED: &str = "* send 3 lines as 3 messages (bia, caio)?";

#[test]
fn a_paste_is_asked_about_and_each_line_goes_to_whom_it_names() {
    let mut chat = Chat::push();
    assert_eq!(chat.type_line(PASTE), [ASKED, "question"]);
    let sent = ["> @bia one", "> @caio two", "> @caio three", "prompt"];
    assert_eq!(chat.type_line("y"), sent);
    let asked = chat.type_line("@bia one\ntwo");
    assert_eq!(asked[0], "* send 2 lines as 2 messages to bia?");
}

#[test]
fn what_a_paste_sends_to_somebody_else_is_asked_about_even_if_it_is_one_line() {
    let mut chat = Chat::push();
    let asked = chat.type_line("@bia \n@caio two");
    assert_eq!(asked, ["* send the line to caio?", "question"]);
    assert_eq!(chat.type_line("y"), ["> @caio two", "prompt"]);
    assert_eq!(chat.type_line("@bia\none"), ["> @bia one", "prompt"]);
}

#[test]
fn whatever_is_not_yes_is_no_and_a_line_is_taken_as_a_line() {
    for answer in ["n", "No", ""] {
        let mut chat = Chat::push();
        chat.type_line(PASTE);
        let said = format!("* {}", words::declined(true));
        assert_eq!(chat.type_line(answer), [&said, "prompt"]);
    }
    let mut chat = Chat::push();
    chat.type_line(PASTE);
    let said = format!("* {}", words::taken_as_no(true));
    assert_eq!(
        chat.type_line("@bia other"),
        [&said, "> @bia other", "prompt"]
    );
    let yes = chat.type_line("y");
    assert!(yes[0].starts_with("! who is it for?"), "{yes:?}");
}

#[test]
fn ctrl_c_at_a_question_is_no() {
    for half_typed in [true, false] {
        let mut chat = Chat::push();
        chat.type_line(PASTE);
        let said = format!("* {}", words::declined(true));
        let interrupted = chat.happen(Input::Interrupted { half_typed });
        assert_eq!(interrupted, [&said, "prompt"]);
    }
}

#[test]
fn a_question_that_comes_while_a_line_is_typed_is_asked_at_the_next_prompt_and_then_no_more() {
    let mut chat = Chat::push();
    chat.type_line("@ana open");
    chat.lose();
    chat.wait(Duration::from_millis(500));
    let connected = chat.connect_push("e");
    assert!(connected[2].ends_with("Send it again? [y/N]"));
    let asked = chat.type_line("@ana half");
    assert_eq!(asked[..2], ["> @ana half", "! not confirmed: @ana open"]);
    assert!(asked[2].ends_with("Send it again?"), "{asked:?}");
    assert_eq!(asked[3..], ["question"]);
    let said = format!("* {}", words::taken_as_no(true));
    assert_eq!(chat.type_line("/dance").first(), Some(&said));
    assert_eq!(chat.type_line("@ana x"), ["> @ana x", "prompt"]);
}

#[test]
fn questions_are_answered_one_at_a_time() {
    let mut chat = Chat::push();
    chat.type_line("@ana open");
    chat.type_line(PASTE);
    chat.lose();
    chat.wait(Duration::from_millis(500));
    chat.connect_push("e");
    let asked = chat.type_line("y");
    assert_eq!(asked[..3], ["> @bia one", "> @caio two", "> @caio three"]);
    assert!(asked[4].ends_with("Send it again?"), "{asked:?}");
    assert_eq!(asked.last().unwrap(), "question");
    assert_eq!(chat.type_line("y"), ["> @ana open", "prompt"]);
}
