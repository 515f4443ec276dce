//! A command as its author wrote it down, with holes for the address and the data folder.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

/// The port of the protocol (protocol page, 1), for programs that take none.
pub const DEFAULT_PORT: u16 = 3333;

/// What a command may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// `{host}`: the address, without the port.
    Host,
    /// `{port}`: where it is missing, the program uses [`DEFAULT_PORT`].
    Port,
    /// `{data}`: where it is missing, the program uses the folder that it runs in.
    Data,
}

impl Hole {
    /// Every hole.
    pub const ALL: [Hole; 3] = [Hole::Host, Hole::Port, Hole::Data];

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Hole::Host => "{host}",
            Hole::Port => "{port}",
            Hole::Data => "{data}",
        }
    }
}

/// A program and its arguments, in which holes may stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    program: String,
    arguments: Vec<String>,
}

impl Template {
    /// The command of these words, the program first; none where there is no word.
    pub fn new(words: impl IntoIterator<Item = String>) -> Option<Template> {
        let mut words = words.into_iter();
        Some(Template {
            program: words.next()?,
            arguments: words.collect(),
        })
    }

    /// Whether the program is told this.
    pub fn takes(&self, hole: Hole) -> bool {
        let mut words = self.arguments.iter();
        words.any(|word| word.contains(hole.text()))
    }

    /// The program's first word, as it is written.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// All words, the program first: [`Template::new`] makes the same of them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let program = std::iter::once(&self.program);
        program.chain(&self.arguments).map(String::as_str)
    }

    /// The program itself, if it is a file of this folder: a word without a separator is looked for
    /// by the system.
    pub fn file(&self, folder: &Path) -> Option<PathBuf> {
        let path = Path::new(&self.program);
        (path.components().count() > 1).then(|| folder.join(path))
    }

    /// The command, to be run in this folder with the holes filled.
    pub fn command(&self, folder: &Path, address: SocketAddr, data: &Path) -> Command {
        let program = self.file(folder);
        let mut command = Command::new(program.unwrap_or_else(|| PathBuf::from(&self.program)));
        let fill = |word: &String| {
            word.replace(Hole::Host.text(), &address.ip().to_string())
                .replace(Hole::Port.text(), &address.port().to_string())
                .replace(Hole::Data.text(), &data.to_string_lossy())
        };
        command.args(self.arguments.iter().map(fill));
        command.current_dir(folder);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holes_are_filled_and_the_program_is_found_in_its_folder() {
        let words = ["bin/server", "{host}:{port}", "--data={data}"].map(str::to_owned);
        let template = Template::new(words).expect("words");
        assert!(Hole::ALL.iter().all(|&hole| template.takes(hole)));
        let address = SocketAddr::from(([127, 0, 0, 1], 4444));
        let command = template.command(Path::new("/course"), address, Path::new("/data"));
        assert_eq!(command.get_program(), Path::new("/course/bin/server"));
        let arguments: Vec<_> = command.get_args().collect();
        assert_eq!(arguments, ["127.0.0.1:4444", "--data=/data"]);
    }

    #[test]
    fn what_stands_alone_is_for_the_system_to_find() {
        let template = Template::new(["python3", "a.py"].map(str::to_owned)).expect("words");
        assert_eq!(template.file(Path::new("/course")), None);
        assert!(!template.takes(Hole::Port));
        assert_eq!(Template::new([]), None);
    }
}
