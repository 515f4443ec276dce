//! `mensageiro.toml`: how what was handed in is built and run.

mod command;
mod written;

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use testkit::program::USERS_FILE;
use testkit::template::{Hole, Template};

use crate::located::{self, FileError};
use command::{Typed, Words};

/// The file's name.
pub const FILE: &str = "mensageiro.toml";

/// One to begin with.
pub const EXAMPLE: &str = r#"    [build]
    command = "cargo build --release"

    [server]
    run = "target/release/server {host} {port} {data}"

    [client]
    run = "target/release/client {host} {port}""#;

/// What the file says. As serde writes it, it is what a worker is told, and never the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The command that builds both programs; none where there is nothing to build.
    pub build: Option<Template>,
    /// The server; none where it does not exist yet.
    pub server: Option<Server>,
    /// The client; none where it does not exist yet.
    pub client: Option<Client>,
}

/// How the server is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// The command, with its places.
    pub run: Template,
    /// The user base, in the data folder.
    pub users: PathBuf,
}

/// How the client is started, and what a person types there: a line each, Enter behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    server: Option<toml::Spanned<RawServer>>,
    client: Option<toml::Spanned<RawClient>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBuild {
    command: toml::Spanned<Words>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawServer {
    run: Option<toml::Spanned<Words>>,
    users: Option<toml::Spanned<PathBuf>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClient {
    run: Option<toml::Spanned<Words>>,
    login: Option<toml::Spanned<Typed>>,
    send: Option<toml::Spanned<Typed>>,
    fetch: Option<toml::Spanned<Typed>>,
    quit: Option<toml::Spanned<Typed>>,
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
        Manifest::parse_in(Some(folder), &file, &text)
    }

    /// Parses the text; `file` is only printed.
    ///
    /// # Errors
    /// What is wrong, in which line, and what is allowed.
    pub fn parse(file: &Path, text: &str) -> Result<Manifest, FileError> {
        Manifest::parse_in(None, file, text)
    }

    /// The same; where the folder is known, the files that are named must be there.
    fn parse_in(folder: Option<&Path>, file: &Path, text: &str) -> Result<Manifest, FileError> {
        let raw: Raw = located::parse(file, text).map_err(|error| unquoted(error, text))?;
        let check = Check { folder, file, text };
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

/// The error, or a better one where a value stands without its quotation marks.
fn unquoted(error: FileError, text: &str) -> FileError {
    let line = error.line.and_then(|line| text.lines().nth(line - 1));
    match line.and_then(command::quoted) {
        Some(quoted) => FileError {
            message: format!("quotation marks are missing: {quoted}"),
            ..error
        },
        None => error,
    }
}

/// The text that the values come from, to say where one is wrong.
struct Check<'a> {
    folder: Option<&'a Path>,
    file: &'a Path,
    text: &'a str,
}

impl Check<'_> {
    fn server(&self, raw: toml::Spanned<RawServer>) -> Result<Server, FileError> {
        let span = raw.span();
        let raw = raw.into_inner();
        Ok(Server {
            run: self.run("server", raw.run, span)?,
            users: match raw.users {
                Some(users) => self.user_base(users)?,
                None => USERS_FILE.into(),
            },
        })
    }

    fn client(&self, raw: toml::Spanned<RawClient>) -> Result<Client, FileError> {
        let span = raw.span();
        let raw = raw.into_inner();
        Ok(Client {
            run: self.run("client", raw.run, span)?,
            login: self.typed("login", raw.login, &["{login}"], &["{login}"])?,
            send: self.typed("send", raw.send, &["@{to} {text}"], &["{to}", "{text}"])?,
            fetch: self.fetch(raw.fetch)?,
            quit: self.typed("quit", raw.quit, &[], &[])?,
        })
    }

    /// What fetches: who types nothing could never see what has come.
    fn fetch(&self, lines: Option<toml::Spanned<Typed>>) -> Result<Vec<String>, FileError> {
        let span = lines.as_ref().map(toml::Spanned::span);
        let fetch = self.typed("fetch", lines, &[""], &[])?;
        if fetch.is_empty() {
            let message = "fetch = [] types nothing; write what fetches, such as fetch = [\"2\"], or fetch = [\"\"] if Enter alone does, or if the client fetches by itself";
            return Err(self.wrong(span, message));
        }
        Ok(fetch)
    }

    /// A command that is run many times.
    fn run(
        &self,
        section: &str,
        words: Option<toml::Spanned<Words>>,
        section_span: Range<usize>,
    ) -> Result<Template, FileError> {
        let Some(words) = words else {
            let message =
                format!("[{section}] has no `run`, the command that starts the {section}");
            return Err(self.wrong(Some(section_span), message));
        };
        let span = words.span();
        let is_cargo_run = words.get_ref().begins_with(&["cargo", "run"]);
        if is_cargo_run {
            let message = "`cargo run` would build again at each start: build in [build], and name the program here, such as `target/release/server`";
            return Err(self.wrong(Some(span), message));
        }
        self.template(words, &Hole::ALL.map(Hole::text))
    }

    fn template(&self, words: toml::Spanned<Words>, holes: &[&str]) -> Result<Template, FileError> {
        let span = words.span();
        let words = words.into_inner().into_list();
        words
            .iter()
            .try_for_each(|word| {
                command::check_word(word)?;
                command::check_holes(word, holes)
            })
            .map_err(|message| self.wrong(Some(span.clone()), message))?;
        Template::new(words).ok_or_else(|| self.wrong(Some(span), "the command is empty"))
    }

    /// Lines to be typed: those given, or the usual ones.
    fn typed(
        &self,
        key: &str,
        lines: Option<toml::Spanned<Typed>>,
        usual: &[&str],
        holes: &[&str],
    ) -> Result<Vec<String>, FileError> {
        let Some(lines) = lines else {
            return Ok(usual.iter().map(|&line| line.to_owned()).collect());
        };
        let span = lines.span();
        let lines = lines.into_inner().into_lines(key);
        let checked = lines.and_then(|lines| command::check_lines(lines, holes));
        checked.map_err(|message| self.wrong(Some(span), message))
    }

    /// A file that stays in its folder, wherever that is.
    fn user_base(&self, path: toml::Spanned<PathBuf>) -> Result<PathBuf, FileError> {
        let span = path.span();
        let users = path.into_inner();
        let mut parts = users.components();
        let is_inside = parts.all(|part| matches!(part, Component::Normal(_)));
        if !is_inside || users.file_name().is_none() {
            let message = "the user base is a file in the data folder, such as \"users.csv\"";
            return Err(self.wrong(Some(span), message));
        }
        if self
            .folder
            .is_some_and(|folder| !has_user_base(folder, &users))
        {
            let message = format!(
                "there is no file `{}` in the folder: put your user base there, or correct the name",
                users.display()
            );
            return Err(self.wrong(Some(span), message));
        }
        Ok(users)
    }

    fn wrong(&self, span: Option<Range<usize>>, message: impl Into<String>) -> FileError {
        located::at(self.file, self.text, span, message)
    }
}

/// Whether it is where the kit looks for it: in the folder, or in its folder `data`.
fn has_user_base(folder: &Path, users: &Path) -> bool {
    folder.join(users).is_file() || folder.join("data").join(users).is_file()
}

#[cfg(test)]
mod tests;
