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

/// A session, from the first line on.
struct Session {
    users: HashSet<String>,
    is_logged_in: bool,
}

impl Session {
    fn new(users: HashSet<String>) -> Self {
        let is_logged_in = false;
        Self {
            users,
            is_logged_in,
        }
    }

    /// Takes what has happened, and returns what is to be done now, in order.
    fn handle(&mut self, input: Input) -> Vec<Output> {
        match input {
            Input::Line(login) if !self.is_logged_in => {
                self.is_logged_in = self.users.contains(&login);
                vec![Output::Fetch]
            }
            Input::Line(line) => match message(&line) {
                Some((to, text)) => vec![Output::Store { to, text }],
                None => vec![Output::Close],
            },
            Input::Stored(Ok(())) => vec![Output::Fetch],
            Input::Stored(Err(code)) => vec![Output::Send(format!("! {code}\n"))],
            Input::Batch(messages) => {
                let lines = messages.iter();
                let lines = lines.map(|(sender, text)| format!("@{sender} {text}\n"));
                lines.map(Output::Send).collect()
            }
        }
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
