//! What a proof is given.

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;

use anyhow::{Context, Result};
use testkit::program::{Launch, Program};

/// What a proof is given: the server to try, how thoroughly, and a seed for what is random.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The executable of the server.
    pub server: PathBuf,
    /// The short form: seconds, for the tests.
    pub short: bool,
    /// Chooses what is random; printed with each report, so that a run can be repeated.
    pub seed: u64,
}

impl Setting {
    /// Takes this workspace's server where none is named, and a random seed likewise.
    ///
    /// # Errors
    /// Where the server cannot be built.
    pub fn new(server: Option<PathBuf>, short: bool, seed: Option<u64>) -> Result<Self> {
        Ok(Self {
            server: server.map_or_else(workspace_server, Ok)?,
            short,
            seed: seed.unwrap_or_else(|| RandomState::new().hash_one(0)),
        })
    }

    /// The server, to be started with a user base of its own. It logs only what went wrong.
    pub fn program(&self) -> Program {
        quiet(Program::new(&self.server))
    }

    /// The same, by a script of the Unix shell that has the server in `$0` and its arguments in
    /// `$@`, the data folder in `$4`.
    pub fn in_shell(&self, script: &str) -> Program {
        let shell = Program::new("sh").argument("-c").argument(script);
        quiet(shell.argument(&self.server))
    }

    /// One of two sizes: of the long form, or of the short one.
    pub fn size(&self, long: usize, short: usize) -> usize {
        if self.short { short } else { long }
    }
}

fn quiet(program: Program) -> Program {
    program.launch(Launch::Flags).variable("RUST_LOG", "warn")
}

fn workspace_server() -> Result<PathBuf> {
    const NAME: &str = "mensageiro-server";
    let built = kit::programs::build(&[NAME])?.remove(NAME);
    built.context("cargo has built no mensageiro-server")
}
