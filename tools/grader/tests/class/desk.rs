//! A folder in which an instructor works, and the command there.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tempfile::TempDir;

/// The command of these tests.
const PROGRAM: &str = env!("CARGO_BIN_EXE_mensageiro-grade");

/// How long a command may take: none of these classes needs so much, even on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// The folder.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What a command has said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// With a folder for temporary files of its own, and these files.
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Desk {
        let desk = Desk {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(desk.path("tmp")).unwrap();
        for (name, bytes) in files {
            desk.write(name, bytes);
        }
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// `results.json` of the usual folder.
    pub(crate) fn results(&self) -> serde_json::Value {
        serde_json::from_str(&self.text("grades/results.json")).unwrap()
    }

    /// The names in a folder, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }

    /// The command with these arguments, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.folder.path());
        command.env("TMPDIR", self.path("tmp"));
        command.stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn grade(&self, arguments: &[&str]) -> Said {
        Running::start(&mut self.command(arguments)).end()
    }

    /// The same, where the end has to be this one.
    pub(crate) fn graded(&self, arguments: &[&str], code: i32) -> Said {
        let said = self.grade(arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {said:#?}");
        said
    }

    /// The one line with which it says that it could not do it.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let said = self.graded(arguments, 2);
        assert_eq!(said.err.lines().count(), 1, "{said:#?}");
        assert_eq!(said.out, "", "{said:#?}");
        said.err.trim_end().to_owned()
    }
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let names = entries.map(|entry| name(entry).to_string_lossy().into_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// A command at work.
pub(crate) struct Running {
    pub(crate) child: Child,
    out: JoinHandle<String>,
    lines: Receiver<String>,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Running {
        let pipes = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let lines = err.lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        let out = thread::spawn(move || {
            let mut text = String::new();
            out.read_to_string(&mut text).unwrap();
            text
        });
        Running { child, out, lines }
    }

    /// The next line on stderr; none where there will be no more.
    pub(crate) fn line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(LIMIT) {
            Ok(line) => Some(line),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.child.kill().unwrap();
                panic!("it has not ended within {LIMIT:?}");
            }
        }
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> Said {
        let mut err = String::new();
        while let Some(line) = self.line() {
            err += &line;
            err.push('\n');
        }
        let status: ExitStatus = self.child.wait().unwrap();
        let out = self.out.join().unwrap();
        let code = status.code();
        Said { code, out, err }
    }
}
