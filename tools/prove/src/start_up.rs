//! The start-up time follows what is unread, not the history.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use testkit::client::LineClient;
use testkit::program::Server;

use crate::{Report, Setting};

/// Rows in the log, in the long and in the short form.
const ROWS: (usize, usize) = (1_000_000, 10_000);

/// Unread messages of the user who logs in: as many as one inbox holds.
const UNREAD: usize = 1000;

/// Starts that are measured; the median counts.
const STARTS: (usize, usize) = (9, 1);

/// How much longer a start may take because of the history, in the long form. A start that read a
/// million rows would take many times as long.
const RATIO_MAX: f64 = 3.0;

/// Compares starts with and without a history.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("start-up", setting.seed);
    let rows = setting.size(ROWS.0, ROWS.1);
    let starts = setting.size(STARTS.0, STARTS.1);
    let mut with = folder(setting, rows)?;
    let mut without = folder(setting, 0)?;
    let (mut long, mut short) = (Vec::new(), Vec::new());
    // In turns, so that whatever else the machine does slows both.
    for _ in 0..starts {
        long.push(start(&mut with, &mut report)?);
        short.push(start(&mut without, &mut report)?);
    }
    let (long, short) = (median(long), median(short));
    let ratio = long.as_secs_f64() / short.as_secs_f64();
    report.figure(
        "rows in the log, unread messages",
        format!("{rows}, {UNREAD}"),
    );
    report.figure("start to the first login's batch", format!("{long:.1?}"));
    report.figure("the same with an empty log", format!("{short:.1?}"));
    report.figure("ratio", format!("{ratio:.2}"));
    if !setting.short && ratio > RATIO_MAX {
        report.violation(format!(
            "the history makes the start {ratio:.1} times as long"
        ));
    }
    Ok(report)
}

/// A server, stopped, with so many rows in its log and unread messages for bia.
fn folder(setting: &Setting, rows: usize) -> Result<Server> {
    let mut server = setting.program().start(&["ana", "bia"])?;
    server.stop()?;
    add_rows(&server.data().join("messages.csv"), rows)?;
    server.start_again()?;
    let mut ana = LineClient::connect(server.address())?;
    ana.send_line("ana /push")?;
    ana.receive_line()?;
    for number in 0..UNREAD {
        ana.send_line(&format!("@bia message {number}"))?;
        ana.receive_line()?;
    }
    Ok(server)
}

/// Adds a history as a person may: rows at the end.
fn add_rows(log: &Path, rows: usize) -> Result<()> {
    const TIME: &str = "2026-11-22T18:05:00.123Z";
    let file = OpenOptions::new().append(true).open(log)?;
    let mut file = BufWriter::new(file);
    for id in 1..=rows {
        writeln!(
            file,
            "{id},{TIME},ana,bia,row {id} of a long history,{TIME}"
        )?;
    }
    Ok(file.flush()?)
}

/// Kills and starts the server, and takes the time until bia has her whole first batch. Nothing of it
/// counts as read: she resets the connection.
fn start(server: &mut Server, report: &mut Report) -> Result<Duration> {
    server.kill()?;
    let begun = Instant::now();
    server.start_again()?;
    let mut bia = LineClient::connect(server.address())?;
    bia.send_line("bia")?;
    let mut messages = 0;
    while bia.receive_line()?.text()? != "f" {
        messages += 1;
    }
    let took = begun.elapsed();
    bia.reset()?;
    if messages != UNREAD {
        report.violation(format!("bia got {messages} of {UNREAD} messages"));
    }
    Ok(took)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
