//! What one connected user may do, as a state machine: it is told what happens, and says what is to
//! be done.

use std::collections::HashSet;

/// What the engine tells a session.
#[derive(Debug)]
enum Input {
    /// The client has sent a line; it stands here without its end.
    Line(String),
    /// What became of the last `Store`; an error is the code of the notice.
    Stored(Result<(), String>),
    /// What the last `Fetch` found: senders and texts, oldest first.
    Batch(Vec<(String, String)>),
}

/// What a session asks the engine to do.
#[derive(Debug, PartialEq)]
enum Output {
    /// Put this message into its recipient's inbox. The answer is `Stored`.
    Store { to: String, text: String },
    /// Take the messages that wait for this user. The answer is `Batch`.
    Fetch,
    /// Write this to the socket.
    Send(String),
    /// End the connection.
    Close,
}

/// What a session waits for. With an enum it cannot be in two states at once, as it could with a
/// `bool` for each.
enum State {
    /// The login.
    New,
    /// The client's next line.
    Idle,
    /// The answer to a line. Here a further line has to wait.
    Busy,
    /// Nothing more.
    Ended,
}

/// A session, from the first line on.
struct Session {
    users: HashSet<String>,
    state: State,
}

impl Session {
    fn new(users: HashSet<String>) -> Self {
        Self {
            users,
            state: State::New,
        }
    }

    /// Takes what has happened, and returns what is to be done now, in order.
    fn handle(&mut self, input: Input) -> Vec<Output> {
        match (&self.state, input) {
            (State::New, Input::Line(login)) => self.log_in(&login),
            (_, Input::Line(line)) => vec![self.begin(&line)],
            (_, Input::Stored(Ok(()))) => vec![Output::Fetch],
            (_, Input::Stored(Err(code))) => vec![Output::Send(format!("! {code}\n"))],
            (_, Input::Batch(messages)) => self.answer(messages),
        }
    }

    fn log_in(&mut self, login: &str) -> Vec<Output> {
        if self.users.contains(login) {
            self.state = State::Busy;
            return vec![Output::Fetch];
        }
        self.state = State::Ended;
        let notice = "! unknown-user\n".to_string();
        vec![Output::Send(notice), Output::Close]
    }

    /// Begins with a line: from here to its batch the session is busy.
    fn begin(&mut self, line: &str) -> Output {
        self.state = State::Busy;
        match message(line) {
            Some((to, text)) => Output::Store { to, text },
            None => Output::Fetch,
        }
    }

    /// The batch of the line that is being answered.
    fn answer(&mut self, messages: Vec<(String, String)>) -> Vec<Output> {
        let mut batch = String::new();
        for (sender, text) in messages {
            batch += &format!("@{sender} {text}\n");
        }
        batch += "f\n";
        self.state = State::Idle;
        vec![Output::Send(batch)]
    }
}

/// Recipient and text of `@recipient text`; `None` where a line is anything else.
fn message(line: &str) -> Option<(String, String)> {
    let (to, text) = line.strip_prefix('@')?.split_once(' ')?;
    let is_whole = !to.is_empty() && !text.is_empty();
    is_whole.then(|| (to.to_string(), text.to_string()))
}

#[cfg(test)]
mod tests;
