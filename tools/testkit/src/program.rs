//! A server program as a process: started on a free port with a user base of its own, stopped,
//! started again.

pub mod enclosure;
mod foreign;
pub mod groups;
mod listening;
pub(crate) mod process;
pub mod processes;
mod start_error;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use tempfile::TempDir;

use crate::deadline::{patience, start_patience};
use crate::user_base::user_base;
pub use enclosure::{Attached, Enclosure};
pub use foreign::Foreign;
pub use listening::holder as listener_on;
use process::Process;
pub use start_error::StartError;

/// The user base's name in the data folder.
pub const USERS_FILE: &str = "users.csv";

/// Any free port of this machine.
const ADDRESS: &str = "127.0.0.1:0";

/// A program that has closed its output is dead within this time, or it is only silent.
const DEATH: Duration = Duration::from_millis(500);

/// How a program is told its address and its data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Launch {
    /// `program ADDR DATA`
    #[default]
    Positional,
    /// `program --listen ADDR --data DIR`
    Flags,
}

/// A server program that can be started. Its first line of output ends in the address it listens
/// on.
#[derive(Debug, Clone)]
pub struct Program {
    executable: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    launch: Launch,
    patience: Option<Duration>,
    foreign: Option<Foreign>,
}

/// A server program with its data folder, which lives as long as this value unless it is somebody
/// else's. Dropping it kills the process.
#[derive(Debug)]
pub struct Server {
    program: Program,
    process: Process,
    address: SocketAddr,
    data: PathBuf,
    // Held only to be removed, and behind the process: after that is dead.
    own_data: Option<TempDir>,
}

impl Program {
    /// A program that takes `ADDR DATA`.
    pub fn new(executable: impl Into<PathBuf>) -> Program {
        Program {
            executable: executable.into(),
            arguments: Vec::new(),
            variables: Vec::new(),
            launch: Launch::default(),
            patience: None,
            foreign: None,
        }
    }

    /// A program that was written without this kit in mind. It is ready when it listens; what it
    /// prints does not matter.
    pub fn foreign(foreign: Foreign) -> Program {
        Program {
            foreign: Some(foreign),
            ..Program::new("")
        }
    }

