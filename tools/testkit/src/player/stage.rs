//! The server that a session is played against: started for it, or found running.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use super::Target;
use crate::deadline::{patience, poll};
use crate::failure::{Cause, Trouble};
use crate::log;
use crate::program::{Server, StartError};
use crate::session_file::{LogAct, LogRow, ServerAct, Session};
use crate::user_base::user_base;

/// Time for a process to die, and for its last words to arrive, after its connections broke.
const DEATH: Duration = Duration::from_millis(300);

pub(super) enum Stage {
    Own(Box<Server>, log::Search),
    Foreign(SocketAddr),
    Running(SocketAddr, PathBuf),
}

impl Default for Stage {
    fn default() -> Stage {
        Stage::Foreign((Ipv4Addr::UNSPECIFIED, 0).into())
    }
}

impl Stage {
    pub(super) fn set(target: &Target, session: &Session) -> Result<Stage, Trouble> {
        match target {
            Target::Program(program) => program
                .start_with(&user_base(&session.users, &session.passwords))
                .map(|server| Stage::Own(Box::new(server), log::Search::default()))
                .map_err(|error| not_started(&error)),
            Target::Address(address) => Ok(Stage::Foreign(*address)),
            Target::Running { address, data } => Ok(Stage::Running(*address, data.to_path_buf())),
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        match self {
            Stage::Own(server, _) => server.address(),
            Stage::Foreign(address) | Stage::Running(address, _) => *address,
        }
    }

    pub(super) fn is_foreign_program(&self) -> bool {
        matches!(self, Stage::Own(server, _) if server.foreign().is_some())
    }

    /// How the server's process ended, where it did so without being asked to.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        match self {
            Stage::Own(server, _) => server.exited(DEATH),
            Stage::Foreign(_) | Stage::Running(..) => None,
        }
    }

    /// The end of what the server wrote to stderr.
    pub(super) fn errors(&self) -> String {
        match self {
            Stage::Own(server, _) => server.errors(),
            Stage::Foreign(_) | Stage::Running(..) => String::new(),
        }
    }

    pub(super) fn act(server: &mut Server, act: ServerAct) -> Result<(), Trouble> {
        match act {
            ServerAct::Stop => stop(server),
            ServerAct::Kill => server
                .kill()
                .map(drop)
                .map_err(|error| Trouble::other("the server is killed", error.to_string())),
            ServerAct::Start => server.start_again().map_err(|error| not_started(&error)),
            ServerAct::Restart => {
                stop(server)?;
                server.start_again().map_err(|error| not_started(&error))
            }
        }
    }
}

fn not_started(error: &StartError) -> Trouble {
    let wanted = "the server starts";
    if error.is_outside() {
        Trouble::outside(wanted, error.to_string())
    } else {
        Trouble::other(wanted, error.to_string())
    }
}

fn stop(server: &mut Server) -> Result<(), Trouble> {
    let wanted = format!(
        "the server ends with exit code 0 within {:?} after SIGTERM",
        patience()
    );
    match server.stop() {
        Ok(status) if status.success() || !cfg!(unix) => Ok(()),
        Ok(status) => Err(Trouble::other(wanted, format!("it ended with {status}"))),
        Err(error) => Err(Trouble::other(
            wanted,
            format!("it did not end ({error}) and was killed"),
        )),
    }
}

/// Looks at the log of a foreign program; a row that must be there may still come. Which file the
/// log is shows when the row has come: where that is asked later, it is said then that it was early.
pub(super) fn look_for_log(
    files: log::Files,
    search: &mut log::Search,
    act: &LogAct,
    is_asked_later: bool,
    limit: Duration,
) -> Result<(), Trouble> {
    let each = if files.text_is_enough {
        "the text in a cell"
    } else {
        "each part in a cell of its own"
    };
    match act {
        LogAct::Row(row) => {
            let found = poll(limit, || search.has_row(files, row).then_some(()));
            let wanted = format!("a CSV file with exactly one row with `{row}`, {each}");
            let is_early = search.is_early(row).then_some(Cause::RowIsEarly);
            let cause = || files.have_cut(row).then_some(Cause::TextCut);
            let shown = || files.shown(row);
            found.ok_or_else(|| match is_early {
                Some(_) => {
                    let got = format!("the row was there before it had been read: {}", shown());
                    Trouble::other(wanted, got).because(is_early)
                }
                None => Trouble::other(wanted, shown()).because(cause()),
            })
        }
        LogAct::NoRow(row) if search.has_no_row(files, row) || is_asked_later => Ok(()),
        LogAct::NoRow(row) => {
            let wanted = format!("no row with `{row}` in any CSV file, {each}");
            let got = format!("the row is there already: {}", files.shown(row));
            Err(Trouble::other(wanted, got).because(Some(Cause::RowIsEarly)))
        }
    }
}

/// Looks at the log; a row that must be there may still come.
pub(super) fn look_at_log(data: &Path, act: &LogAct, limit: Duration) -> Result<(), Trouble> {
    let (row, wanted, words) = match act {
        LogAct::Row(row) => (row, 1, "exactly one row"),
        LogAct::NoRow(row) => (row, 0, "no row"),
    };
    let mut rows = Ok(Vec::new());
    let is_right = poll(limit, || {
        rows = log::read(data);
        let found = rows
            .as_ref()
            .ok()?
            .iter()
            .filter(|found| log::is_row(found, row))
            .count();
        // Rows are only ever added: too many will not become fewer.
        (found >= wanted).then_some(found == wanted)
    });
    if is_right == Some(true) {
        return Ok(());
    }
    Err(Trouble::other(
        format!("{words} with `{row}` in {}", log::FILE),
        shown(&rows),
    ))
}

fn shown(rows: &io::Result<Vec<LogRow>>) -> String {
    match rows {
        Ok(rows) if rows.is_empty() => "no rows at all".to_owned(),
        Ok(rows) => log::in_words(rows.iter().map(LogRow::to_string).collect()),
        Err(error) => error.to_string(),
    }
}
