mod asking;
mod classic;
mod ending;
mod push;

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
            password: None,
            server: "server:3333".to_owned(),
            tls: None,
            interactive,
            editor: interactive,
            greeting: Some("hello".to_owned()),
        };
        let mut conversation = Conversation::new(manner);
        let now = Instant::now();
        assert_eq!(conversation.begin(now), [Action::Connect]);
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
        Action::Meet(login) => format!("meet {login}"),
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
