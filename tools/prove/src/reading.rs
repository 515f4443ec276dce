//! R1 to R4 (section 5 of the protocol page): a message has been read exactly when the rules say
//! so; else the next session of its user gets it. Never two rows, never lost.
//!
//! Not decidable, by these rules or any others without an acknowledgement, and so judged for "all
//! or nothing, never both" only: a client that sends lines without waiting for their answers, and
//! one that ends its side before the batch and then dies unread, after its kernel took everything.

mod cores;
mod ends;
mod guest;
mod half_closes;
mod push;
mod round;
mod stage;
mod stops;
mod takeovers;

use std::collections::HashMap;
use std::net::SocketAddr;

use anyhow::Result;
use fastrand::Rng;

use crate::crowd::share;
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::still_runs;
use round::{Performer, Tally};
use stage::{Scenario, Size};

/// Users who are tried at a time.
const WORKERS: usize = 6;

/// What a client may do.
const SCENARIOS: &[Scenario] = &[
    Scenario::new("prompt", ends::prompt),
    Scenario::new("reads all and closes", ends::closes),
    Scenario::new("reads all and resets", ends::resets),
    Scenario::new("pipelines and resets", ends::pipelines),
    Scenario::new("pipelines a lot and resets", ends::pipelines_a_lot),
    Scenario::new("pipelines, then waits", ends::pipelines_and_waits),
    Scenario::new("pipelines blindly (undecidable)", ends::pipelines_blindly),
    Scenario::new("resets without reading", ends::resets_unread),
    Scenario::new("resets after a part", ends::resets_after_a_part),
    Scenario::new("closes without reading", ends::closes_unread),
    Scenario::new("closes before the batch", ends::closes_before),
    Scenario::new("closes at once, next login follows", ends::closes_at_once),
    Scenario::new("half-closes, reads all", half_closes::first),
    Scenario::new("reads, half-closes, reads the end", half_closes::after),
    Scenario::new("half-closes, resets (undecidable)", half_closes::resets),
    Scenario::new(
        "half-closes, resets in the batch",
        half_closes::resets_in_it,
    )
    .of(Size::Large),
    Scenario::new("half-closes, freezes", half_closes::freezes).of(Size::Large),
    Scenario::new("push: acknowledges and resets", push::acknowledges),
    Scenario::new("push: acknowledges the first", push::acknowledges_first),
    Scenario::new("push: reads and closes", push::closes),
    Scenario::new("push: reads and half-closes", push::half_closes),
    Scenario::new(
        "take-over classic, classic",
        takeovers::calm::<false, false>,
    ),
    Scenario::new("take-over classic, push", takeovers::calm::<false, true>),
    Scenario::new("take-over push, classic", takeovers::calm::<true, false>),
    Scenario::new("take-over push, push", takeovers::calm::<true, true>),
    Scenario::new(
        "racing take-over classic, classic",
        takeovers::racing::<false, false>,
    ),
    Scenario::new(
        "racing take-over classic, push",
        takeovers::racing::<false, true>,
    ),
    Scenario::new(
        "racing take-over push, classic",
        takeovers::racing::<true, false>,
    ),
    Scenario::new(
        "racing take-over push, push",
        takeovers::racing::<true, true>,
    ),
];

pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("reading", setting.seed);
    cores::on_one(|| everything(setting, "one core", &mut report))?;
    everything(setting, "all cores", &mut report)?;
    Ok(report)
}

fn everything(setting: &Setting, cores: &str, report: &mut Report) -> Result<()> {
    report.figure(format!("on {cores}"), "all read, part read, none read");
    scenarios(setting, report)?;
    stops::run(setting, report)
}

/// Every scenario, so many times, shared by the workers.
fn scenarios(setting: &Setting, report: &mut Report) -> Result<()> {
    let users: Vec<_> = (0..WORKERS).flat_map(round::users).collect();
    let mut server = setting.program().start(&users)?;
    let rounds = setting.size(200, 10).div_ceil(WORKERS);
    let (address, seed) = (server.address(), setting.seed);
    let tallies = share(WORKERS, WORKERS, |worker| {
        perform_all(address, worker, seed, rounds)
    });
    let tallies: Vec<Tally> = tallies.into_iter().collect::<Result<_>>()?;
    still_runs(&mut server, report);
    server.stop()?;
    for scenario in SCENARIOS {
        let of = |tally: &Tally| tally.verdicts[scenario.name];
        let sum = tallies.iter().map(of).fold([0; 3], round::add);
        report.figure(scenario.name, format!("{} {} {}", sum[0], sum[1], sum[2]));
    }
    let overtaken: usize = tallies.iter().map(|tally| tally.overtaken).sum();
    report.figure("overtaken by an older login", overtaken);
    for violation in tallies.iter().flat_map(|tally| &tally.violations) {
        report.violation(violation);
    }
    let sent = tallies.iter().flat_map(|tally| &tally.texts);
    one_row_each(sent, server.data(), report)
}

fn perform_all(server: SocketAddr, worker: usize, seed: u64, rounds: usize) -> Result<Tally> {
    let random = Rng::with_seed(seed.wrapping_add(worker as u64));
    let mut performer = Performer::new(server, worker, random)?;
    for scenario in SCENARIOS {
        for _ in 0..rounds {
            performer.perform(scenario)?;
        }
    }
    Ok(performer.tally)
}

/// In the end everything has been read, so everything has exactly one row.
fn one_row_each<'a>(
    sent: impl Iterator<Item = &'a String>,
    data: &std::path::Path,
    report: &mut Report,
) -> Result<()> {
    let mut rows: HashMap<String, usize> = HashMap::new();
    for row in testkit::log::read(data)? {
        *rows.entry(row.text).or_default() += 1;
    }
    let mut messages = 0;
    for text in sent {
        messages += 1;
        let count = rows.get(text).copied().unwrap_or(0);
        if count != 1 {
            report.violation(format!("{count} rows of {}", text.trim_end_matches('x')));
        }
    }
    report.figure("messages, each with one row", messages);
    Ok(())
}
