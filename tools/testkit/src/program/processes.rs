//! Who has started whom, as Linux lists it: below a program stands all that it has started, whatever
//! session or group that has moved to.
//!
//! Elsewhere nothing is listed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The state's place among the fields behind the name.
const STATE: usize = 0;

/// The parent's.
const PARENT: usize = 1;

/// The processes of this machine at one moment, each with its parent.
#[derive(Debug, Clone, Default)]
pub struct Processes {
    children: BTreeMap<u32, Vec<u32>>,
}

impl Processes {
    /// As they are now. What ends meanwhile is missing.
    pub fn now() -> Processes {
        let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(id) = name.to_str().and_then(|name| name.parse().ok()) else {
                continue;
            };
            if let Some(parent) = parent(&entry.path()) {
                children.entry(parent).or_default().push(id);
            }
        }
        Processes { children }
    }

    /// Those that this one has started, or taken over from one that has ended.
    pub fn children(&self, id: u32) -> &[u32] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Its children, their children, and so on.
    pub fn below(&self, id: u32) -> Vec<u32> {
        let mut found: Vec<u32> = self.children(id).to_vec();
        let mut next = 0;
        while let Some(&process) = found.get(next) {
            found.extend(self.children(process));
            next += 1;
        }
        found
    }
}

/// Whether a process has ended. One that nobody has waited for yet has closed all its files, and has
/// outlived all others in a namespace of which it was the first (pid_namespaces(7)); in a container
/// nobody may ever wait for it.
pub(super) fn is_dead(process: u32) -> bool {
    let process = Path::new("/proc").join(process.to_string());
    let state = field(&process, STATE);
    matches!(state.as_deref(), None | Some("Z" | "X"))
}

fn parent(process: &Path) -> Option<u32> {
    field(process, PARENT)?.parse().ok()
}

/// A field of `stat` (proc_pid_stat(5)), counted behind the name, which may hold anything.
fn field(process: &Path, number: usize) -> Option<String> {
    let stat = fs::read(process.join("stat")).ok()?;
    let name_end = stat.iter().rposition(|&byte| byte == b')')?;
    let fields = std::str::from_utf8(&stat[name_end + 1..]).ok()?;
    fields.split_whitespace().nth(number).map(str::to_owned)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    use super::{Processes, is_dead};

    #[test]
    fn children_and_theirs_stand_below() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sh -c 'echo $$; cat'; true"]);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().expect("a shell");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        output.read_line(&mut line).expect("a line");
        let inner: u32 = line.trim().parse().expect("a number");
        let processes = Processes::now();
        assert!(processes.children(std::process::id()).contains(&child.id()));
        assert_eq!(processes.children(child.id()), [inner]);
        assert!(processes.below(std::process::id()).contains(&inner));
        drop(child.stdin.take());
        child.wait().expect("its end");
    }

    #[test]
    fn who_waits_to_be_waited_for_is_dead() {
        let mut shell = Command::new("sh");
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().expect("a shell");
        assert!(!is_dead(child.id()));
        drop(child.stdin.take());
        let dead = crate::deadline::poll(crate::deadline::DEADLINE, || {
            is_dead(child.id()).then_some(())
        });
        assert!(dead.is_some(), "nobody has waited for it");
        child.wait().expect("its end");
        assert!(is_dead(child.id()));
    }
}
