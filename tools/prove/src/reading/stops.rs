//! The server's own end is nobody's reading.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Barrier};
use std::thread;

use anyhow::{Context, Result, ensure};
use testkit::client::LineClient;
use testkit::program::Server;

use super::guest::Guest;
use crate::pusher::{PATIENCE, Pusher};
use crate::report::Report;
use crate::setting::Setting;

/// Who sends.
const SENDER: &str = "sender";

/// What a client does when the server stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Conduct {
    /// Has never read anything, and never closes.
    Freezes,
    /// Has read everything, hears `! closing` and closes.
    Closes,
    /// The same, in a push session, and acknowledges then.
    Acknowledges,
    /// Has read everything and closes at the same time.
    Races,
}

const CONDUCTS: [Conduct; 4] = [
    Conduct::Freezes,
    Conduct::Closes,
    Conduct::Acknowledges,
    Conduct::Races,
];

pub(super) fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let (stops, each) = (setting.size(20, 1), setting.size(10, 3));
    let readers: Vec<_> = (0..each * CONDUCTS.len())
        .map(|number| format!("reader-{number}"))
        .collect();
    let mut users = readers.clone();
    users.push(SENDER.to_owned());
    let (mut unread, mut kept) = (0, 0);
    for stop in 0..stops {
        let mut server = setting.program().start(&users)?;
        let left =
            stop_under(&mut server, &readers, report).with_context(|| format!("stop {stop}"))?;
        unread += left.len();
        server.start_again()?;
        kept += still_there(server.address(), &left)?;
    }
    report.figure("clients at a stop of the server", stops * readers.len());
    report.figure(
        "unread, and there after the restart",
        format!("{unread}, {kept}"),
    );
    if kept < unread {
        report.violation("unread messages were not there after a restart");
    }
    Ok(())
}

/// Stops a server with a message for every reader; returns whose is unread.
fn stop_under(server: &mut Server, readers: &[String], report: &mut Report) -> Result<Vec<String>> {
    let mut sender = Pusher::log_in(server.address(), SENDER)?;
    let ready = Arc::new(Barrier::new(readers.len() + 1));
    let mut clients = Vec::new();
    for (number, reader) in readers.iter().enumerate() {
        sender.send(reader, reader)?;
        let (address, ready, reader) = (server.address(), Arc::clone(&ready), reader.clone());
        let conduct = CONDUCTS[number % CONDUCTS.len()];
        clients.push(thread::spawn(move || {
            behave(conduct, address, &reader, &ready)
        }));
    }
    ready.wait();
    let stopped = server.stop()?;
    ensure!(stopped.success(), "the server ended with {stopped}");
    let done: Vec<_> = clients.into_iter().map(thread::JoinHandle::join).collect();
    for (client, reader) in done.into_iter().zip(readers) {
        if let Err(error) = client.unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
            report.violation(format!("{reader} at the server's end: {error:#}"));
        }
    }
    judge(server, readers, report)
}

/// What was logged as read may only be of those who closed at the same time.
fn judge(server: &Server, readers: &[String], report: &mut Report) -> Result<Vec<String>> {
    let mut read = HashSet::new();
    for row in testkit::log::read(server.data())? {
        if !read.insert(row.to.clone()) {
            report.violation(format!("two rows of {}", row.to));
        }
    }
    for (number, reader) in readers.iter().enumerate() {
        let conduct = CONDUCTS[number % CONDUCTS.len()];
        if conduct != Conduct::Races && read.contains(reader) {
            report.violation(format!("read by the server's own end: {conduct:?}"));
        }
    }
    let unread = readers.iter().filter(|reader| !read.contains(*reader));
    Ok(unread.cloned().collect())
}

fn behave(conduct: Conduct, server: SocketAddr, login: &str, ready: &Barrier) -> Result<()> {
    if conduct == Conduct::Freezes {
        let mut client = LineClient::connect_within(server, PATIENCE)?;
        client.send_line(login)?;
        ready.wait();
        // The server's process ends all the same, and with it the connection.
        let _ = client.expect_end();
        return Ok(());
    }
    let mut guest = Guest::log_in(server, login, conduct == Conduct::Acknowledges)?;
    let texts = guest.texts();
    ready.wait();
    ensure!(texts? == [login], "got other messages");
    if conduct == Conduct::Races {
        return Ok(());
    }
    guest.hear("! closing")?;
    if conduct == Conduct::Acknowledges {
        // An error means that the server has closed already.
        let _ = guest.confirm();
    }
    Ok(())
}

/// How many of these users get their message from a server that was started again.
fn still_there(server: SocketAddr, readers: &[String]) -> Result<usize> {
    let mut there = 0;
    for reader in readers {
        let mails = Pusher::log_in(server, reader)?.look()?;
        there += usize::from(mails.len() == 1 && mails[0].text == *reader);
    }
    Ok(there)
}
