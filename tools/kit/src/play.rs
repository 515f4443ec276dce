//! `cargo kit play`: one session against any server that runs.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use testkit::user_base::Password;
use testkit::{Framing, How, Pace, Played, Reading, Session, Target, Words, play, vary};

use crate::course::{self, CourseProgram};
use crate::sessions;

/// Servers from here on have a user base.
const FIRST_WITH_USERS: &str = "ch03-auth";

const EXAMPLE: &str = "Example:
  cargo kit play chapters/ch01-echo/sessions/every-byte-comes-back.session --addr 127.0.0.1:3333";

/// Play one session file against a server that is running
///
/// The server needs the session's users in its user base, and empty inboxes: start it anew for each
/// play. Exit codes: 0 it passed, 1 it failed, 2 it could not be played.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The session file
    file: PathBuf,
    /// Where the server listens
    #[arg(long, value_name = "HOST:PORT")]
    addr: String,
    /// How lines are cut into writes: normal, byte-by-byte or coalesced
    #[arg(long, default_value_t)]
    pace: Pace,
    /// Other names and texts, chosen by this number; without it the session is played as written
    #[arg(long)]
    seed: Option<u64>,
    /// Which words the seed may choose: any or ascii
    #[arg(long, default_value_t)]
    words: Words,
    /// How what is sent ends: lf, crlf or none (one message a write, and quiet between)
    #[arg(long, default_value_t)]
    framing: Framing,
    /// How answers are compared: lines (byte for byte) or texts (whatever their layout)
    #[arg(long, default_value_t)]
    reading: Reading,
}

/// Plays, and says how it went.
///
/// # Errors
/// Where the file is no session or the address means nothing.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let session = sessions::load(&arguments.file)?;
    let address = resolve(&arguments.addr)?;
    let (users, passwords) = users(&session, arguments.seed);
    if !users.is_empty() {
        println!("The server's users.csv must list: {}", users.join(", "));
    }
    for Password { login, text } in &passwords {
        println!("and {login} must have the password: {text}");
    }
    let how = How {
        pace: arguments.pace,
        seed: arguments.seed,
        words: arguments.words,
        patience: None,
        framing: arguments.framing,
        reading: arguments.reading,
    };
    Ok(match play(&session, &Target::Address(address), how) {
        Ok(played) => passed(&session, &played),
        Err(failure) => {
            println!("\n{failure}");
            println!("            after a new start of the server: its inboxes must be empty");
            ExitCode::from(1)
        }
    })
}

/// The address that is meant by `HOST:PORT`.
pub(crate) fn resolve(address: &str) -> Result<SocketAddr> {
    let found = address
        .to_socket_addrs()
        .with_context(|| format!("`{address}` is no address such as 127.0.0.1:3333"))?;
    // `localhost` may mean ::1 first, where a server on 127.0.0.1 does not listen.
    let mut addresses: Vec<_> = found.collect();
    addresses.sort_by_key(SocketAddr::is_ipv6);
    addresses
        .first()
        .copied()
        .with_context(|| format!("`{address}` leads nowhere"))
}

/// The logins that the session needs, and their passwords, where it is played against a server that knows users.
fn users(session: &Session, seed: Option<u64>) -> (Vec<String>, Vec<Password>) {
    let knows_users = |program: &CourseProgram| {
        course::place(program.name) >= course::place(FIRST_WITH_USERS) && program.must_pass(session)
    };
    if !course::PROGRAMS.iter().any(knows_users) {
        return Default::default();
    }
    let names = seed
        .map(|seed| vary::names(session, seed))
        .unwrap_or_default();
    let name = |user: &String| names.get(user).unwrap_or(user).clone();
    let password = |it: &Password| Password {
        login: name(&it.login),
        text: it.text.clone(),
    };
    (
        session.users.iter().map(name).collect(),
        session.passwords.iter().map(password).collect(),
    )
}

fn passed(session: &Session, played: &Played) -> ExitCode {
    println!("✓ {}", session.title);
    if !played.unchecked.is_empty() {
        println!("  passed as far as it can be seen from outside; not checked:");
    }
    for step in &played.unchecked {
        println!("    {}", step.source);
    }
    ExitCode::SUCCESS
}
