//! The friend who answers: a small client of its own, with a script.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use meu_mensageiro::protocol::{ClientLine, Login, LoginLine, ServerLine};

/// Waits for the user's first visit.
const WELCOME: &str =
    "Welcome! This waited in your inbox until you came. Now write to me: @bia hello";
/// Answers the first message.
const FIRST: &str = "It came at once: your line went to the server, into my inbox, and here is my answer. \
                     Type /who to see who is online, then /reply and a few words";
/// Answers the second.
const SECOND: &str =
    "Now see how a message waits: leave with /quit, and I write while you are away";
/// Answers all others.
const LATER: &str = "I am only a small script. /quit when you have seen enough";
/// Waits for the user's second visit.
const MEANWHILE: &str = "You were away when I wrote this. It waited for you. /quit ends the demo";

/// A user who is online as long as this is there.
pub(crate) struct Friend {
    stream: Arc<TcpStream>,
    user: Login,
    listener: JoinHandle<io::Result<()>>,
}

impl Friend {
    /// Logs in, and leaves the first message for the user.
    pub(crate) fn start(server: SocketAddr, login: Login, user: Login) -> io::Result<Self> {
        let stream = Arc::new(TcpStream::connect(server)?);
        send(&stream, &LoginLine { login, push: true })?;
        let listener = thread::spawn({
            let stream = Arc::clone(&stream);
            move || answer(&stream)
        });
        let friend = Self {
            stream,
            user,
            listener,
        };
        friend.say(WELCOME)?;
        Ok(friend)
    }

    /// Writes the message for the second visit.
    pub(crate) fn write_meanwhile(&self) -> io::Result<()> {
        self.say(MEANWHILE)
    }

    /// Logs out.
    pub(crate) fn stop(self) {
        // Whatever fails here: the connection is over.
        let _ = self.stream.shutdown(Shutdown::Both);
        let _ = self.listener.join();
    }

    fn say(&self, text: &str) -> io::Result<()> {
        send(
            &self.stream,
            &ClientLine::Message {
                to: self.user.clone(),
                text: text.to_owned(),
            },
        )
    }
}

/// Answers every message, as far as the script goes.
fn answer(stream: &TcpStream) -> io::Result<()> {
    let mut answers = [FIRST, SECOND].into_iter();
    for line in BufReader::new(stream).split(b'\n') {
        if let ServerLine::Pushed { id, from, .. } = ServerLine::parse(&line?) {
            send(stream, &ClientLine::Acknowledge(id))?;
            let text = answers.next().unwrap_or(LATER).to_owned();
            send(stream, &ClientLine::Message { to: from, text })?;
        }
    }
    Ok(())
}

/// One write a line, so that two threads may send.
fn send(mut stream: &TcpStream, line: &impl ToString) -> io::Result<()> {
    stream.write_all((line.to_string() + "\n").as_bytes())
}
