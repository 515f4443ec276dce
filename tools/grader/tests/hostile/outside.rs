//! What lies outside of the sandbox, and must be as it was.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long the processes of a sandbox may take to be dead.
const DEATH: Duration = Duration::from_secs(10);

/// A folder with a secret, a listener, and a word that marks processes.
pub(crate) struct Outside {
    pub(crate) mark: String,
    secret: String,
    folders: [TempDir; 2],
    listener: TcpListener,
}

impl Outside {
    pub(crate) fn new(number: usize) -> Outside {
        let id = std::process::id();
        let secret = format!("secret{id}x{number}y");
        // One among temporary files, one where the project is, as in a home.
        let folders = [
            tempfile::tempdir().unwrap(),
            tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        ];
        for folder in &folders {
            fs::write(folder.path().join("secret"), &secret).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Outside {
            mark: format!("mark{id}x{number}y"),
            secret,
            folders,
            listener,
        }
    }

    /// The files with the secret.
    pub(crate) fn secrets(&self) -> [PathBuf; 2] {
        [0, 1].map(|number| self.folders[number].path().join("secret"))
    }

    /// A text of a submission: its author knows where everything is.
    pub(crate) fn fill(&self, text: &str) -> String {
        let [one, two] = self.secrets();
        let port = self.listener.local_addr().unwrap().port();
        text.replace("@SECRET@", &one.to_string_lossy())
            .replace("@SECRET2@", &two.to_string_lossy())
            .replace("@PORT@", &port.to_string())
            .replace("@MARK@", &self.mark)
    }

    /// What has changed, or is left; none where all is well. `seen` is all that is known of it.
    pub(crate) fn harm(&self, seen: &str) -> Vec<String> {
        let mut harm = Vec::new();
        for folder in &self.folders {
            let names: Vec<_> = entries(folder.path());
            let text = fs::read_to_string(folder.path().join("secret"));
            if names != ["secret"] || text.as_ref().ok() != Some(&self.secret) {
                harm.push(format!("outside is {names:?}, the secret {text:?}"));
            }
        }
        match self.listener.accept() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            connection => harm.push(format!("it has phoned home: {connection:?}")),
        }
        if seen.contains(&self.secret) || seen.contains("CARGO_PKG_NAME") {
            harm.push("a secret is in what was seen".to_owned());
        }
        if seen.contains('\u{1b}') {
            harm.push("an escape sequence is in what was seen".to_owned());
        }
        harm.extend(self.left());
        harm
    }

    /// A process with the mark in its command that does not end.
    pub(crate) fn left(&self) -> Option<String> {
        let end = Instant::now() + DEATH;
        loop {
            let left = marked(&self.mark)?;
            if Instant::now() > end {
                return Some(format!("a process is left: {left}"));
            }
            // The system tells nobody that a process is gone.
            thread::park_timeout(Duration::from_millis(50));
        }
    }
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

/// The command of a process that has this word in it.
fn marked(mark: &str) -> Option<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let mut commands = processes
        .filter_map(|process| fs::read(process.path().join("cmdline")).ok())
        .map(|command| String::from_utf8_lossy(&command).replace('\0', " "));
    commands.find(|command| command.contains(mark))
}
