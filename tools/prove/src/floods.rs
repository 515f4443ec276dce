//! Connections by the thousand, and a system that has nothing left: the server refuses politely,
//! and recovers.

mod crowded;
mod limited;
mod starved;

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};
use socket2::SockRef;

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

fn must_visit(server: SocketAddr, when: &str, report: &mut Report) {
    if let Err(error) = visit(server, VISITOR) {
        report.violation(format!("a visit {when} failed: {error:#}"));
    }
}
