//! A server program that was written without this kit in mind: in any language, told its address
//! and its data in its own way or not at all.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use super::enclosure::Enclosure;
use super::listening;
use super::process::Process;
use super::start_error::StartError;
use super::{DEATH, USERS_FILE};
use crate::csv_file;
use crate::deadline::poll_every;
use crate::plain_file;
use crate::template::{DEFAULT_PORT, Hole, Template};
use crate::user_base;
use crate::working_copy;

/// How long connections that are over may keep a port: a minute (tcp(7), TIME_WAIT), and a little
/// more.
const OVER: Duration = Duration::from_secs(65);

/// The most bytes of a user base that tell its form.
const LONGEST_BASE: u64 = 1024 * 1024;

/// Between two looks into the system's table of sockets, which may be long.
const LOOK: Duration = Duration::from_millis(10);

/// Between two looks whether such connections are gone.
const OVER_LOOK: Duration = Duration::from_millis(200);

/// How a foreign program is started, and what it finds there.
#[derive(Debug, Clone)]
pub struct Foreign {
    template: Template,
    folder: PathBuf,
    users: PathBuf,
    keep: Option<PathBuf>,
    enclosure: Option<Arc<dyn Enclosure>>,
}

impl Foreign {
    /// A program of this folder. With `{data}` in its command it runs in the folder itself, and its
    /// user base is in a data folder of its own. Without, it runs in a fresh copy of the folder,
    /// with the user base in it.
    pub fn new(template: Template, folder: impl Into<PathBuf>) -> Foreign {
        Foreign {
            template,
            folder: folder.into(),
            users: USERS_FILE.into(),
            keep: None,
            enclosure: None,
        }
    }

    /// The user base's file, in the data folder. Where the folder has one, its header and the
    /// number of its columns are kept.
    #[must_use]
    pub fn users(self, users: impl Into<PathBuf>) -> Foreign {
        Foreign {
            users: users.into(),
            ..self
        }
    }

    /// Data folders and copies are made in this folder and stay there.
    #[must_use]
    pub fn keep(self, folder: impl Into<PathBuf>) -> Foreign {
        Foreign {
            keep: Some(folder.into()),
            ..self
        }
    }

    /// It runs inside this, and can write to its folder and its data folder only.
    #[must_use]
    pub fn within(self, enclosure: Arc<dyn Enclosure>) -> Foreign {
        Foreign {
            enclosure: Some(enclosure),
            ..self
        }
    }

    /// Where the user base is, below the data folder.
    pub(crate) fn user_base(&self) -> &Path {
        &self.users
    }

    /// A data folder with these users in it.
    pub(super) fn prepare(&self, users: &str) -> Result<TempDir, StartError> {
        let data = self.empty_folder().map_err(StartError::NoFolder)?;
        if !self.template.takes(Hole::Data) {
            working_copy::copy(&self.folder, data.path())?;
        }
        self.write_users(data.path(), users)
            .map_err(StartError::NoFolder)?;
        Ok(data)
    }

    fn empty_folder(&self) -> io::Result<TempDir> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("mensageiro-");
        match &self.keep {
            Some(folder) => builder.disable_cleanup(true).tempdir_in(folder),
            None => builder.tempdir(),
        }
    }

    fn write_users(&self, data: &Path, users: &str) -> io::Result<()> {
        let rows = csv_file::rows(users.as_bytes());
        let logins: Vec<_> = rows.iter().skip(1).filter_map(|row| row.first()).collect();
        let found = [&self.users, &Path::new("data").join(&self.users)]
            .map(|file| plain_file::read(&self.folder, &self.folder.join(file), LONGEST_BASE).ok());
        let own = found.into_iter().flatten().next().unwrap_or_default();
        let path = data.join(&self.users);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        clear(&path)?;
        fs::write(path, user_base::in_the_form_of(&own, &logins))
    }

    /// Starts it, and waits until it listens: its own words are not looked at.
    pub(super) fn spawn(
        &self,
        data: &Path,
        limit: Duration,
    ) -> Result<(Process, SocketAddr), StartError> {
        let port = self.port()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let folder = if self.template.takes(Hole::Data) {
            &self.folder
        } else {
            data
        };
        let command = self.template.command(folder, address, data);
        let mut process = self
            .process(command, &[folder, data])
            .map_err(|source| self.not_started(source))?;
        let ready = poll_every(LOOK, limit, || match listening::listening(port) {
            Some(address) => Some(Ok(address)),
            None => process.exited(Duration::ZERO).map(Err),
        });
        match ready {
            Some(Ok(address)) => Ok((process, address)),
            Some(Err(status)) => {
                process.exited(DEATH);
                let errors = process.errors();
                Err(StartError::EndedBeforeListening {
                    status,
                    port,
                    errors,
                })
            }
            None => Err(StartError::NotListening { port, limit }),
        }
    }

    fn process(&self, command: Command, writable: &[&Path]) -> io::Result<Process> {
        match &self.enclosure {
            Some(enclosure) => Process::start_inside(enclosure, &command, writable),
            None => Process::start_group(command),
        }
    }

    /// A port that nobody uses, or the one that the program uses whatever it is told.
    fn port(&self) -> Result<u16, StartError> {
        if self.template.takes(Hole::Port) {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
            let address = free.and_then(|listener| listener.local_addr());
            return address
                .map(|address| address.port())
                .map_err(StartError::NoPort);
        }
        self.wait_for_port(|_, _| true)?;
        Ok(DEFAULT_PORT)
    }

    /// As [`super::Program::wait_for_port`].
    pub(super) fn wait_for_port(
        &self,
        mut goes_on: impl FnMut(u16, Duration) -> bool,
    ) -> Result<(), StartError> {
        if self.template.takes(Hole::Port) {
            return Ok(());
        }
        let is_free = poll_every(OVER_LOOK, OVER, || {
            if listening::listening(DEFAULT_PORT).is_some() {
                return Some(false);
            }
            let is_free = listening::is_free(DEFAULT_PORT);
            (is_free || !goes_on(DEFAULT_PORT, OVER)).then_some(is_free)
        });
        if is_free == Some(true) {
            return Ok(());
        }
        Err(StartError::PortInUse {
            port: DEFAULT_PORT,
            holder: listening::holder(DEFAULT_PORT),
        })
    }

    /// A file that is missing is the program's own affair, a command that the system does not know
    /// is not.
    fn not_started(&self, source: io::Error) -> StartError {
        match self.template.file(&self.folder) {
            None if source.kind() == io::ErrorKind::NotFound => StartError::NoCommand {
                command: self.template.program().to_owned(),
            },
            file => StartError::Io {
                executable: file.unwrap_or_else(|| self.template.program().into()),
                source,
            },
        }
    }
}

/// Makes room for a file, where the submission has one that may not be written, or a folder.
fn clear(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(_) => Ok(()),
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
    }
}
