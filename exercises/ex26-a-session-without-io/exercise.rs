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
            Input::Line(line) => match line.split_once(' ') {
                Some((to, text)) => {
                    let (to, text) = (to.to_string(), text.to_string());
                    vec![Output::Store { to, text }]
                }
                None => vec![Output::Close],
            },
            Input::Stored(_) => vec![Output::Fetch],
            Input::Batch(_) => vec![Output::Send("f\n".to_string())],
        }
    }
}

#[cfg(test)]
mod tests;
