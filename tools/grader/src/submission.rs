//! What was handed in: a folder with its manifest, built, and copied so that it stays as it is.

mod build;
mod gathered;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use testkit::Program;
use testkit::program::{Enclosure, Foreign};
use testkit::template::Template;
use testkit::working_copy::{self, CopyError};

use crate::client::ClientProgram;
use crate::located::FileError;
use crate::manifest::Manifest;
pub use build::{BuildError, Built, LIMIT as BUILD_LIMIT};
pub use gathered::{Gathered, gather};

/// A folder with what was handed in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The folder.
    pub folder: PathBuf,
    /// What its `mensageiro.toml` says.
    pub manifest: Manifest,
}

/// A copy of a submission, in which its programs run.
#[derive(Debug)]
pub struct Copy {
    folder: TempDir,
    manifest: Manifest,
    keep: Option<PathBuf>,
    enclosure: Option<Arc<dyn Enclosure>>,
}

impl Submission {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// Where there is none, or it is wrong.
    pub fn open(folder: &Path) -> Result<Submission, FileError> {
        let manifest = Manifest::load(folder)?;
        // The programs run in other folders.
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        Ok(Submission { folder, manifest })
    }

    /// Builds it in its own folder, if there is something to build.
    ///
    /// # Errors
    /// Where the command is not there, fails, or takes too long.
    pub fn build(&self) -> Result<Option<Built>, BuildError> {
        let command = self.manifest.build.as_ref();
        command
            .map(|command| build::build(command, &self.folder, build::LIMIT, None))
            .transpose()
    }

    /// Copies it. With a folder to keep, the copy and all data folders are made there and stay.
    ///
    /// # Errors
    /// Where it is too large, or cannot be copied.
    pub fn copy(&self, keep: Option<&Path>) -> Result<Copy, CopyError> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("programs-");
        let folder = match keep {
            Some(keep) => builder.disable_cleanup(true).tempdir_in(keep),
            None => builder.tempdir(),
        };
        let folder = folder.map_err(|source| CopyError::Io {
            path: std::env::temp_dir(),
            source,
        })?;
        working_copy::copy(&self.folder, folder.path())?;
        Ok(Copy {
            folder,
            manifest: self.manifest.clone(),
            keep: keep.map(Path::to_owned),
            enclosure: None,
        })
    }
}

impl Copy {
    /// Its programs run inside this.
    #[must_use]
    pub fn within(self, enclosure: Arc<dyn Enclosure>) -> Copy {
        Copy {
            enclosure: Some(enclosure),
            ..self
        }
    }

    /// Builds it in the copy, if there is something to build: within this time, and inside this
    /// enclosure if there is one.
    ///
    /// # Errors
    /// As [`Submission::build`], and where it leaves so much that it cannot be copied.
    pub fn build(
        &self,
        limit: Duration,
        enclosure: Option<&dyn Enclosure>,
    ) -> Result<Option<Built>, BuildError> {
        let Some(command) = &self.manifest.build else {
            return Ok(None);
        };
        let built = build::build(command, self.folder.path(), limit, enclosure)?;
        match working_copy::list(self.folder.path()) {
            Ok(_) => Ok(Some(built)),
            Err(CopyError::TooLarge(_)) => Err(BuildError::TooLarge),
            Err(CopyError::Io { source, .. }) => Err(BuildError::NotCopied(source)),
        }
    }

    /// The server, ready to be started.
    ///
    /// # Errors
    /// Where the manifest has none, or names a file that is not there.
    pub fn server(&self) -> Result<Program, String> {
        let missing = || "mensageiro.toml has no [server]".to_owned();
        let server = self.manifest.server.as_ref().ok_or_else(missing)?;
        self.find(&server.run)?;
        let foreign = Foreign::new(server.run.clone(), self.folder.path()).users(&server.users);
        let foreign = match &self.keep {
            Some(keep) => foreign.keep(keep),
            None => foreign,
        };
        Ok(Program::foreign(match &self.enclosure {
            Some(enclosure) => foreign.within(Arc::clone(enclosure)),
            None => foreign,
        }))
    }

    /// The client, ready to be started.
    ///
    /// # Errors
    /// As [`Copy::server`].
    pub fn client(&self) -> Result<ClientProgram, String> {
        let missing = || "mensageiro.toml has no [client]".to_owned();
        let client = self.manifest.client.as_ref().ok_or_else(missing)?;
        self.find(&client.run)?;
        Ok(ClientProgram {
            manifest: client.clone(),
            folder: self.folder.path().to_owned(),
            enclosure: self.enclosure.clone(),
        })
    }

    fn find(&self, run: &Template) -> Result<(), String> {
        let Some(file) = run.file(self.folder.path()) else {
            return Ok(());
        };
        let suffixed = file.with_extension(std::env::consts::EXE_EXTENSION);
        if file.is_file() || suffixed.is_file() {
            return Ok(());
        }
        Err(format!(
            "there is no file `{}`, which mensageiro.toml runs; it must be in the folder after the build",
            run.program()
        ))
    }
}

/// That a program could not be started, and what the system says.
pub(crate) fn not_started(program: &str, error: &str) -> String {
    format!("`{program}` cannot be started: {error}")
}

/// Whether the system does not know a command.
fn is_unknown(command: &Template, folder: &Path, error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound && command.file(folder).is_none()
}
