//! A server that was started with few descriptors.

use anyhow::Result;
use testkit::client::LineClient;

use super::{VISITOR, must_visit};
use crate::canary::{CANARIES, Canary};
use crate::pusher::{PATIENCE, Pusher};
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::still_runs;

/// How many descriptors it has.
const DESCRIPTORS: usize = 64;

/// How many clients come.
const CLIENTS: usize = 200;

/// Users who come one after the other until the house is full, and stay: the others hear `! busy`,
/// those who are in go on, and with the first who leaves there is room again.
pub(super) fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    if cfg!(not(unix)) {
        report.figure(
            "with few descriptors",
            "not tried: only Unix has such a limit",
        );
        return Ok(());
    }
    let guests = (0..CLIENTS).map(guest);
    let names = CANARIES.into_iter().chain([VISITOR]).map(str::to_owned);
    let program = setting.in_shell(&format!("ulimit -n {DESCRIPTORS} && exec \"$0\" \"$@\""));
    let mut server = program.start(&names.chain(guests).collect::<Vec<_>>())?;
    let canary = Canary::start(server.address())?;
    let mut inside = Vec::new();
    let mut busy = 0;
    for number in 0..CLIENTS {
        let mut client = LineClient::connect_within(server.address(), PATIENCE)?;
        // An error means that the answer is there already.
        let _ = client.send_line(&guest(number));
        let said = client.receive_line()?;
        match said.text()? {
            "f" => inside.push(client),
            said if said.starts_with("! busy") => busy += 1,
            said => report.violation(format!("guest {number} was told: {said}")),
        }
    }
    let name = format!("with {DESCRIPTORS} descriptors: inside, busy");
    report.figure(name, format!("{}, {busy}", inside.len()));
    if busy == 0 || inside.is_empty() {
        report.violation("a server with few descriptors lets in some, and some not");
    }
    for client in &mut inside {
        client.send_line("")?;
        client.receive_line()?;
    }
    drop(inside);
    Pusher::log_in(server.address(), &guest(0))?;
    must_visit(server.address(), "when the guests had gone", report);
    still_runs(&mut server, report);
    canary.report(report);
    Ok(())
}

fn guest(number: usize) -> String {
    format!("guest-{number}")
}
