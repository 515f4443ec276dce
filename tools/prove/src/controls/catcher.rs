//! What notices a broken server: a proof in one of its forms, or tests.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};

use super::TRIES;
use super::workshop::Workshop;
use crate::{PROOFS, Proof, Setting};

/// Before the name of a proof.
const PROVE: &str = "cargo prove ";
/// After it, for its short form.
const SHORT: &str = " --short";
/// Before the arguments of tests.
const TEST: &str = "cargo test ";

/// What notices a broken server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Catcher {
    /// A proof in one of its forms.
    Proof { name: &'static str, short: bool },
    /// `cargo test` with these arguments, in the broken workspace.
    Tests(Vec<String>),
}

impl Catcher {
    /// The catcher that a control names by its command; `None` where there is no such proof.
    pub(super) fn parse(command: &str) -> Option<Self> {
        if let Some(arguments) = command.strip_prefix(TEST) {
            let arguments = arguments.split_whitespace().map(str::to_owned);
            return Some(Self::Tests(arguments.collect()));
        }
        let name = command.strip_prefix(PROVE)?;
        let short = name.strip_suffix(SHORT);
        Some(Self::Proof {
            name: proof(short.unwrap_or(name))?.name,
            short: short.is_some(),
        })
    }

    /// How often it may look: another seed may show something else.
    pub(super) fn tries(&self) -> u64 {
        match self {
            Self::Proof { .. } => TRIES,
            Self::Tests(_) => 1,
        }
    }

    /// What it finds wrong with a server, or with the workspace from which the server was built.
    ///
    /// # Errors
    /// Where it cannot be run.
    pub(super) fn run(
        &self,
        workshop: &Workshop,
        server: &Path,
        seed: u64,
    ) -> Result<Option<String>> {
        let (name, short) = match self {
            Self::Tests(arguments) => return workshop.test(arguments),
            Self::Proof { name, short } => (name, *short),
        };
        let setting = Setting {
            server: server.to_owned(),
            short,
            seed,
        };
        let proof = proof(name).context("there is no such proof")?;
        let report = (proof.run)(&setting)?;
        Ok(report.violations().first().cloned())
    }
}

impl fmt::Display for Catcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proof { name, short: true } => write!(out, "{PROVE}{name}{SHORT}"),
            Self::Proof { name, short: false } => write!(out, "{PROVE}{name}"),
            Self::Tests(arguments) => write!(out, "{TEST}{}", arguments.join(" ")),
        }
    }
}

fn proof(name: &str) -> Option<&'static Proof> {
    PROOFS.iter().find(|proof| proof.name == name)
}
