//! Rust's toolchain and the crates that are on this machine: builds have no network.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

/// Where the toolchain is in a sandbox.
const TOOLCHAIN: &str = "/tmp/grader/rust";

/// Where the crates are in a sandbox.
const CRATES: &str = "/tmp/grader/crates";

/// A toolchain, and crates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rust {
    /// The folder with `bin`, `lib` and so on: not rustup's, so that no file of a submission chooses
    /// another one.
    pub toolchain: PathBuf,
    /// The crates, if there are any.
    pub crates: Option<Crates>,
}

/// Crates that a build may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Crates {
    /// Cargo's own cache, a folder with `index` and `cache` (the Cargo book, "Cargo Home").
    Registry(PathBuf),
    /// What `cargo vendor` has written.
    Vendored(PathBuf),
}

impl Crates {
    /// The crates of this folder: one of the two.
    pub fn of(folder: &Path) -> Crates {
        let folder = folder.to_owned();
        if folder.join("index").is_dir() {
            Crates::Registry(folder)
        } else {
            Crates::Vendored(folder)
        }
    }

    fn folder(&self) -> &Path {
        match self {
            Crates::Registry(folder) | Crates::Vendored(folder) => folder,
        }
    }

    /// The same at another place.
    fn moved(&self, place: &str) -> Crates {
        match self {
            Crates::Registry(_) => Crates::Registry(place.into()),
            Crates::Vendored(_) => Crates::Vendored(place.into()),
        }
    }
}

impl Rust {
    /// The toolchain that this user has, if there is one; the crates of this folder, or else those
    /// that this user has fetched.
    pub fn of_host(crates: Option<&Path>) -> Option<Rust> {
        let mut rustc = Command::new("rustc");
        // The course's own toolchain file must not choose either.
        let output = rustc.args(["--print", "sysroot"]).current_dir("/").output();
        let text = String::from_utf8(output.ok()?.stdout).ok()?;
        let toolchain = PathBuf::from(text.trim_end());
        let crates = crates.map(Crates::of).or_else(|| {
            let registry = cargo_home()?.join("registry");
            registry.is_dir().then_some(Crates::Registry(registry))
        });
        let is_one = toolchain.join("bin").is_dir();
        is_one.then_some(Rust { toolchain, crates })
    }

    /// What has to be bound in a sandbox: what, and where.
    pub(super) fn binds(&self) -> Vec<(&Path, &'static str)> {
        let crates = self.crates.as_ref().map(|it| (it.folder(), CRATES));
        let toolchain = (self.toolchain.as_path(), TOOLCHAIN);
        [toolchain].into_iter().chain(crates).collect()
    }

    /// The same as it is seen in a sandbox.
    pub fn inside(&self) -> Rust {
        Rust {
            toolchain: TOOLCHAIN.into(),
            crates: self.crates.as_ref().map(|crates| crates.moved(CRATES)),
        }
    }

    /// Makes a home for Cargo in this folder, which must be there, and gives what of the crates is
    /// to be bound below it, read-only.
    pub(super) fn make_home(&self, home: &Path) -> io::Result<Vec<(PathBuf, PathBuf)>> {
        match &self.crates {
            None => Ok(Vec::new()),
            Some(Crates::Registry(registry)) => {
                let parts = ["index", "cache"].map(|part| {
                    let place = home.join("registry").join(part);
                    fs::create_dir_all(&place).map(|()| (registry.join(part), place))
                });
                parts.into_iter().collect()
            }
            Some(Crates::Vendored(folder)) => {
                let text = format!(
                    "[source.crates-io]\nreplace-with = \"vendored\"\n\n[source.vendored]\ndirectory = {:?}\n",
                    folder.to_string_lossy()
                );
                fs::write(home.join("config.toml"), text)?;
                Ok(Vec::new())
            }
        }
    }
}

/// As Cargo finds it.
fn cargo_home() -> Option<PathBuf> {
    let given = env::var_os("CARGO_HOME").map(PathBuf::from);
    let usual = || Some(env::home_dir()?.join(OsStr::new(".cargo")));
    given.or_else(usual)
}
