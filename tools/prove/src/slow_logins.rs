//! Who does not log in takes nobody's place.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use fastrand::Rng;

use crate::canary::{CANARIES, Canary};
use crate::latency::{Latencies, median};
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::Watch;
use crate::visit::visit;

/// How many slow logins are held at a time.
const SLOW: usize = 500;

/// How many threads hold them: a connect may have to wait.
const HOLDERS: usize = 4;

/// How long one who holds them rests after each look at all of its.
const REST: Duration = Duration::from_millis(20);

/// How much memory the server may take more, in MiB.
const GROWTH: u64 = 32;

/// Who visits meanwhile.
const VISITOR: &str = "ana";

pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("slow logins", setting.seed);
    let [first, second] = CANARIES;
    let mut server = setting.program().start(&[first, second, VISITOR])?;
    let address = server.address();
    let canary = Canary::start(address)?;
    let watch = Watch::begin(&server);

    let visits = setting.size(200, 20);
    let mut pairs = Vec::new();
    for run in 0..setting.size(5, 1) {
        let without = many_visits(address, visits, &mut report);
        let seed = setting.seed.wrapping_add(run as u64);
        let with = besiege(address, seed, &mut report, |report| {
            many_visits(address, visits, report)
        });
        report.figure(format!("visits without, run {run}"), &without);
        report.figure(format!("visits with, run {run}"), &with);
        pairs.push((without, with));
    }
    for percent in [50, 99] {
        let ratio = |(without, with): &(Latencies, Latencies)| {
            with.percentile(percent).as_secs_f64() / without.percentile(percent).as_secs_f64()
        };
        let ratio = median(pairs.iter().map(ratio).collect());
        report.figure(
            format!("p{percent} with / without, median"),
            format!("{ratio:.2}"),
        );
    }
    watch.end(&mut server, GROWTH, &mut report);
    canary.report(&mut report);
    Ok(report)
}

/// Between two visits: all of them together last longer than a login may take, so that slow ones
/// die meanwhile and are renewed.
const INTERVAL: Duration = Duration::from_millis(60);

/// Every visit has to succeed.
fn many_visits(server: SocketAddr, count: usize, report: &mut Report) -> Latencies {
    let mut times = Vec::new();
    for number in 0..count {
        match visit(server, VISITOR) {
            Ok(time) => times.push(time),
            Err(error) => report.violation(format!("visit {number} failed: {error:#}")),
        }
        thread::sleep(INTERVAL);
    }
    times.into_iter().collect()
}

/// Does something while slow logins are held.
fn besiege<T>(
    server: SocketAddr,
    seed: u64,
    report: &mut Report,
    action: impl FnOnce(&mut Report) -> T,
) -> T {
    let (over, renewed) = (AtomicBool::new(false), AtomicUsize::new(0));
    let begun = Barrier::new(HOLDERS + 1);
    let hold = |holder: usize| {
        let mut random = Rng::with_seed(seed ^ holder as u64);
        let held = (0..SLOW / HOLDERS).map(|_| slow(server));
        let mut held: Vec<_> = held.filter_map(Result::ok).collect();
        begun.wait();
        while !over.load(Ordering::Relaxed) {
            let count = renew(&mut held, server, &mut random);
            renewed.fetch_add(count, Ordering::Relaxed);
            thread::sleep(REST);
        }
    };
    let done = thread::scope(|scope| {
        let hold = &hold;
        for holder in 0..HOLDERS {
            scope.spawn(move || hold(holder));
        }
        begun.wait();
        let done = action(report);
        over.store(true, Ordering::Relaxed);
        done
    });
    report.figure("slow logins held, renewed", format!("{SLOW}, {renewed:?}"));
    done
}

/// Replaces what the server has ended; how many.
fn renew(held: &mut [TcpStream], server: SocketAddr, random: &mut Rng) -> usize {
    let mut count = 0;
    for stream in held {
        if !lives(stream, random)
            && let Ok(next) = slow(server)
        {
            *stream = next;
            count += 1;
        }
    }
    count
}

fn slow(server: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(server).context("a slow login cannot connect")?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

/// Sends a byte now and then; whether the server still wants it.
fn lives(stream: &mut TcpStream, random: &mut Rng) -> bool {
    if random.u8(..50) == 0 && stream.write(b"a").is_err() {
        return false;
    }
    let looked = stream.read(&mut [0; 256]);
    matches!(looked, Err(error) if error.kind() == ErrorKind::WouldBlock)
}
