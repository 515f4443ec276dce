//! Junk costs the server no memory, and ends where the longest line ends.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::canary::{CANARIES, Canary};
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::Watch;

/// How much memory the server may take more for all of it, in MiB.
const GROWTH: u64 = 20;

/// What one client sends with one call.
const PIECE: usize = 64 * 1024;

/// What the junk begins with: nothing, or a login after which it follows.
const OPENINGS: [&str; 3] = ["", "ana\n", "ana /push\n"];

/// How long one write may take: the server that reads no more has closed long before.
const WRITE_TIME: Duration = Duration::from_secs(20);

pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("junk", setting.seed);
    let [first, second] = CANARIES;
    let mut server = setting.program().start(&[first, second, "ana"])?;
    let canary = Canary::start(server.address())?;
    let watch = Watch::begin(&server);

    let (clients, megabytes) = (setting.size(14, 3), setting.size(100, 10));
    let mut most_taken = 0;
    for opening in OPENINGS {
        for client in 0..clients {
            let taken = offer(server.address(), opening, megabytes * 1_000_000)?;
            most_taken = most_taken.max(taken);
            if taken == megabytes * 1_000_000 {
                report.violation(format!("client {client} {opening:?}: all was taken"));
            }
        }
    }
    report.figure(
        "clients, offered by each",
        format!("{}, {megabytes} MB", OPENINGS.len() * clients),
    );
    report.figure("most that was taken of one", format!("{most_taken} bytes"));
    watch.end(&mut server, GROWTH, &mut report);
    canary.report(&mut report);
    Ok(report)
}

/// Sends so many bytes without a line end, and returns how many were taken before the connection
/// ended.
fn offer(server: SocketAddr, opening: &str, bytes: usize) -> Result<usize> {
    let mut stream = TcpStream::connect(server).context("cannot connect")?;
    stream.set_write_timeout(Some(WRITE_TIME))?;
    stream.write_all(opening.as_bytes())?;
    let piece = [b'x'; PIECE];
    let mut taken = 0;
    while taken < bytes {
        match stream.write(&piece[..PIECE.min(bytes - taken)]) {
            Ok(count) => taken += count,
            Err(_) => break,
        }
    }
    Ok(taken)
}
