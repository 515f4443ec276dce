//! What a process takes of the system, as Linux tells in `/proc` (proc(5)).

use std::fs;
use std::time::{Duration, Instant};

use testkit::program::Server;

use crate::report::Report;

/// What a process has at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) threads: u64,
    pub(crate) descriptors: u64,
    /// Memory, in bytes.
    pub(crate) memory: u64,
    /// The most memory that it has had, in bytes.
    pub(crate) peak: u64,
    /// Time on a processor.
    pub(crate) processor: Duration,
}

/// A tick of `/proc/PID/stat`: 100 a second wherever Rust runs on Linux.
const TICK: Duration = Duration::from_millis(10);

impl Usage {
    /// What the server has now; none where the system does not tell.
    pub(crate) fn of(server: &Server) -> Option<Self> {
        let folder = format!("/proc/{}", server.id());
        let status = fs::read_to_string(format!("{folder}/status")).ok()?;
        let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
        let kib = |name| Some(1024 * field(&status, name)?);
        Some(Self {
            threads: field(&status, "Threads:")?,
            descriptors: fs::read_dir(format!("{folder}/fd")).ok()?.count() as u64,
            memory: kib("VmRSS:")?,
            peak: kib("VmHWM:")?,
            processor: processor(&stat)?,
        })
    }
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Fields 14 and 15; the second field, the name in parentheses, may have blanks.
fn processor(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (ticks()? + ticks()?))
}

/// How long the server may take to let go of everything: a farewell takes a second at most.
const SETTLING: Duration = Duration::from_secs(30);

/// How long a process that has closed its connections may take to be gone.
const ENDING: Duration = Duration::from_millis(100);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Compares what a server has before an attack and after it.
pub(crate) struct Watch {
    before: Option<Usage>,
}

impl Watch {
    /// Begins, while the server rests.
    pub(crate) fn begin(server: &Server) -> Self {
        // Counts the peak from here on; where the system does not, it counts from the start.
        let _ = fs::write(format!("/proc/{}/clear_refs", server.id()), "5");
        Self {
            before: Usage::of(server),
        }
    }

    /// Ends: waits until threads and descriptors are what they were, and judges the growth of
    /// memory by a bound in MiB.
    pub(crate) fn end(&self, server: &mut Server, bound: u64, report: &mut Report) {
        still_runs(server, report);
        let Some(before) = self.before else {
            return report.figure("threads, descriptors, memory", "not known on this system");
        };
        let Some(after) = settle(server, before) else {
            return report.violation("the process cannot be asked any more");
        };
        self.compare("threads", before.threads, after.threads, report);
        self.compare("descriptors", before.descriptors, after.descriptors, report);
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let growth = mib(after.peak.saturating_sub(before.memory));
        report.figure(
            "memory before, peak, after",
            format!(
                "{:.1}, {:.1}, {:.1} MiB",
                mib(before.memory),
                mib(after.peak),
                mib(after.memory)
            ),
        );
        if growth > bound as f64 {
            report.violation(format!("memory grew by {growth:.1} MiB, at most {bound}"));
        }
    }

    fn compare(&self, what: &str, before: u64, after: u64, report: &mut Report) {
        report.figure(
            format!("{what} before, after"),
            format!("{before}, {after}"),
        );
        if after > before {
            report.violation(format!("{what} left behind: {after}, were {before}"));
        }
    }
}

/// The usage once there are no more threads and descriptors than before, or when time is up.
fn settle(server: &Server, before: Usage) -> Option<Usage> {
    let deadline = Instant::now() + SETTLING;
    loop {
        let now = Usage::of(server)?;
        let settled = now.threads <= before.threads && now.descriptors <= before.descriptors;
        if settled || Instant::now() > deadline {
            return Some(now);
        }
        std::thread::sleep(PAUSE);
    }
}

/// Whether the process that was started is still there, and none of its sessions has panicked.
pub(crate) fn still_runs(server: &mut Server, report: &mut Report) {
    if let Some(status) = server.exited(ENDING) {
        report.violation(format!("the server ended: {status}: {}", server.errors()));
    }
    let errors = server.errors();
    if let Some(line) = errors.lines().find(|line| line.contains("panicked")) {
        report.violation(format!("a panic: {line}"));
    }
}
