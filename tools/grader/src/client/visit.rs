//! A person at a client: starts it, types, and looks.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fastrand::Rng;
use tempfile::TempDir;
use testkit::deadline::patience;
use testkit::program::listener_on;
use testkit::template::{DEFAULT_PORT, Hole};
use testkit::terminal::{Key, Terminal, TerminalError, words};

use super::{ClientCheck, ClientFailure, ClientProgram, InboxServer, Manner, Trouble};
use crate::submission::not_started;

/// The terminal's size: wide enough that no message is cut in two.
const ROWS: u16 = 50;
const COLUMNS: u16 = 200;

/// A client that has written nothing for so long waits for its user.
const QUIET: Duration = Duration::from_millis(300);

/// A client that is never quiet is typed to all the same.
const NEVER_QUIET: Duration = Duration::from_secs(3);

/// How long the first sign of life is waited for: some clients show nothing before one types.
const FIRST_SIGN: Duration = Duration::from_secs(2);

/// Between two looks whether a client that has not logged in has ended.
const A_WHILE: Duration = Duration::from_secs(1);

/// How long it may take to notice that the server has gone before Enter is pressed.
const NOTICED: Duration = Duration::from_secs(1);

/// What was to happen, and what did.
pub(super) struct Wrong {
    expected: String,
    received: String,
}

/// A started client, and the server that it talks to.
pub(super) struct Visit<'a> {
    client: &'a ClientProgram,
    seed: u64,
    manner: Manner,
    login: String,
    login_limit: Duration,
    random: Rng,
    typed: Vec<String>,
    // Dropped in this order: a client that ends before its server leaves the server's port free.
    terminal: Terminal,
    server: InboxServer,
    _data: TempDir,
}

