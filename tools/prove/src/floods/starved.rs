//! A server to which the system gives no descriptor or no thread.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use testkit::client::LineClient;
use testkit::program::{Program, Server};

use super::limited::with_descriptors;
use super::{VISITOR, must_visit};
use crate::canary::{CANARIES, Canary};
use crate::pusher::PATIENCE;
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::{Usage, still_runs};

const NOT_TRIED: &str = "not tried: this system cannot limit another process";

/// How many clients want to be served meanwhile.
const CLIENTS: usize = 20;

/// The part of a processor that a server may take which can accept nobody.
const SPIN: f64 = 0.2;

/// No descriptor is left for a connection: whoever comes waits, and nobody turns in circles.
pub(super) fn descriptors(setting: &Setting, server: &Server, report: &mut Report) -> Result<()> {
    let time = Duration::from_millis(setting.size(5000, 300) as u64);
    let Some(usage) = Usage::of(server) else {
        report.figure("without descriptors", NOT_TRIED);
        return Ok(());
    };
    let (waiting, processor) = with_descriptors(server, usage.descriptors, || {
        let waiting = connect(server.address())?;
        let before = Usage::of(server).context("the server has ended")?;
        thread::sleep(time);
        let after = Usage::of(server).context("the server has ended")?;
        anyhow::Ok((waiting, after.processor - before.processor))
    })?;
    let part = processor.as_secs_f64() / time.as_secs_f64();
    report.figure(
        "without descriptors: processor",
        format!("{:.1} %", 100.0 * part),
    );
    if !setting.short && part > SPIN {
        report.violation("the server spins where it can accept nobody");
    }
    let said = ask(waiting);
    let served = said
        .iter()
        .filter(|line| line.starts_with("! unknown-user"));
    let served = served.count();
    report.figure("served later", format!("{served} of {CLIENTS}"));
    if served < CLIENTS {
        report.violation(format!("without descriptors clients were told: {said:?}"));
    }
    must_visit(server.address(), "with descriptors again", report);
    Ok(())
}

/// How many threads the server may have: its own, the canary's, and a few.
const THREADS: usize = 14;

/// Few threads are left for connections: who gets none is told, and the others go on.
pub(super) fn threads(setting: &Setting, report: &mut Report) -> Result<()> {
    let [first, second] = CANARIES;
    let mut server = match few_threads(setting).start(&[first, second, VISITOR]) {
        Ok(server) => server,
        Err(error) => {
            report.figure("with few threads", format!("not tried: {error}"));
            return Ok(());
        }
    };
    let canary = Canary::start(server.address())?;
    let said = ask(connect(server.address())?);
    let told = |notice: &str| said.iter().filter(|line| line.starts_with(notice)).count();
    let (busy, served) = (told("! busy"), told("! unknown-user"));
    let name = format!("with {THREADS} threads: served, busy");
    report.figure(name, format!("{served}, {busy}"));
    if busy == 0 || served + busy < CLIENTS {
        report.violation(format!("with few threads clients were told: {said:?}"));
    }
    must_visit(server.address(), "with threads again", report);
    still_runs(&mut server, report);
    canary.report(report);
    Ok(())
}

/// The server, under a limit that counts no other process of its user: root, who has no such limit,
/// takes a user that nobody is; others count from nothing in a user namespace of their own.
fn few_threads(setting: &Setting) -> Program {
    let limited = format!("prlimit --nproc={THREADS} \"$0\" \"$@\"");
    setting.in_shell(&format!(
        "[ \"$(id -u)\" = 0 ] || exec unshare --user {limited}
        chown -R {NOBODY} \"$4\" && exec setpriv --reuid={NOBODY} --clear-groups {limited}"
    ))
}

/// Hardly any system has a user of this number.
const NOBODY: u32 = 64_123;

fn connect(server: SocketAddr) -> Result<Vec<LineClient>> {
    let clients = (0..CLIENTS).map(|_| LineClient::connect_within(server, PATIENCE));
    clients.collect::<Result<_, _>>().context("cannot connect")
}

/// What each is told when it logs in as nobody. The last one first: when it has its answer, the
/// others have been welcomed or turned away, and nobody's thread has ended yet.
fn ask(clients: Vec<LineClient>) -> Vec<String> {
    let answer = |mut client: LineClient| {
        // An error means that the answer is there already.
        let _ = client.send_line("nobody");
        match client.receive_line() {
            Ok(line) => String::from_utf8_lossy(&line.0).into_owned(),
            Err(error) => error.to_string(),
        }
    };
    clients.into_iter().rev().map(answer).collect()
}
