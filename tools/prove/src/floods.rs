//! Connections by the thousand, and a system that has nothing left: the server refuses politely,
//! and recovers.

mod crowded;
mod limited;
mod starved;

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};
use socket2::SockRef;
use testkit::client::LineClient;
use testkit::program::Server;

use crate::canary::{CANARIES, Canary};
use crate::crowd::share;
use crate::pusher::PATIENCE;
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::Watch;
use crate::visit::visit;

/// Connections at a time.
const WORKERS: usize = 8;

/// How much memory the server may take more, in MiB.
const GROWTH: u64 = 32;

/// Who visits now and then: it has to be served.
const VISITOR: &str = "ana";

pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("floods", setting.seed);
    let [first, second] = CANARIES;
    let mut server = setting.program().start(&[first, second, VISITOR])?;
    let canary = Canary::start(server.address())?;
    let watch = Watch::begin(&server);

    connect_and_leave(setting, server.address(), &mut report)?;
    mute(&server, &mut report)?;
    starved::descriptors(setting, &server, &mut report)?;
    watch.end(&mut server, GROWTH, &mut report);
    canary.report(&mut report);
    starved::threads(setting, &mut report)?;
    crowded::run(setting, &mut report)?;
    Ok(report)
}

/// Clients that connect and close, or reset, without a byte.
fn connect_and_leave(setting: &Setting, server: SocketAddr, report: &mut Report) -> Result<()> {
    let closing = setting.size(10_000, 500);
    let resetting = setting.size(2_000, 100);
    let left = share(closing + resetting, WORKERS, |number| {
        let stream = TcpStream::connect_timeout(&server, PATIENCE).context("cannot connect")?;
        if number >= closing {
            SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
        }
        anyhow::Ok(())
    });
    left.into_iter().collect::<Result<()>>()?;
    report.figure(
        "connected and closed, reset",
        format!("{closing}, {resetting}"),
    );
    must_visit(server, "after connections without a byte", report);
    Ok(())
}

/// How many say nothing at a time: more than the server lets in before their login.
const MUTE: usize = 400;

fn mute(server: &Server, report: &mut Report) -> Result<()> {
    let mute = (0..MUTE).map(|_| LineClient::connect_within(server.address(), PATIENCE));
    let mut mute = mute
        .collect::<Result<Vec<_>, _>>()
        .context("cannot connect")?;
    must_visit(server.address(), "beside mute connections", report);
    let look = |client: &mut LineClient| client.receive_line_within(Duration::from_millis(1));
    let busy = mute.iter_mut().filter_map(|client| look(client).ok());
    let busy = busy.filter(|line| line.0.starts_with(b"! busy")).count();
    report.figure("mute connections, sent away", format!("{MUTE}, {busy}"));
    if busy == 0 {
        report.violation("no mute connection was told that others are waiting");
    }
    Ok(())
}

fn must_visit(server: SocketAddr, when: &str, report: &mut Report) {
    if let Err(error) = visit(server, VISITOR) {
        report.violation(format!("a visit {when} failed: {error:#}"));
    }
}
