//! Changes and lists the users.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use clap::Subcommand;
use meu_mensageiro::client;
use meu_mensageiro::password::{self, StoredHash};
use meu_mensageiro::protocol::Login;
use meu_mensageiro::users::{Users, UsersError};

/// The commands that change or list the users.
#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Adds a user, and the user base where there is none.
    Add {
        login: String,
        /// Asks for a password too: twice, or one line of a pipe.
        #[arg(long)]
        password: bool,
    },
    /// Sets a user's password: asks for it twice, or reads one line of a pipe.
    Passwd {
        login: String,
        /// Takes the password away: the login alone is enough then.
        #[arg(long)]
        remove: bool,
    },
    /// Removes a user.
    Remove { login: String },
    /// Lists the users, one a line.
    List {
        /// Only those who have no password.
        #[arg(long)]
        without_password: bool,
    },
}

impl UserCommand {
    /// Does it, and says what has changed.
    pub(crate) fn run(self, data: &Path) -> anyhow::Result<()> {
        match self {
            Self::Add { login, password } => add(data, &parse(&login)?, password),
            Self::Passwd { login, remove } => set_password(data, &parse(&login)?, remove),
            Self::Remove { login } => remove(data, &parse(&login)?),
            Self::List { without_password } => list(data, without_password),
        }
    }
}

fn add(data: &Path, login: &Login, with_password: bool) -> anyhow::Result<()> {
    // Before anything is typed in vain.
    Users::load_or_new(data)?.add(login.clone())?;
    let hash = with_password.then(ask_password).transpose()?;
    Users::change(data, |users| {
        users.add(login.clone())?;
        users.set_password(login, hash)
    })?;
    said(&format!("added {login}"));
    Ok(())
}

fn set_password(data: &Path, login: &Login, remove: bool) -> anyhow::Result<()> {
    // Before anything is typed for nobody, and before a folder is made.
    Users::load(data)?.find(login)?;
    let hash = (!remove).then(ask_password).transpose()?;
    Users::change(data, |users| users.set_password(login, hash))?;
    let what = if remove { "removed" } else { "set" };
    said(&format!("{what} the password of {login}"));
    Ok(())
}

fn remove(data: &Path, login: &Login) -> anyhow::Result<()> {
    // Before a folder is made.
    Users::load(data)?.find(login)?;
    Users::change(data, |users| users.remove(login))?;
    said(&format!("removed {login}"));
    Ok(())
}

fn list(data: &Path, without_password: bool) -> anyhow::Result<()> {
    let users = Users::load(data)?;
    let logins: Vec<_> = if without_password {
        users.without_password().collect()
    } else {
        users.logins().collect()
    };
    let mut out = io::stdout().lock();
    for login in logins {
        writeln!(out, "{login}")?;
    }
    Ok(())
}

/// Asks for a password and hashes it: both take their time, in which others may change the users.
fn ask_password() -> anyhow::Result<StoredHash> {
    // Ctrl-C must not leave a terminal behind that shows nothing.
    client::restore_on_signals()?;
    let hash = StoredHash::of(&password::choose()?);
    Ok(hash.map_err(UsersError::from)?)
}

/// Says what has changed. Who has closed stdout does not want to know.
fn said(what: &str) {
    let _ = writeln!(
        io::stdout(),
        "{what}; a running server knows it after its next start"
    );
}

fn parse(login: &str) -> anyhow::Result<Login> {
    login
        .parse::<Login>()
        .with_context(|| format!("{login:?} cannot be a login"))
}
