//! How a submission without `mensageiro.toml` is built and run: guessed from the names of its files,
//! and said, so that nobody has to guess what was guessed.
//!
//! Arguments cannot be guessed: the programs get none, use port 3333, and find the user base in the
//! folder that they run in.

mod c;
mod java;
pub(crate) mod listing;
mod role;
mod rust;
mod scripts;
mod users;

use std::path::{Path, PathBuf};

use testkit::program::USERS_FILE;
use testkit::template::{DEFAULT_PORT, Template};

use crate::manifest::{self, Client, Manifest, Server};
use listing::Listing;
use role::Role;
use users::Users;

/// What is assumed of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    /// As if it had been handed in.
    pub manifest: Manifest,
    /// What was assumed, passed over and missing, in a sentence.
    pub note: String,
}

/// How the programs of a folder are built and run: as its `mensageiro.toml` says, or as
/// [`assume`] does, whose sentence is then given too.
///
/// # Errors
/// What is wrong in the file, or what is missing, in words for a student.
pub fn manifest(root: &Path) -> Result<(Manifest, Option<String>), String> {
    let file = root.join(manifest::FILE);
    if file.exists() && listing::read(&file).is_none() {
        return Err(format!(
            "{} is a link, no file, or too long: hand in the file itself",
            manifest::FILE
        ));
    }
    if file.is_file() {
        let manifest = Manifest::load(root).map_err(|error| match error.line {
            Some(line) => format!("{}:{line}: {}", manifest::FILE, error.message),
            None => format!("{}: {}", manifest::FILE, error.message),
        })?;
        return Ok((manifest, None));
    }
    let assumed = assume(root)?;
    Ok((assumed.manifest, Some(assumed.note)))
}

/// Looks for programs in a folder.
///
/// # Errors
/// Where there is none: what was looked for.
pub fn assume(root: &Path) -> Result<Assumed, String> {
    let listing = Listing::of(root);
    let mut found: Vec<_> = LANGUAGES
        .iter()
        .filter_map(|look| look(root, &listing))
        .collect();
    // Both programs in one language, or else the one with a server.
    found.sort_by_key(|programs| (programs.server.is_none(), programs.client.is_none()));
    let mut found = found.into_iter();
    let Some(best) = found.next() else {
        return Err(nothing_found(&listing));
    };
    let others = found
        .flat_map(|other| [other.server, other.client])
        .flatten();
    let others = others
        .flat_map(|pick| [vec![pick.shown], pick.passed_over].concat())
        .collect();
    Ok(assumed(root, best, others))
}

/// Whether a folder has programs that would be recognized.
pub(crate) fn is_recognized(root: &Path) -> bool {
    let listing = Listing::of(root);
    LANGUAGES.iter().any(|look| look(root, &listing).is_some())
}

/// Whether one of these names is a server's and one a client's.
pub(crate) fn is_pair(names: impl Iterator<Item = String>) -> bool {
    let roles: Vec<_> = names
        .filter_map(|name| role::of(&name))
        .map(|(role, _)| role)
        .collect();
    roles.contains(&Role::Server) && roles.contains(&Role::Client)
}

/// The programs of one language.
#[derive(Debug, Default)]
struct Programs {
    build: Option<Vec<String>>,
    server: Option<Pick>,
    client: Option<Pick>,
    notes: Vec<String>,
}

/// A program, and those that would have done as well.
#[derive(Debug, Clone)]
struct Pick {
    /// The file or binary, as it is named to people.
    shown: String,
    /// The command, in the submission's folder.
    run: Vec<String>,
    /// Another folder in which it may want to run, and the command there.
    at_home: Option<(String, Vec<String>)>,
    passed_over: Vec<String>,
}

type Look = fn(&Path, &Listing) -> Option<Programs>;

/// In this order where several have both programs.
const LANGUAGES: [Look; 5] = [
    rust::look,
    scripts::python,
    scripts::javascript,
    java::look,
    c::look,
];

impl Programs {
    /// None where there is nothing.
    fn some(self) -> Option<Programs> {
        (self.server.is_some() || self.client.is_some()).then_some(self)
    }
}