    /// An argument before the address and the data folder, such as a script's name.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Program {
        self.arguments.push(argument.into());
        self
    }

    /// A variable of its environment, beside those of this process.
    #[must_use]
    pub fn variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Program {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// How it is told the address and the data folder.
    #[must_use]
    pub fn launch(self, launch: Launch) -> Program {
        Program { launch, ..self }
    }

    /// How long its first line, or its port, is waited for, instead of [`patience`] or
    /// [`start_patience`].
    #[must_use]
    pub fn patience(self, limit: Duration) -> Program {
        Program {
            patience: Some(limit),
            ..self
        }
    }

    /// Starts it on a free port, with these users in a new data folder, and waits for its first
    /// line.
    ///
    /// # Errors
    /// Where it does not come up within the deadline.
    pub fn start<S: AsRef<str>>(&self, users: &[S]) -> Result<Server, StartError> {
        self.start_with(&user_base(users, &[]))
    }

    /// The same with this text as `users.csv`; see [`user_base`] for one with passwords.
    ///
    /// # Errors
    /// As [`Program::start`].
    pub fn start_with(&self, users: &str) -> Result<Server, StartError> {
        let data = match &self.foreign {
            Some(foreign) => foreign.prepare(users)?,
            None => data_folder(users).map_err(|source| self.io_error(source))?,
        };
        let mut server = self.start_in(data.path())?;
        server.own_data = Some(data);
        Ok(server)
    }

    /// Starts it on a free port, with a data folder that is there already and stays, and waits for
    /// its first line.
    ///
    /// # Errors
    /// Where it does not come up within the deadline.
    pub fn start_in(&self, data: &Path) -> Result<Server, StartError> {
        let (process, address) = self.spawn(data)?;
        Ok(Server {
            program: self.clone(),
            process,
            address,
            data: data.to_owned(),
            own_data: None,
        })
    }

    /// Waits until connections that are over no longer keep the port that a foreign program always
    /// takes. `goes_on` is asked between two looks, with the port and with how long this takes at
    /// most; where it says no, the wait is over. Where a program listens there, it is not waited
    /// for.
    ///
    /// # Errors
    /// [`StartError::PortInUse`] where the port is not free in the end.
    pub fn wait_for_port(
        &self,
        goes_on: impl FnMut(u16, Duration) -> bool,
    ) -> Result<(), StartError> {
        match &self.foreign {
            Some(foreign) => foreign.wait_for_port(goes_on),
            None => Ok(()),
        }
    }

    fn spawn(&self, data: &Path) -> Result<(Process, SocketAddr), StartError> {
        if let Some(foreign) = &self.foreign {
            return foreign.spawn(data, self.patience.unwrap_or_else(start_patience));
        }
        let limit = self.patience.unwrap_or_else(patience);
        let mut process =
            Process::start(self.command(data)).map_err(|source| self.io_error(source))?;
        let Some(line) = process.first_line(limit) else {
            return Err(process
                .exited(DEATH)
                .map_or(StartError::Silent(limit), |status| StartError::Ended {
                    status,
                    errors: process.errors(),
                }));
        };
        let address = line
            .split_whitespace()
            .last()
            .and_then(|word| word.parse().ok());
        address
            .map(|address| (process, address))
            .ok_or(StartError::NoAddress(line))
    }

    fn command(&self, data: &Path) -> Command {
        let mut command = Command::new(&self.executable);
        command.args(&self.arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        match self.launch {
            Launch::Positional => command.arg(ADDRESS).arg(data),
            Launch::Flags => command.args(["--listen", ADDRESS, "--data"]).arg(data),
        };
        command
    }

    fn io_error(&self, source: io::Error) -> StartError {
        StartError::Io {
            executable: self.executable.clone(),
            source,
        }
    }
}

fn data_folder(users: &str) -> io::Result<TempDir> {
    let data = tempfile::Builder::new().prefix("mensageiro-").tempdir()?;
    fs::write(data.path().join(USERS_FILE), users)?;
    Ok(data)
}

impl Server {
    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Where it listens; another port after each start.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The data folder, with `users.csv` in it.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The program that it runs, where that is a foreign one.
    pub fn foreign(&self) -> Option<&Foreign> {
        self.program.foreign.as_ref()
    }

    /// Asks it to end (SIGTERM) and waits. Where there are no signals, it is killed.
    ///
    /// # Errors
    /// `TimedOut` where it has not ended by the deadline; then it is killed.
    pub fn stop(&mut self) -> io::Result<ExitStatus> {
        self.end(Process::terminate)
    }

    /// Asks it to end as Ctrl-C does (SIGINT) and waits. Where there are no signals, it is killed.
    ///
    /// # Errors
    /// As [`Server::stop`].
    pub fn interrupt(&mut self) -> io::Result<ExitStatus> {
        self.end(Process::interrupt)
    }

    /// Ends it at once; it cannot write anything more.
    ///
    /// # Errors
    /// As [`Server::stop`].
    pub fn kill(&mut self) -> io::Result<ExitStatus> {
        self.end(Process::kill)
    }

    /// Starts it again on the same data, after it has been stopped or killed; kills it first where
    /// it still runs.
    ///
    /// # Errors
    /// As [`Program::start`].
    pub fn start_again(&mut self) -> Result<(), StartError> {
        self.kill()
            .map_err(|source| self.program.io_error(source))?;
        (self.process, self.address) = self.program.spawn(&self.data)?;
        Ok(())
    }

    /// How it ended, if it does so within `limit` or has done so before.
    pub fn exited(&mut self, limit: Duration) -> Option<ExitStatus> {
        self.process.exited(limit)
    }

    /// The end of what the process, running or ended, wrote to stderr.
    pub fn errors(&self) -> String {
        self.process.errors()
    }

    fn end(&mut self, how: fn(&mut Process) -> io::Result<()>) -> io::Result<ExitStatus> {
        how(&mut self.process)?;
        let status = self.process.exited(patience());
        if status.is_none() {
            self.process.kill()?;
        }
        status.ok_or_else(|| io::ErrorKind::TimedOut.into())
    }
}
