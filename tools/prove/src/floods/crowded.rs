//! A server that was started with few descriptors, and so lets in few clients.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use testkit::client::LineClient;
use testkit::program::Server;

use super::{VISITOR, must_visit};
use crate::canary::{CANARIES, Canary};
use crate::pusher::PATIENCE;
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::still_runs;
use crate::visit::visit;

/// So many descriptors leave room for some 30 clients.
const FEW: usize = 64;

/// How many users come.
const GUESTS: usize = 100;

/// So many descriptors leave room for 480 clients, and for 240 before their login.
const SOME: usize = 512;

/// How many say nothing.
const MUTE: usize = 400;

/// Between two visits to a house that may still be full.
const PAUSE: Duration = Duration::from_millis(20);

pub(super) fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    if cfg!(not(unix)) {
        let why = "not tried: only Unix has such a limit";
        report.figure("with few descriptors", why);
        return Ok(());
    }
    for (descriptors, crowd) in [(FEW, full_house as Crowd), (SOME, mute)] {
        let script = format!("ulimit -n {descriptors} && exec \"$0\" \"$@\"");
        let mut server = setting.in_shell(&script).start(&users())?;
        let canary = Canary::start(server.address())?;
        crowd(&server, report)?;
        still_runs(&mut server, report);
        canary.report(report);
    }
    Ok(())
}

type Crowd = fn(&Server, &mut Report) -> Result<()>;

fn users() -> Vec<String> {
    let others = CANARIES.into_iter().chain([VISITOR]).map(str::to_owned);
    others.chain((0..GUESTS).map(guest)).collect()
}

fn guest(number: usize) -> String {
    format!("guest-{number}")
}

/// Users who come one after the other until the house is full, and stay: the others hear `! busy`,
/// those who are in go on, and when they have gone there is room again.
fn full_house(server: &Server, report: &mut Report) -> Result<()> {
    let (mut inside, mut busy) = (Vec::new(), 0);
    for number in 0..GUESTS {
        let mut client = LineClient::connect_within(server.address(), PATIENCE)?;
        // An error means that the answer is there already.
        let _ = client.send_line(&guest(number));
        match client.receive_line()?.text()? {
            "f" => inside.push(client),
            said if said.starts_with("! busy") => busy += 1,
            said => report.violation(format!("guest {number} was told: {said}")),
        }
    }
    let name = format!("with {FEW} descriptors: inside, busy");
    report.figure(name, format!("{}, {busy}", inside.len()));
    if busy == 0 || inside.is_empty() {
        report.violation("a server with few descriptors lets in some, and some not");
    }
    for client in &mut inside {
        client.send_line("")?;
        client.receive_line()?;
    }
    drop(inside);
    wait_for_room(server.address());
    must_visit(server.address(), "when the guests had gone", report);
    Ok(())
}

/// The guests' sessions end when the server gets to it.
fn wait_for_room(server: SocketAddr) {
    let deadline = Instant::now() + PATIENCE;
    while visit(server, VISITOR).is_err() && Instant::now() < deadline {
        thread::sleep(PAUSE);
    }
}

/// More than may be there before their login: the oldest are sent away, and a user comes in.
fn mute(server: &Server, report: &mut Report) -> Result<()> {
    let mute = (0..MUTE).map(|_| LineClient::connect_within(server.address(), PATIENCE));
    let mut mute = mute.collect::<Result<Vec<_>, _>>()?;
    must_visit(server.address(), "beside mute connections", report);
    let look = |client: &mut LineClient| client.receive_line_within(Duration::from_millis(1));
    let told = mute.iter_mut().filter_map(|client| look(client).ok());
    let busy = told.filter(|line| line.0.starts_with(b"! busy")).count();
    report.figure("mute connections, sent away", format!("{MUTE}, {busy}"));
    if busy == 0 {
        report.violation("no mute connection was told that others are waiting");
    }
    Ok(())
}
