//! `mensageiro.toml`: how what was handed in is built and run.

mod command;

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use testkit::program::USERS_FILE;
use testkit::template::{Hole, Template};

use crate::located::{self, FileError};
use command::Words;

/// The file's name.
pub const FILE: &str = "mensageiro.toml";

/// One to begin with.
pub const EXAMPLE: &str = r#"    [build]
    command = "cargo build --release"

    [server]
    run = "target/release/server {host} {port} {data}"

    [client]
    run = "target/release/client {host} {port}""#;

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The command that builds both programs; none where there is nothing to build.
    pub build: Option<Template>,
    /// The server; none where it does not exist yet.
    pub server: Option<Server>,
    /// The client; none where it does not exist yet.
    pub client: Option<Client>,
}

/// How the server is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The command, with its places.
    pub run: Template,
    /// The user base, in the data folder.
    pub users: PathBuf,
}

/// How the client is started, and what a person types there: a line each, Enter behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The command, with its places.
    pub run: Template,
    /// To log in, with `{login}`.
    pub login: Vec<String>,
    /// To send, with `{to}` and `{text}`.
    pub send: Vec<String>,
    /// To fetch.
    pub fetch: Vec<String>,
    /// To end the client.
    pub quit: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    build: Option<RawBuild>,
    server: Option<RawServer>,
    client: Option<RawClient>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBuild {
    command: toml::Spanned<Words>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawServer {
    run: toml::Spanned<Words>,
    users: Option<toml::Spanned<PathBuf>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClient {
    run: toml::Spanned<Words>,
    login: Option<toml::Spanned<Vec<String>>>,
    send: Option<toml::Spanned<Vec<String>>>,
    fetch: Option<toml::Spanned<Vec<String>>>,
    quit: Option<toml::Spanned<Vec<String>>>,
}

impl Manifest {
    /// Reads the file of a folder.
    ///
    /// # Errors
    /// Where it is not there, says what belongs there; else as [`Manifest::parse`].
    pub fn load(folder: &Path) -> Result<Manifest, FileError> {
        let file = folder.join(FILE);
        let text = fs::read_to_string(&file).map_err(|error| FileError {
            file: file.clone(),
            line: None,
            message: if error.kind() == io::ErrorKind::NotFound {
                format!(
                    "there is no such file. It says how your programs are built and run; copy this one and change the commands:\n\n{EXAMPLE}\n"
                )
            } else {
                format!("cannot be read: {error}")
            },
        })?;
        Manifest::parse(&file, &text)
    }

    /// Parses the text; `file` is only printed.
    ///
    /// # Errors
    /// What is wrong, in which line, and what is allowed.
    pub fn parse(file: &Path, text: &str) -> Result<Manifest, FileError> {
        let raw: Raw = located::parse(file, text)?;
        let check = Check { file, text };
        let manifest = Manifest {
            build: raw
                .build
                .map(|build| check.template(build.command, &[]))
                .transpose()?,
            server: raw.server.map(|raw| check.server(raw)).transpose()?,
            client: raw.client.map(|raw| check.client(raw)).transpose()?,
        };
        if manifest.server.is_none() && manifest.client.is_none() {
            let message = "there is neither [server] nor [client]";
            return Err(located::at(file, text, None, message));
        }
        Ok(manifest)
    }
}

/// The text that the values come from, to say where one is wrong.
struct Check<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Check<'_> {
    fn server(&self, raw: RawServer) -> Result<Server, FileError> {
        let holes = Hole::ALL.map(Hole::text);
        Ok(Server {
            run: self.run(raw.run, &holes)?,
            users: match raw.users {
                Some(users) => self.inside(users)?,
                None => USERS_FILE.into(),
            },
        })
    }

    fn client(&self, raw: RawClient) -> Result<Client, FileError> {
        let holes = Hole::ALL.map(Hole::text);
        Ok(Client {
            run: self.run(raw.run, &holes)?,
            login: self.typed(raw.login, &["{login}"], &["{login}"])?,
            send: self.typed(raw.send, &["@{to} {text}"], &["{to}", "{text}"])?,
            fetch: self.typed(raw.fetch, &[""], &[])?,
            quit: self.typed(raw.quit, &[], &[])?,
        })
    }

    /// A command that is run many times.
    fn run(&self, words: toml::Spanned<Words>, holes: &[&str]) -> Result<Template, FileError> {
        let span = words.span();
        let is_cargo_run = words.get_ref().begins_with(&["cargo", "run"]);
        if is_cargo_run {
            let message = "`cargo run` would build again at each start: build in [build], and name the program here, such as `target/release/server`";
            return Err(located::at(self.file, self.text, Some(span), message));
        }
        self.template(words, holes)
    }

    fn template(&self, words: toml::Spanned<Words>, holes: &[&str]) -> Result<Template, FileError> {
        let span = words.span();
        let words = words.into_inner().into_list();
        words
            .iter()
            .try_for_each(|word| command::check_holes(word, holes))
            .map_err(|message| located::at(self.file, self.text, Some(span.clone()), message))?;
        Template::new(words)
            .ok_or_else(|| located::at(self.file, self.text, Some(span), "the command is empty"))
    }

    /// Lines to be typed: those given, or the usual ones.
    fn typed(
        &self,
        lines: Option<toml::Spanned<Vec<String>>>,
        usual: &[&str],
        holes: &[&str],
    ) -> Result<Vec<String>, FileError> {
        let Some(lines) = lines else {
            return Ok(usual.iter().map(|&line| line.to_owned()).collect());
        };
        let missing = holes
            .iter()
            .find(|&&hole| !lines.get_ref().iter().any(|line| line.contains(hole)));
        let wrong = lines.get_ref().iter().try_for_each(|line| {
            command::check_line(line)?;
            command::check_holes(line, holes)
        });
        let wrong = match missing {
            Some(hole) => Err(format!("{hole} must stand in one of the lines")),
            None => wrong,
        };
        wrong.map_err(|message| located::at(self.file, self.text, Some(lines.span()), message))?;
        Ok(lines.into_inner())
    }

    /// A file that stays in its folder, wherever that is.
    fn inside(&self, path: toml::Spanned<PathBuf>) -> Result<PathBuf, FileError> {
        let mut parts = path.get_ref().components();
        let is_inside = parts.all(|part| matches!(part, Component::Normal(_)));
        if is_inside && path.get_ref().file_name().is_some() {
            return Ok(path.into_inner());
        }
        let message = "the user base is a file in the data folder, such as \"users.csv\"";
        Err(located::at(
            self.file,
            self.text,
            Some(path.span()),
            message,
        ))
    }
}

#[cfg(test)]
mod tests;
