//! The processes of a command, and that they are gone.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// How long the processes of a sandbox may take to be dead.
const DEATH: Duration = Duration::from_secs(20);

/// A process: its number may be given again, but not with the same start.
pub(crate) type Process = (u32, String);

/// Number, parent and start of every process (proc(5), `stat`).
fn all() -> Vec<(u32, u32, String)> {
    let numbers = fs::read_dir("/proc").unwrap().flatten();
    let numbers = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let of = |number: u32| {
        let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
        // The program's name may have blanks and parentheses.
        let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some((
            number,
            fields.get(1)?.parse().ok()?,
            fields.get(19)?.to_string(),
        ))
    };
    numbers.filter_map(of).collect()
}

/// Everything that a process has started.
pub(crate) fn below(root: u32) -> BTreeSet<Process> {
    let all = all();
    let (mut found, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(parent) = open.pop() {
        for (number, _, start) in all.iter().filter(|(_, its, _)| *its == parent) {
            if found.insert((*number, start.clone())) {
                open.push(*number);
            }
        }
    }
    found
}

/// Whether some process has this word in its command.
pub(crate) fn is_marked(mark: &str) -> bool {
    all().iter().any(|(number, _, _)| is_of(*number, mark))
}

fn is_of(number: u32, mark: &str) -> bool {
    let command = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&command).contains(mark)
}

/// Waits until none of them is there any more, and none with the word in its command.
pub(crate) fn are_gone(processes: &BTreeSet<Process>, mark: &str) {
    let end = Instant::now() + DEATH;
    loop {
        let all = all();
        let is_left = |(number, _, start): &&(u32, u32, String)| {
            processes.contains(&(*number, start.clone())) || is_of(*number, mark)
        };
        let left: Vec<_> = all.iter().filter(is_left).collect();
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "left: {left:?}");
        // The system tells nobody that somebody else's process is gone.
        thread::park_timeout(Duration::from_millis(20));
    }
}