impl<'a> Visit<'a> {
    pub(super) fn begin(
        client: &'a ClientProgram,
        seed: u64,
        manner: Manner,
    ) -> Result<Visit<'a>, Trouble> {
        let mut random = Rng::with_seed(seed);
        let login = word(&mut random);
        let run = &client.manifest.run;
        let port = if run.takes(Hole::Port) {
            0
        } else {
            DEFAULT_PORT
        };
        let server =
            InboxServer::start_by(port, &login, manner).map_err(|error| no_port(port, &error))?;
        let data = TempDir::new().map_err(|error| Trouble::Outside(error.to_string()))?;
        let command = run.command(&client.folder, server.address(), data.path());
        let terminal = start(client, &command, data.path())
            .map_err(|error| Trouble::Outside(not_started(run.program(), &error.to_string())))?;
        Ok(Visit {
            client,
            seed,
            manner,
            login,
            login_limit: patience(),
            random,
            server,
            terminal,
            typed: Vec::new(),
            _data: data,
        })
    }

    /// The login is waited for so long, unless the client ends.
    pub(super) fn login_within(self, limit: Duration) -> Visit<'a> {
        Visit {
            login_limit: limit,
            ..self
        }
    }

    /// Types the login, and waits for it at the server.
    pub(super) fn log_in(&mut self) -> Result<(), Wrong> {
        self.terminal.shows_or_ends(FIRST_SIGN);
        for line in &self.client.manifest.login {
            self.type_line(&line.replace("{login}", &self.login));
        }
        let is_login = |line: &super::inbox_server::Line| line.is_first && line.text == self.login;
        let mut waited = patience();
        let mut has_come = self.server.has_got(waited, is_login);
        while !has_come && waited < self.login_limit && !self.terminal.has_ended(Duration::ZERO) {
            has_come = self.server.has_got(A_WHILE, is_login);
            waited += A_WHILE;
        }
        if has_come {
            return Ok(());
        }
        let expected = format!("`{}` as the first line at the server", self.login);
        Err(self.wrong(expected, "it did not come"))
    }

    pub(super) fn shows_what_waits(&mut self) -> Result<(), Wrong> {
        let unseen = self.put_message();
        self.log_in()?;
        self.shows(
            &unseen,
            "after the login, without anything more being typed",
        )
    }

    pub(super) fn sends(&mut self) -> Result<(), Wrong> {
        self.log_in()?;
        let line = self.send();
        if self.server.has_got(patience(), |it| it.text == line) {
            return Ok(());
        }
        let expected = format!("the line `{line}` at the server");
        Err(self.wrong(expected, "it did not come"))
    }

    pub(super) fn fetches_after_sending(&mut self) -> Result<(), Wrong> {
        self.log_in()?;
        let unseen = self.put_message();
        self.send();
        self.shows(&unseen, "after a message has been sent, without fetching")
    }

    pub(super) fn fetches(&mut self) -> Result<(), Wrong> {
        self.log_in()?;
        let unseen = self.put_message();
        self.fetch();
        self.shows(&unseen, "after fetching")
    }

    pub(super) fn says_when_disconnected(&mut self) -> Result<(), Wrong> {
        self.log_in()?;
        let seen = self.words_while_connected()?;
        self.server.close();
        let mut has_said = self.terminal.says_news_or_ends(&seen, NOTICED);
        for limit in [NOTICED, patience()] {
            if !has_said {
                self.fetch();
                has_said = self.terminal.says_news_or_ends(&seen, limit);
            }
        }
        if has_said {
            return Ok(());
        }
        let expected = "new words, or the client's end, after the server has ended the connection and the user has fetched twice";
        Err(self.wrong(
            expected.to_owned(),
            "nothing that it had not said before: it goes on as if nothing had happened",
        ))
    }

    /// All words that the client has when there is nothing to tell: those before and after it has
    /// fetched, or sent where there is no empty line. What it says to that it says also where it looks at no connection.
    fn words_while_connected(&mut self) -> Result<BTreeSet<String>, Wrong> {
        self.terminal.wait_quiet(QUIET, NEVER_QUIET);
        let mut seen = self.terminal.words();
        if self.manner.is_plain {
            self.send();
        } else {
            self.fetch();
        }
        self.terminal.wait_quiet(QUIET, NEVER_QUIET);
        seen.extend(self.terminal.words());
        // The terminal shows what is typed: that is nothing the client says.
        let typed = self.typed.iter().chain(&self.client.manifest.fetch);
        seen.extend(typed.flat_map(|line| words(line)));
        if self.terminal.has_ended(Duration::ZERO) {
            let expected = "a client that goes on as long as the server does";
            return Err(self.wrong(expected.to_owned(), "it did not"));
        }
        Ok(seen)
    }

    /// Types what fetches.
    fn fetch(&mut self) {
        for line in &self.client.manifest.fetch {
            self.type_line(line);
        }
    }

    /// Puts two messages into the inbox, and gives the text of the second one: a word that nobody
    /// types. The first one's text is `f`, which ends no batch (rule 9 of the statement); where the
    /// statement does not say so, there is no such message.
    fn put_message(&mut self) -> String {
        let (sender, unseen) = (word(&mut self.random), word(&mut self.random));
        if !self.manner.is_plain {
            self.server.put(format!("@{sender} f"));
        }
        self.server.put(format!("@{sender} {unseen}"));
        unseen
    }

    /// Types what sends a message, and gives the line that is to arrive.
    fn send(&mut self) -> String {
        let [to, one, two] = [(); 3].map(|()| word(&mut self.random));
        let text = format!("{one} {two}");
        for line in &self.client.manifest.send {
            self.type_line(&line.replace("{to}", &to).replace("{text}", &text));
        }
        format!("@{to} {text}")
    }

    fn shows(&self, unseen: &str, when: &str) -> Result<(), Wrong> {
        if self.terminal.has_shown(unseen, patience()) {
            return Ok(());
        }
        let expected = format!("`{unseen}` on the screen, {when}: the server has sent it");
        Err(self.wrong(expected, "the screen does not show it"))
    }

    /// Types when the client is quiet. Where it has ended, nobody reads it.
    fn type_line(&mut self, line: &str) {
        self.terminal.wait_quiet(QUIET, NEVER_QUIET);
        let typed = self.terminal.type_text(line);
        let _ = typed.and_then(|()| self.terminal.press(Key::Enter));
        self.typed.push(line.to_owned());
    }

    fn wrong(&self, expected: String, received: &str) -> Wrong {
        let received = if self.server.was_called() {
            received.to_owned()
        } else {
            let port = self.server.address().port();
            format!("{received}: the client has not even connected to port {port}")
        };
        Wrong { expected, received }
    }

    /// The message, with all that can be seen now.
    pub(super) fn failure(&mut self, check: ClientCheck, wrong: Wrong) -> ClientFailure {
        let ended = self.terminal.has_ended(Duration::ZERO);
        let sent = self.server.lines().into_iter();
        let mut screen = self.terminal.contents();
        while screen.pop_if(|row| row.is_empty()).is_some() {}
        ClientFailure {
            check,
            seed: self.seed,
            typed: self.typed.clone(),
            sent: sent.map(|line| line.text).collect(),
            answers: self.server.sent(),
            expected: wrong.expected,
            is_late: !ended,
            received: if let Some(reason) = self.terminal.reason() {
                format!("{}; the client was {reason}", wrong.received)
            } else if ended {
                format!("{}; the client has ended", wrong.received)
            } else {
                wrong.received
            },
            screen,
            again: String::new(),
        }
    }
}

fn start(
    client: &ClientProgram,
    command: &Command,
    data: &Path,
) -> Result<Terminal, TerminalError> {
    match &client.enclosure {
        Some(enclosure) => {
            let writable = [client.folder.as_path(), data];
            Terminal::start_inside(enclosure, command, &writable, (ROWS, COLUMNS))
        }
        None => Terminal::start(command, ROWS, COLUMNS),
    }
}

/// A word of small letters that no client shows by itself.
fn word(random: &mut Rng) -> String {
    (0..8).map(|_| random.lowercase()).collect()
}

fn no_port(port: u16, error: &io::Error) -> Trouble {
    let holder = listener_on(port).map_or(String::new(), |holder| format!(" by {holder}"));
    Trouble::Outside(format!(
        "the client always connects to port {port}, which is in use{holder} ({error}); stop it and try again"
    ))
}
