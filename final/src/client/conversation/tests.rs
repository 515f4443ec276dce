use std::time::{Duration, Instant};

use super::*;
use crate::client::entry::When;
use crate::protocol::{Code, Notice};

/// A conversation with what it wants, in the words of the protocol: `> line` is sent, `* note`, `!
/// refusal` and `@sender text` are shown, the rest are actions by name.
struct Chat {
    conversation: Conversation,
    now: Instant,
}

impl Chat {
    fn new(interactive: bool) -> Self {
        let manner = Manner {
            me: "ana".parse().unwrap(),
            server: "server:3333".to_owned(),
            interactive,
            greeting: Some("hello".to_owned()),
        };
        let mut conversation = Conversation::new(manner, []);
        assert_eq!(conversation.begin(), [Action::Connect]);
        let now = Instant::now();
        Self { conversation, now }
    }

    /// In a push session, with the first `/who` answered.
    fn push() -> Self {
        let mut chat = Self::new(true);
        assert_eq!(chat.connect_push("e"), ["* hello", "> /who", "prompt"]);
        assert_eq!(chat.hear("+ ana"), NOTHING);
        chat
    }

    /// In a core session, with an empty first batch.
    fn core() -> Self {
        let mut chat = Self::new(true);
        chat.connect_core("f");
        chat
    }

    fn connect_push(&mut self, epoch: &str) -> Vec<String> {
        let epoch = epoch.to_owned();
        self.happen(Input::Connected(Welcome::Push { epoch }))
    }

    fn connect_core(&mut self, first: &str) -> Vec<String> {
        let first = ServerLine::parse(first.as_bytes());
        self.happen(Input::Connected(Welcome::Core { first }))
    }

    fn hear(&mut self, line: &str) -> Vec<String> {
        self.happen(Input::Received(ServerLine::parse(line.as_bytes())))
    }

    fn type_line(&mut self, line: &str) -> Vec<String> {
        self.happen(Input::Typed(line.to_owned()))
    }

    fn lose(&mut self) -> Vec<String> {
        self.happen(Input::Lost("reset".to_owned()))
    }

    fn wait(&mut self, wait: Duration) -> Vec<String> {
        self.now += wait;
        self.happen(Input::Tick)
    }

    fn happen(&mut self, input: Input) -> Vec<String> {
        let actions = self.conversation.handle(input, self.now);
        actions.iter().map(told).collect()
    }
}

fn told(action: &Action) -> String {
    match action {
        Action::Connect => "connect".to_owned(),
        Action::Disconnect => "disconnect".to_owned(),
        Action::Send(line) => format!("> {line}"),
        Action::Show(entry, ticket) => shown(entry, *ticket),
        Action::Prompt { question } => if *question { "question" } else { "prompt" }.to_owned(),
        Action::People(people) => format!("people {people:?}"),
        Action::End(Ok(ending)) => format!("end {ending:?}"),
        Action::End(Err(error)) => format!("end: {error}"),
    }
}

fn shown(entry: &Entry, ticket: Option<u64>) -> String {
    match entry {
        Entry::Message { when, from, text } => {
            let when = match when {
                When::At(_) => "",
                When::Now => "now ",
                When::Unknown => "once ",
            };
            format!("{when}@{from} {text} ({})", ticket.expect("a ticket"))
        }
        Entry::Away => "away".to_owned(),
        Entry::Confirmed { to, stored } => words::confirmed(to, *stored),
        Entry::Note(text) => format!("* {text}"),
        Entry::Refusal(text) => format!("! {text}"),
        Entry::Foreign(text) => format!("| {text}"),
    }
}

const NOTHING: [&str; 0] = [];

const AT: &str = "2026-11-22T18:05:00.000Z";

#[test]
fn a_message_is_acknowledged_when_it_is_printed() {
    let mut chat = Chat::push();
    let heard = chat.hear(&format!("#7 {AT} @bia oi"));
    assert_eq!(heard, ["people [\"bia\"]", "@bia oi (0)"]);
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
    assert_eq!(chat.type_line("@zoe y").last().unwrap(), "prompt");
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
fn a_core_session_has_one_line_open_and_polls_every_second() {
    let mut chat = Chat::core();
    assert_eq!(chat.wait(Duration::from_secs(1)), ["> "]);
    let typed = chat.type_line("@ana x");
    assert_eq!(typed, ["prompt"], "it waits for the poll's answer");
    assert_eq!(chat.hear("f"), ["> @ana x"]);
    assert_eq!(chat.hear("f"), ["to ana: sent"]);
    assert_eq!(chat.wait(Duration::from_millis(900)), NOTHING);
    assert_eq!(chat.wait(Duration::from_millis(100)), ["> "]);
}

#[test]
fn a_batch_is_acknowledged_after_it_is_printed_and_before_anything_else() {
    let mut chat = Chat::core();
    chat.wait(Duration::from_secs(1));
    assert_eq!(chat.hear("@ana a"), ["now @ana a (0)"]);
    assert_eq!(chat.hear("f"), NOTHING, "it is not on the screen yet");
    assert_eq!(chat.type_line("@ana x"), ["prompt"]);
    assert_eq!(chat.happen(Input::Printed(0)), ["> "]);
    assert_eq!(chat.hear("f"), ["> @ana x"]);
}

#[test]
fn any_notice_in_a_batch_means_not_stored() {
    let mut chat = Chat::core();
    chat.wait(Duration::from_secs(1));
    chat.type_line("@ana x");
    assert_eq!(chat.hear("f"), ["> @ana x"]);
    assert_eq!(chat.hear("! of-tomorrow because"), NOTHING);
    assert_eq!(chat.hear("f"), ["! not sent to ana: because"]);
}

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
fn a_message_that_was_sent_again_is_acknowledged_again_and_not_shown_again() {
    let mut chat = Chat::push();
    chat.hear(&format!("#7 {AT} @ana printed"));
    chat.happen(Input::Printed(0));
    chat.hear(&format!("#8 {AT} @ana queued"));
    chat.lose();
    chat.wait(Duration::from_millis(500));
    chat.connect_push("e");
    assert_eq!(chat.hear(&format!("#7 {AT} @ana printed")), ["> #7"]);
    assert_eq!(chat.hear(&format!("#8 {AT} @ana queued")), NOTHING);
    assert_eq!(chat.happen(Input::Printed(1)), ["> #8"]);
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
    assert_eq!(
        chat.type_line("@ana else"),
        ["> @ana else", "question"],
        "no answer to the question"
    );
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
fn a_pipe_that_types_ahead_has_to_wait() {
    let mut chat = Chat::new(false);
    chat.connect_core("@ana unread");
    let mut offered = 0;
    while chat.type_line("@ana x").contains(&"prompt".to_owned()) {
        offered += 1;
        assert!(offered < 1000, "there is no end to it");
    }
    assert_eq!(offered, sending::OUTBOX_MAX - 1);
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
fn a_server_that_closes_on_the_first_poll_is_not_polled_again() {
    let mut chat = Chat::core();
    chat.wait(Duration::from_secs(1));
    assert_eq!(
        chat.lose(),
        [&format!("* {}", words::CORE_NO_POLLS), "connect"]
    );
    chat.connect_core("f");
    assert_eq!(chat.wait(Duration::from_secs(60)), NOTHING);
    assert_eq!(chat.type_line("@ana x"), ["> @ana x", "prompt"]);
}
