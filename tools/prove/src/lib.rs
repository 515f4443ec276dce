//! `cargo prove`: shows with faults and attacks that the messenger keeps its promises.
//!
//! Each proof is a module with one function from [`Setting`] to [`Report`]. It drives the server as a
//! process from outside, and judges by what clients were told and what is in the data folder. The
//! tests run the short forms of all but `rewrites`, `cargo prove NAME` the long one.

mod canary;
mod controls;
mod crowd;
mod floods;
mod junk;
mod latency;
mod malformed;
mod passwords;
mod pusher;
mod readers;
mod reading;
mod report;
mod setting;
mod slow_logins;
mod start_up;
mod store;
mod usage;
mod visit;

pub use report::Report;
pub use setting::Setting;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Parser;

/// A proof: its name on the command line, what it shows, and the function that runs it.
pub struct Proof {
    /// The name on the command line.
    pub name: &'static str,
    /// What it shows, in one line.
    pub about: &'static str,
    /// Runs it.
    pub run: fn(&Setting) -> Result<Report>,
}

/// Every proof, in the order in which `cargo prove all` runs them.
pub const PROOFS: &[Proof] = &[
    Proof {
        name: "malformed",
        about: "no input ends the server, disturbs others or stays behind",
        run: malformed::run,
    },
    Proof {
        name: "slow-logins",
        about: "who does not log in takes nobody's place",
        run: slow_logins::run,
    },
    Proof {
        name: "readers",
        about: "who does not read harms only himself, and loses nothing",
        run: readers::run,
    },
    Proof {
        name: "junk",
        about: "junk costs no memory and ends at the longest line",
        run: junk::run,
    },
    Proof {
        name: "floods",
        about: "floods are refused politely, also where the system has nothing left",
        run: floods::run,
    },
    Proof {
        name: "reading",
        about: "a message has been read exactly when the rules say so",
        run: reading::run,
    },
    Proof {
        name: "kills",
        about: "killed at random moments under load, nothing accepted is lost",
        run: store::kills::run,
    },
    Proof {
        name: "rewrites",
        about: "killed while the journal is begun anew, nothing accepted is lost",
        run: store::rewrites::run,
    },
    Proof {
        name: "faults",
        about: "each call to the disk fails, is interrupted or is the last (needs strace)",
        run: store::faults::run,
    },
    Proof {
        name: "crash-states",
        about: "after a power cut at any moment nothing accepted is lost (needs strace)",
        run: store::crash_states::run,
    },
    Proof {
        name: "flips",
        about: "a flipped bit is refused, a write that was cut off is set aside",
        run: store::flips::run,
    },
    Proof {
        name: "log",
        about: "the message log is made whole, or refused, whatever was done to it",
        run: store::log::run,
    },
    Proof {
        name: "full-disk",
        about: "a full disk refuses what is new and loses nothing (needs Linux's user namespaces)",
        run: store::full_disk::run,
    },
    Proof {
        name: "start-up",
        about: "a start takes no longer because of the history",
        run: start_up::run,
    },
    Proof {
        name: "passwords",
        about: "a wrong password and an unknown login look alike, and many logins cost little memory",
        run: passwords::run,
    },
    Proof {
        name: "controls",
        about: "servers that were broken on purpose are caught by the other proofs",
        run: controls::run,
    },
];

/// Shows with faults and attacks that the messenger keeps its promises.
///
/// Exit codes: 0 nothing was violated, 1 something was, 2 a proof could not be run.
#[derive(Parser)]
#[command(bin_name = "cargo prove")]
pub struct Arguments {
    /// The proofs to run, or `all`; without a name they are listed.
    names: Vec<String>,

    /// The short form, as the tests run it.
    #[arg(long)]
    short: bool,

    /// The server to try, instead of this workspace's.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,

    /// Chooses what is random.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

/// Runs the chosen proofs and prints their reports.
///
/// # Errors
/// Where a proof cannot be run: an unknown name, no server, no tool that it needs.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.names.is_empty() {
        for proof in PROOFS {
            println!("{:<14} {}", proof.name, proof.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&arguments.names)?;
    let setting = Setting::new(arguments.server.clone(), arguments.short, arguments.seed)?;
    let mut violated = false;
    for proof in chosen {
        let report = (proof.run)(&setting)?;
        print!("{report}");
        violated |= report.is_violated();
    }
    Ok(ExitCode::from(u8::from(violated)))
}

/// Runs the short form of a proof, as a test does.
///
/// # Errors
/// As [`run`].
pub fn short(name: &str) -> Result<Report> {
    let setting = Setting::new(None, true, None)?;
    let [proof] = choose(&[name.to_owned()])?[..] else {
        bail!("{name} is not one proof");
    };
    (proof.run)(&setting)
}

fn choose(names: &[String]) -> Result<Vec<&'static Proof>> {
    let mut chosen = Vec::new();
    for name in names {
        match PROOFS.iter().find(|proof| proof.name == name) {
            Some(proof) => chosen.push(proof),
            None if name == "all" => chosen.extend(PROOFS),
            None => bail!("there is no proof {name}; `cargo prove` lists them"),
        }
    }
    Ok(chosen)
}
