//! A program in a pseudo-terminal, and its screen as a person sees it.
//!
//! ```no_run
//! use std::process::Command;
//! use testkit::terminal::{Key, Terminal};
//!
//! let mut terminal = Terminal::start(&Command::new("target/debug/ch06-client"), 24, 80)?;
//! terminal.wait_for("name:")?;
//! terminal.type_text("ana")?;
//! terminal.press(Key::Enter)?;
//! # Ok::<(), testkit::terminal::TerminalError>(())
//! ```

mod key;
mod output;
mod screen;
mod unknown;

pub use key::Key;
pub use screen::{Color, Screen};
pub use unknown::words;

use std::io::{self, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use crate::deadline::{patience, poll};
use crate::program::enclosure::{self, Attached, Enclosure};
use crate::program::groups;
use output::Output;

/// A running program and its terminal. Dropping it kills the program.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Arc<Output>,
    enclosure: Option<Arc<dyn Enclosure>>,
}

/// What went wrong with a terminal.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// The pseudo-terminal or the program cannot be started, or takes no input.
    #[error("the terminal fails: {0}")]
    Io(#[from] io::Error),
    /// The screen never looked as it should.
    #[error("{wanted} did not come within {limit:?}{}; the screen:\n{screen}", if *ended { " (its output has ended)" } else { "" })]
    NotSeen {
        /// What was waited for.
        wanted: String,
        /// For how long.
        limit: Duration,
        /// Nothing more can come: the program has closed the terminal.
        ended: bool,
        /// The whole screen in a frame.
        screen: String,
    },
    /// The program still runs.
    #[error("the program did not end within {limit:?}; the screen:\n{screen}")]
    StillRuns {
        /// For how long it was waited for.
        limit: Duration,
        /// The whole screen in a frame.
        screen: String,
    },
}

impl Terminal {
    /// Starts a program in a terminal of this size. It is an `xterm-256color`, unless the command
    /// says otherwise.
    ///
    /// # Errors
    /// Where there is no pseudo-terminal or no such program.
    pub fn start(command: &Command, rows: u16, columns: u16) -> Result<Terminal, TerminalError> {
        let pair = native_pty_system()
            .openpty(size(rows, columns))
            .map_err(io::Error::other)?;
        let child = pair
            .slave
            .spawn_command(builder(command))
            .map_err(io::Error::other)?;
        let reader = pair.master.try_clone_reader().map_err(io::Error::other)?;
        let input = pair.master.take_writer().map_err(io::Error::other)?;
        child.process_id().inspect(|&leader| groups::add(leader));
        let output = Arc::new(Output::new(rows, columns));
        let reading = Arc::clone(&output);
        // Ends with the terminal: the program may have left a child behind that holds it, so nobody
        // joins it.
        thread::spawn(move || reading.read(reader));
        Ok(Terminal {
            master: pair.master,
            input,
            child,
            output,
            enclosure: None,
        })
    }

    /// The same inside an enclosure; it can write to these folders only.
    ///
    /// # Errors
    /// As [`Terminal::start`].
    pub fn start_inside(
        enclosure: &Arc<dyn Enclosure>,
        command: &Command,
        writable: &[&Path],
        (rows, columns): (u16, u16),
    ) -> Result<Terminal, TerminalError> {
        let command = enclosure.enclose(command, writable, Attached::Terminal)?;
        let mut terminal = Terminal::start(&command, rows, columns)?;
        terminal.enclosure = Some(Arc::clone(enclosure));
        Ok(terminal)
    }

    /// Why the program's enclosure has killed it, if it has.
    pub fn reason(&self) -> Option<String> {
        self.enclosure.as_ref()?.reason(self.child.process_id()?)
    }

