use super::*;

#[test]
fn pauses_grow_and_begin_anew_after_an_answer() {
    let mut chat = Chat::push();
    assert_eq!(chat.lose(), ["! connection lost: reset; trying again"]);
    for pause in [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] {
        let early = chat.wait(Duration::from_millis(pause - 1));
        assert_eq!(early, NOTHING);
        assert_eq!(chat.wait(Duration::from_millis(1)), ["connect"]);
        let error = ConnectError::NotAServer {
            server: String::new(),
        };
        assert_eq!(chat.happen(Input::NotConnected(error)), NOTHING);
    }
    chat.wait(Duration::from_secs(30));
    assert_eq!(chat.connect_push("e"), ["* connected again", "> /who"]);
    chat.hear("+ ana");
    chat.lose();
    assert_eq!(chat.wait(Duration::from_millis(500)), ["connect"]);
}

#[test]
fn an_open_line_is_asked_about_and_a_kept_one_is_sent() {
    let mut chat = Chat::push();
    chat.type_line("@ana open");
    chat.lose();
    assert_eq!(
        chat.type_line("@ana kept"),
        [&format!("* {}", words::KEPT), "prompt"]
    );
    chat.wait(Duration::from_millis(500));
    let connected = chat.connect_push("e");
    assert_eq!(connected[1], "! not confirmed: @ana open");
    assert!(connected[2].contains("Send it again?"), "{connected:?}");
    assert_eq!(connected[3..], ["> @ana kept", "> /who"]);
    let typed = chat.type_line("@ana else");
    assert_eq!(typed[0], "> @ana else", "no answer to the question");
    assert_eq!(typed.last().unwrap(), "question");
    assert_eq!(chat.type_line("y"), ["> @ana open", "prompt"]);
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    let mut chat = Chat::push();
    chat.type_line("@ana x");
    let given_up = chat.wait(Duration::from_secs(30));
    assert_eq!(given_up[0], "disconnect");
    assert!(given_up[1].contains(words::NO_ANSWER), "{given_up:?}");
}

#[test]
fn elsewhere_ends_it_and_closing_does_not() {
    let mut chat = Chat::push();
    assert_eq!(
        chat.hear("! closing down for today"),
        ["! the server ends the connection: down for today"]
    );
    assert_eq!(chat.lose(), ["! connection lost: reset; trying again"]);
    let mut chat = Chat::push();
    assert_eq!(
        chat.hear("! elsewhere"),
        [&format!("! {}", words::ELSEWHERE), "end Elsewhere"]
    );
}

#[test]
fn leaving_waits_for_answers_but_not_for_ever() {
    let mut chat = Chat::push();
    chat.type_line("@ana x");
    assert_eq!(chat.type_line("/quit"), NOTHING);
    assert_eq!(chat.hear("+ 8"), ["to ana: accepted", "end Fine"]);
    let mut chat = Chat::push();
    chat.type_line("@ana x");
    chat.happen(Input::InputEnded);
    assert_eq!(
        chat.wait(Duration::from_secs(5)),
        ["! not confirmed: @ana x", "end NotAll"]
    );
}

#[test]
fn a_pipe_looks_into_the_inbox_until_it_is_empty() {
    let mut chat = Chat::new(false);
    assert_eq!(chat.connect_push("e"), ["> /who", "prompt"]);
    chat.hear("+ ana");
    assert_eq!(chat.happen(Input::InputEnded), ["> "]);
    chat.hear(&format!("#1 {AT} @ana a"));
    assert_eq!(
        chat.hear("+"),
        NOTHING,
        "the message is not on the screen yet"
    );
    assert_eq!(chat.happen(Input::Printed(0)), ["> #1", "> "]);
    assert_eq!(chat.hear("+"), ["end Fine"]);
}

#[test]
fn a_login_that_is_refused_later_ends_the_conversation() {
    let mut chat = Chat::push();
    chat.lose();
    chat.wait(Duration::from_millis(500));
    let notice = Notice::new(Code::UnknownUser, "");
    let error = ConnectError::Refused {
        login: "ana".to_owned(),
        notice,
    };
    let ended = chat.happen(Input::NotConnected(error));
    assert_eq!(ended, ["end: the server knows no user ana"]);
}

#[test]
fn what_takes_long_is_said_and_said_once() {
    let mut chat = Chat::new(true);
    assert_eq!(chat.wait(Duration::from_millis(999)), NOTHING);
    let said = chat.wait(Duration::from_millis(1));
    assert_eq!(said, ["* connecting to server:3333 …"]);
    assert_eq!(chat.wait(Duration::from_secs(9)), NOTHING);
    let mut pipe = Chat::new(false);
    assert_eq!(pipe.wait(Duration::from_secs(9)), NOTHING);
}

#[test]
fn nobody_is_told_of_keys_that_only_an_editor_has() {
    let mut chat = Chat::push();
    chat.conversation.manner.editor = false;
    let mut said = chat.type_line("/help");
    chat.type_line("@zoe x");
    said.extend(chat.hear("! unknown-recipient zoe"));
    chat.type_line("@ana open");
    chat.lose();
    chat.wait(Duration::from_millis(500));
    chat.connect_push("e");
    said.extend(chat.type_line("n"));
    let said = said.join("\n");
    assert!(said.contains("no user zoe") && said.contains("* not sent"));
    for key in ["Tab", "Up", "Ctrl-R"] {
        assert!(!said.contains(key), "{said}");
    }
}
