//! How much a submission may have.

use std::time::Duration;

use serde::{Deserialize, Serialize};

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

/// What one submission may have of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How long its build may take.
    pub build_time: Duration,
    /// How long all its checks may take together. What is not played then is not checked.
    pub play_time: Duration,
    /// What its build may have at one time.
    pub build: Allowance,
    /// What its server, or its client, may have at one time.
    pub run: Allowance,
    /// Bytes of all its files together, in the folder `/tmp` of its worker.
    pub scratch: u64,
    /// All its files, with all copies and what builds leave: even an empty one takes memory of the
    /// system's.
    pub files: u64,
}

/// What a program may have, with all that it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Bytes of memory of all processes together, as they are in use.
    pub memory: u64,
    /// Bytes that one process may reserve for its data (`RLIMIT_DATA`, getrlimit(2)). The virtual
    /// machines of Java and Node reserve much more than they use.
    pub data: u64,
    /// Processes and threads.
    pub processes: u32,
    /// Bytes of one file.
    pub file: u64,
    /// Open files of one process.
    pub open_files: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        let run = Allowance {
            memory: GIB,
            data: 4 * GIB,
            processes: 256,
            file: 256 * MIB,
            open_files: 4096,
        };
        let build = Allowance {
            memory: 3 * GIB,
            processes: 512,
            ..run
        };
        Limits {
            build_time: Duration::from_secs(240),
            play_time: Duration::from_secs(300),
            build,
            run,
            scratch: GIB,
            files: 200_000,
        }
    }
}

/// A size in words: whole GiB or MiB.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes >= GIB && bytes.is_multiple_of(GIB) => format!("{} GiB", bytes / GIB),
        bytes => format!("{} MiB", bytes / MIB),
    }
}