    /// Types text, as it is.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub fn type_text(&mut self, text: &str) -> Result<(), TerminalError> {
        self.input.write_all(text.as_bytes())?;
        Ok(self.input.flush()?)
    }

    /// Presses a key.
    ///
    /// # Errors
    /// As [`Terminal::type_text`].
    pub fn press(&mut self, key: Key) -> Result<(), TerminalError> {
        self.type_text(key.bytes())
    }

    /// Pastes text, which the terminal marks as pasted where the program has asked for that
    /// (bracketed paste).
    ///
    /// # Errors
    /// As [`Terminal::type_text`].
    pub fn paste(&mut self, text: &str) -> Result<(), TerminalError> {
        if self.output.lock().parser.screen().bracketed_paste() {
            self.type_text(&format!("\x1b[200~{text}\x1b[201~"))
        } else {
            self.type_text(text)
        }
    }

    /// Changes the size; the program is told by the system.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub fn resize(&mut self, rows: u16, columns: u16) -> Result<(), TerminalError> {
        self.output
            .lock()
            .parser
            .screen_mut()
            .set_size(at_least_one(rows), at_least_one(columns));
        Ok(self
            .master
            .resize(size(rows, columns))
            .map_err(io::Error::other)?)
    }

    /// The screen as it is now.
    pub fn screen(&self) -> Screen {
        Screen::of(self.output.lock().parser.screen())
    }

    /// The rows of the screen, blanks at their ends removed.
    pub fn contents(&self) -> Vec<String> {
        self.screen().rows().to_vec()
    }

    /// All bytes that the program has written so far (at most the first MiB).
    pub fn bytes(&self) -> Vec<u8> {
        self.output.lock().bytes.clone()
    }

    /// Waits until this text stands in one row of the screen.
    ///
    /// # Errors
    /// Where it does not by the deadline (see [`crate::deadline`]).
    pub fn wait_for(&self, text: &str) -> Result<Screen, TerminalError> {
        self.wait(&format!("`{text}`"), |screen| screen.contains(text))
    }

    /// Waits until the screen looks as `is_right` says.
    ///
    /// # Errors
    /// Where it does not by the deadline.
    pub fn wait_until(&self, is_right: impl Fn(&Screen) -> bool) -> Result<Screen, TerminalError> {
        self.wait("the screen that was waited for", is_right)
    }

    /// Waits until the program has ended.
    ///
    /// # Errors
    /// Where it has not by the deadline.
    pub fn exit_status(&mut self) -> Result<ExitStatus, TerminalError> {
        let limit = patience();
        let status = poll(limit, || self.child.try_wait().transpose());
        let screen = || self.screen().framed();
        Ok(status.ok_or_else(|| TerminalError::StillRuns {
            limit,
            screen: screen(),
        })??)
    }

    fn wait(
        &self,
        wanted: &str,
        is_right: impl Fn(&Screen) -> bool,
    ) -> Result<Screen, TerminalError> {
        let limit = patience();
        let (screen, ended) = self.output.wait(limit, &is_right);
        if is_right(&screen) {
            return Ok(screen);
        }
        Err(TerminalError::NotSeen {
            wanted: wanted.to_owned(),
            limit,
            ended,
            screen: screen.framed(),
        })
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A program in a terminal leads a group: what it has started goes with it.
        if let Some(leader) = self.child.process_id() {
            if self.enclosure.is_some() {
                enclosure::kill(leader);
                poll(enclosure::DEATH, || self.child.try_wait().ok().flatten());
            }
            groups::kill(leader);
            groups::remove(leader);
        }
        // Both fail only where it is dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same command for the pseudo-terminal: program, arguments, folder, and changes of the
/// environment.
fn builder(command: &Command) -> CommandBuilder {
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.env("TERM", "xterm-256color");
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => builder.env(name, value),
            None => builder.env_remove(name),
        }
    }
    if let Some(folder) = command.get_current_dir() {
        builder.cwd(folder);
    } else if let Ok(folder) = std::env::current_dir() {
        // Else it would start in the home folder.
        builder.cwd(folder);
    }
    builder
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn at_least_one(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}
