//! Whether programs can be built here.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::process::{Command, Output};

use super::Finding;
use crate::course;

/// The smallest program that needs the linker.
const PROBE: &str = "fn main() { println!(\"linked\"); }\n";

/// What a linker that is missing is mended with, by system.
const LINKERS: [(&str, &str); 3] = [
    (
        "linux",
        "Debian, Ubuntu: sudo apt install gcc   Fedora: sudo dnf install gcc",
    ),
    ("macos", "xcode-select --install"),
    (
        "windows",
        "winget install Microsoft.VisualStudio.2022.BuildTools, and choose there: Desktop development with C++",
    ),
];

/// Whether Cargo runs, in the version that the course pins.
pub(super) fn toolchain() -> Finding {
    let install = ["install it: https://www.rust-lang.org/tools/install"];
    let Ok(output) = cargo(&["--version"]) else {
        return Finding::bad("cargo cannot be started", &install);
    };
    let version = text(&output.stdout);
    let pinned = env!("CARGO_PKG_RUST_VERSION");
    if version.starts_with(&format!("cargo {pinned}")) {
        return Finding::fine(version);
    }
    let mend = format!("rustup toolchain install {pinned}");
    Finding::note(
        format!("{version}; the course is tested with {pinned}"),
        &[&mend],
    )
}

/// Whether a program can be linked, and runs.
pub(super) fn linker() -> Finding {
    match link_and_run() {
        Ok(()) => Finding::fine("a program can be built, linked and run"),
        Err(words) => {
            let here = LINKERS
                .iter()
                .find(|(system, _)| *system == env::consts::OS);
            let mend = here.map_or("install a C compiler: Rust links with it", |(_, mend)| mend);
            Finding::bad(format!("a small program cannot be built: {words}"), &[mend])
        }
    }
}

fn link_and_run() -> Result<(), String> {
    let words = |error: io::Error| error.to_string();
    let folder = tempfile::tempdir().map_err(words)?;
    let source = folder.path().join("probe.rs");
    let program = folder
        .path()
        .join("probe")
        .with_extension(env::consts::EXE_EXTENSION);
    fs::write(&source, PROBE).map_err(words)?;
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let mut compiler = Command::new(rustc);
    compiler
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .current_dir(course::root());
    let compiled = compiler.output().map_err(words)?;
    if !compiled.status.success() {
        return Err(first_line(&compiled.stderr));
    }
    let ran = Command::new(&program).output().map_err(words)?;
    match text(&ran.stdout).as_str() {
        "linked" => Ok(()),
        _ => Err(format!("it was built, but does not run ({})", ran.status)),
    }
}

/// Whether all libraries are on this machine, so that nothing needs the network any more.
pub(super) fn libraries() -> Finding {
    // Of all that Cargo can be asked without building, this wants every library of this system.
    match cargo(&["tree", "--workspace", "--offline", "--locked"]) {
        Ok(output) if output.status.success() => {
            Finding::fine("all libraries are here: nothing needs the network")
        }
        _ => Finding::note(
            "not all libraries are here yet: the next build fetches them",
            &["to work offline from then on: cargo fetch --locked"],
        ),
    }
}

/// Whether the course's folder can be written: progress and builds go there.
pub(super) fn folder() -> Finding {
    let root = course::root();
    match tempfile::tempfile_in(&root) {
        Ok(_) => Finding::fine(format!("{} can be written", root.display())),
        Err(error) => Finding::bad(
            format!("{} cannot be written: {error}", root.display()),
            &["copy the course into a folder of your own"],
        ),
    }
}

fn cargo(arguments: &[&str]) -> io::Result<Output> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(course::root());
    command.output()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

fn first_line(bytes: &[u8]) -> String {
    text(bytes).lines().next().unwrap_or_default().to_owned()
}
