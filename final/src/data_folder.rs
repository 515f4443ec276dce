//! The data folder: who may use it, and how its files are opened, replaced and set aside.
//!
//! A server holds the folder's lock as long as it runs. Its own files are regular files that only
//! their owner may read (0600); a link in place of one is refused, not followed, so that nobody can
//! make the server write elsewhere.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The file that a running server holds a lock on.
pub const LOCK_FILE: &str = "lock";

/// The server's own certificate, in PEM.
pub const CERTIFICATE_FILE: &str = "tls-cert.pem";

/// The private key of the server's own certificate, in PEM.
pub const KEY_FILE: &str = "tls-key.pem";

/// How many cut-off ends of one file are kept beside it.
const CUTS_MAX: usize = 10_000;

/// Why a data folder cannot be used. Each message is one line.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another server runs on it.
    #[error(
        "{0}: another server uses this folder; stop it, or name another folder with --data DIR"
    )]
    InUse(PathBuf),
    /// Everybody may change what is in it.
    #[error(
        "{0}: every user of this machine may change what is in this folder; take the permission away with: chmod o-w"
    )]
    Open(PathBuf),
    /// A new folder was asked for, and something has its name.
    #[error("{0}: is there already; name a folder that is not")]
    Exists(PathBuf),
    /// The folder or one of its files cannot be used.
    #[error("{0}: cannot be used: {1}; check it and its folder")]
    Io(PathBuf, io::Error),
}

/// A data folder that this process alone writes to.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    /// Unlocked by being dropped, also when the process is killed.
    lock: File,
}

impl DataFolder {
    /// Locks a folder.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub fn lock(path: &Path) -> Result<Self, FolderError> {
        if is_open_to_all(path) {
            return Err(FolderError::Open(path.to_owned()));
        }
        let name = path.join(LOCK_FILE);
        let lock = open_or_create(&name).map_err(|error| FolderError::Io(name.clone(), error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                lock,
            }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(FolderError::Io(name, error)),
        }
    }

    /// Whether a server has [marked](DataFolder::mark_used) this folder.
    ///
    /// # Errors
    /// Those of the system.
    pub fn was_used(&self) -> io::Result<bool> {
        Ok(self.lock.metadata()?.len() > 0)
    }

    /// Notes in the lock file that the folder has a journal, which is missed from then on.
    ///
    /// # Errors
    /// Those of the system.
    pub fn mark_used(&self) -> io::Result<()> {
        if self.was_used()? {
            return Ok(());
        }
        (&self.lock).write_all(b"used\n")?;
        self.lock.sync_all()
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Puts a new file in the place of `name`: written under another name, synced, renamed, and the
    /// folder synced. Whenever the power fails, either the old file is there or the whole new one.
    ///
    /// # Errors
    /// Those of the system, with the old file in its place; [`ErrorKind::Other`](io::ErrorKind) where
    /// only the folder cannot be synced: then the new one is.
    pub fn replace(
        &self,
        name: &str,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<File> {
        let new = self.file(&format!("{name}.new"));
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            // What an earlier start has left.
            _ => {}
        }
        let mut file = create(&new)?;
        let written = write(&mut file).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // On a full disk it would only be in the way.
            let _ = fs::remove_file(&new);
            return Err(error);
        }
        fs::rename(&new, self.file(name))?;
        // From here on the new file is in its place: no error means that the old one still is.
        sync_folder(&self.path)
            .map_err(|error| io::Error::other(format!("{}: {error}", self.path.display())))?;
        Ok(file)
    }

    /// Copies what is to be cut off a file into a new file `name.cut-N` beside it, and returns its
    /// path.
    ///
    /// # Errors
    /// Those of the system.
    pub fn set_aside(&self, name: &str, mut tail: impl Read) -> io::Result<PathBuf> {
        for number in 1..CUTS_MAX {
            let path = self.file(&format!("{name}.cut-{number}"));
            match create(&path) {
                Ok(mut file) => {
                    io::copy(&mut tail, &mut file)?;
                    file.sync_all()?;
                    return Ok(path);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other(
            "too many cut-off ends are kept; move the *.cut-* files away",
        ))
    }
}

/// Keeps servers from starting on a folder until the returned file is dropped. `None` where there
/// is no lock file.
///
/// # Errors
/// [`FolderError::InUse`] where one runs on it, [`FolderError::Io`] where that cannot be found out.
pub fn keep_still(path: &Path) -> Result<Option<File>, FolderError> {
    let name = path.join(LOCK_FILE);
    let fail = |error| FolderError::Io(name.clone(), error);
    let Some(lock) = open(&name).map_err(fail)? else {
        return Ok(None);
    };
    match lock.try_lock_shared() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(fail(error)),
    }
}

/// Makes a folder that only its owner may enter, and those above it as usual.
///
/// # Errors
/// Those of the system; a folder that is there already is none.
pub fn make(path: &Path) -> io::Result<()> {
    // An empty path is the current folder.
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a file of the folder for reading and writing; `None` where there is none.
///
/// # Errors
/// Those of the system, and where it is anything but a regular file with one name.
pub fn open(path: &Path) -> io::Result<Option<File>> {
    match options().open(path) {
        Ok(file) => only_ours(file).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(refused_link(path, error)),
    }
}

/// Opens a file of the folder, or begins an empty one.
///
/// # Errors
/// As [`open`].
pub fn open_or_create(path: &Path) -> io::Result<File> {
    let file = options().create(true).truncate(false).open(path);
    only_ours(file.map_err(|error| refused_link(path, error))?)
}

/// Creates a file that was not there.
///
/// # Errors
/// Those of the system; `AlreadyExists` where something has the name.
pub fn create(path: &Path) -> io::Result<File> {
    options().create_new(true).open(path)
}

/// Makes what was created or renamed in a folder durable. Windows has no such call, and needs none.
///
/// # Errors
/// Those of the system.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    // An empty path is the current folder.
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    File::open(path)?.sync_all()
}

/// A pipe is not waited for, and a link not followed.
#[cfg(unix)]
fn options() -> OpenOptions {
    use nix::fcntl::OFlag;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options.custom_flags((OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits());
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    options
}

fn only_ours(file: File) -> io::Result<File> {
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        if found.nlink() > 1 {
            return Err(io::Error::other("it has a second name (a hard link)"));
        }
        if found.mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

/// The system says *too many levels of symbolic links* where one is too many for us.
fn refused_link(path: &Path, error: io::Error) -> io::Error {
    let link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if link {
        io::Error::other("it is a symbolic link")
    } else {
        error
    }
}

#[cfg(unix)]
fn is_open_to_all(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).is_ok_and(|found| found.mode() & 0o002 != 0)
}

#[cfg(not(unix))]
fn is_open_to_all(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests;
