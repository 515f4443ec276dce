//! No input ends the server, disturbs other users, or stays behind.

mod attack;
mod bytes;

use std::net::SocketAddr;

use anyhow::Result;

use crate::canary::{CANARIES, Canary};
use crate::crowd::share;
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::Watch;
use attack::Attack;

/// Attackers at a time.
const WORKERS: usize = 8;

/// How many users the attackers use and write to.
const VICTIMS: usize = 16;

/// How much memory the server may take more, in MiB: the unread messages of all victims, and what
/// the allocator keeps for the threads of so many clients.
const GROWTH: u64 = 64;

pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("malformed input", setting.seed);
    let victims = (0..VICTIMS).map(victim);
    let users: Vec<_> = CANARIES
        .map(str::to_owned)
        .into_iter()
        .chain(victims)
        .collect();
    let mut server = setting.program().start(&users)?;
    let canary = Canary::start(server.address())?;
    let watch = Watch::begin(&server);

    let (count, address) = (setting.size(100_000, 500), server.address());
    let attacks = share(count, WORKERS, |number| {
        attack(address, setting.seed, number)
    });
    report.figure("sessions", count);
    for violation in attacks.into_iter().filter_map(Result::err) {
        report.violation(violation);
    }
    watch.end(&mut server, GROWTH, &mut report);
    canary.report(&mut report);
    Ok(report)
}

fn victim(number: usize) -> String {
    format!("victim-{number}")
}

/// One session; the same seed and number are always the same one.
fn attack(server: SocketAddr, seed: u64, number: usize) -> Result<(), String> {
    let mut random = fastrand::Rng::with_seed(seed.wrapping_add(number as u64));
    let attack = Attack::draw(&mut random);
    attack
        .perform(server)
        .map_err(|violation| format!("session {number}, {attack}: {violation}"))
}
