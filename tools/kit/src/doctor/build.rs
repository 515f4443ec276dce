//! Whether programs can be built here.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

use super::Finding;

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

/// What Rust that is missing is mended with.
const INSTALL: &str = "install it: https://www.rust-lang.org/tools/install";

/// Whether Cargo runs, within the course in the version that this pins.
pub(super) fn toolchain(root: Option<&Path>) -> Finding {
    let output = match cargo(&["--version"], root) {
        Ok(output) => output,
        Err(error) => return no_start("cargo", &error),
    };
    let version = text(&output.stdout);
    let pinned = env!("CARGO_PKG_RUST_VERSION");
    if root.is_none() || version.starts_with(&format!("cargo {pinned}")) {
        return Finding::fine(version);
    }
    let mend = format!("rustup toolchain install {pinned}");
    Finding::note(
        format!("{version}; the course is tested with {pinned}"),
        &[&mend],
    )
}

/// Whether a program can be linked, and runs.
pub(super) fn linker(root: Option<&Path>) -> Finding {
    match tempfile::tempdir() {
        Ok(folder) => link_and_run(folder.path(), root).unwrap_or_else(|finding| finding),
        Err(error) => Finding::bad(
            format!(
                "no folder can be made in {}: {error}",
                env::temp_dir().display()
            ),
            &["programs put temporary files there: make it, or name another one in TMPDIR"],
        ),
    }
}

/// The errors are what is wrong.
fn link_and_run(folder: &Path, root: Option<&Path>) -> Result<Finding, Finding> {
    let source = folder.join("probe.rs");
    let program = folder
        .join("probe")
        .with_extension(env::consts::EXE_EXTENSION);
    fs::write(&source, PROBE).map_err(|error| unbuilt(&error.to_string()))?;
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let mut compiler = within(Command::new(rustc), root);
    let compiled = compiler.arg(&source).arg("-o").arg(&program).output();
    let compiled = compiled.map_err(|error| no_start("rustc", &error))?;
    if !compiled.status.success() {
        return Err(uncompiled(&compiled.stderr));
    }
    let ran = Command::new(&program).output();
    match ran.map(|ran| (text(&ran.stdout), ran.status)) {
        Ok((words, _)) if words == "linked" => {
            Ok(Finding::fine("a program can be built, linked and run"))
        }
        Ok((_, status)) => Err(unbuilt(&format!(
            "it was built, but does not run ({status})"
        ))),
        Err(error) => Err(unbuilt(&format!("it was built, but does not run: {error}"))),
    }
}

fn no_start(program: &str, error: &io::Error) -> Finding {
    let words = format!("{program} cannot be started: {error}");
    Finding::bad(words, &[INSTALL])
}

/// The compiler's words say whether it was the linker.
fn uncompiled(errors: &[u8]) -> Finding {
    let words = first_line(errors);
    if !words.contains("linker") && !words.contains("linking") {
        return unbuilt(&words);
    }
    let mut linkers = LINKERS.iter();
    let here = linkers.find(|(system, _)| *system == env::consts::OS);
    let mend = here.map_or("install a C compiler: Rust links with it", |(_, mend)| mend);
    Finding::bad(
        format!("a small program cannot be linked: {words}"),
        &[mend],
    )
}

fn unbuilt(words: &str) -> Finding {
    let mend = "the words above say why: mend that, and look again";
    Finding::bad(format!("a small program cannot be built: {words}"), &[mend])
}

/// Whether all libraries are on this machine, so that nothing needs the network any more.
pub(super) fn libraries(root: &Path) -> Finding {
    // Of all that Cargo can be asked without building, this wants every library of this system.
    let tree = ["tree", "--workspace", "--offline", "--locked"];
    match cargo(&tree, Some(root)) {
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
pub(super) fn folder(root: &Path) -> Finding {
    match tempfile::tempfile_in(root) {
        Ok(_) => Finding::fine(format!("{} can be written", root.display())),
        Err(error) => Finding::bad(
            format!("{} cannot be written: {error}", root.display()),
            &["copy the course into a folder of your own"],
        ),
    }
}

fn cargo(arguments: &[&str], root: Option<&Path>) -> io::Result<Output> {
    within(crate::cargo::command(), root)
        .args(arguments)
        .output()
}

/// In the course's folder the version of Rust is the one that the course pins.
fn within(mut command: Command, root: Option<&Path>) -> Command {
    if let Some(root) = root {
        command.current_dir(root);
    }
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

fn first_line(bytes: &[u8]) -> String {
    text(bytes).lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linker_is_advised_only_where_the_compiler_misses_it() {
        let missing = uncompiled(b"error: linker `cc` not found\n  |\n");
        assert!(
            missing
                .what
                .starts_with("a small program cannot be linked: ")
        );
        let other = uncompiled(b"error: no space\n");
        assert!(other.what.ends_with("cannot be built: error: no space"));
        let is_linker = |line: &String| LINKERS.iter().any(|(_, mend)| line == mend);
        assert!(!other.mend.iter().any(is_linker));
    }
}