fn assumed(root: &Path, programs: Programs, others: Vec<String>) -> Assumed {
    let home = programs
        .server
        .as_ref()
        .and_then(|pick| pick.at_home.as_ref());
    let users = users::find(root, home.map(|(folder, _)| folder.as_str()));
    let server_run = programs
        .server
        .as_ref()
        .map(|pick| server_command(pick, &users));
    let client_run = programs.client.as_ref().map(|pick| pick.run.clone());
    let manifest = Manifest {
        build: programs.build.clone().and_then(Template::new),
        server: server_run
            .clone()
            .and_then(Template::new)
            .map(|run| Server {
                run,
                users: users.file.clone().unwrap_or_else(|| USERS_FILE.into()),
            }),
        client: client_run.clone().and_then(Template::new).map(client),
    };
    let mut note = said(
        &programs,
        server_run.as_deref(),
        client_run.as_deref(),
        &users,
    );
    let picks = [programs.server, programs.client].into_iter().flatten();
    let mut passed_over: Vec<_> = picks
        .flat_map(|pick| pick.passed_over)
        .chain(others)
        .collect();
    passed_over.extend(users.passed_over);
    if !passed_over.is_empty() {
        passed_over.sort();
        passed_over.dedup();
        note.push_str(&format!("; passed over: {}", listed(&passed_over)));
    }
    Assumed { manifest, note }
}

/// A server in a folder of its own runs there if its user base is there: it was tried like that.
fn server_command(pick: &Pick, users: &Users) -> Vec<String> {
    let (Some((folder, words)), Some(file)) = (&pick.at_home, &users.file) else {
        return pick.run.clone();
    };
    if file.parent() != Some(&PathBuf::from(folder)) {
        return pick.run.clone();
    }
    let inside = format!(
        "cd {} && exec {}",
        shell_words::quote(folder),
        shell_words::join(words)
    );
    ["sh".to_owned(), "-c".to_owned(), inside].into()
}

fn client(run: Template) -> Client {
    let line = |line: &str| vec![line.to_owned()];
    Client {
        run,
        login: line("{login}"),
        send: line("@{to} {text}"),
        fetch: line(""),
        quit: Vec::new(),
    }
}

fn said(
    programs: &Programs,
    server: Option<&[String]>,
    client: Option<&[String]>,
    users: &Users,
) -> String {
    let mut parts = Vec::new();
    if let Some(build) = &programs.build {
        parts.push(format!("build = `{}`", shell_words::join(build)));
    }
    if let Some(server) = server {
        parts.push(format!(
            "server = `{}` on port {DEFAULT_PORT}",
            shell_words::join(server)
        ));
        parts.push(match &users.file {
            Some(file) => format!("users = {}", file.display()),
            None => format!("users = {USERS_FILE} (no user base was found)"),
        });
    }
    if let Some(client) = client {
        parts.push(format!("client = `{}`", shell_words::join(client)));
    }
    let mut note = format!("no {}: assumed {}", manifest::FILE, parts.join(", "));
    match (&programs.server, &programs.client) {
        (None, Some(pick)) => note.push_str(&format!(
            "; found {} but no server (a name with `servidor` or `server` in it)",
            pick.shown
        )),
        (Some(pick), None) => note.push_str(&format!(
            "; found {} but no client (a name with `cliente` or `client` in it)",
            pick.shown
        )),
        _ => {}
    }
    for more in &programs.notes {
        note.push_str(&format!("; {more}"));
    }
    note
}

/// So many names are listed; a hostile folder has thousands.
const MOST_LISTED: usize = 10;

fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names
        .iter()
        .take(MOST_LISTED)
        .map(|name| crate::archive::shown(name))
        .collect();
    let more = names.len().saturating_sub(MOST_LISTED);
    let end = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    shown.join(", ") + &end
}

fn nothing_found(listing: &Listing) -> String {
    let looked_for = "no Cargo.toml with a server or client, and no file such as servidor.py, server.js, Servidor.java or servidor.c was found";
    let files = match listing.files() {
        [] => "the folder has no files".to_owned(),
        files => format!("the folder has {}", listed(files)),
    };
    format!("there is no {}, and {looked_for}; {files}", manifest::FILE)
}

/// The first one of the best rank, and the others.
fn pick(mut candidates: Vec<(role::Rank, Pick)>) -> Option<Pick> {
    candidates.sort_by(|(rank, pick), (other_rank, other)| {
        (rank, &pick.shown).cmp(&(other_rank, &other.shown))
    });
    let mut candidates = candidates.into_iter().map(|(_, pick)| pick);
    let mut best = candidates.next()?;
    best.passed_over.extend(candidates.map(|other| other.shown));
    Some(best)
}

/// Picks a server and a client.
fn pick_both(candidates: Vec<(Role, role::Rank, Pick)>) -> (Option<Pick>, Option<Pick>) {
    let of = |wanted: Role| {
        let those = candidates.iter().filter(|(role, ..)| *role == wanted);
        pick(those.map(|(_, rank, pick)| (*rank, pick.clone())).collect())
    };
    (of(Role::Server), of(Role::Client))
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).into()
}
