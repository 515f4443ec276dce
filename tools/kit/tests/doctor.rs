//! `cargo kit doctor`: what it finds, and what it says against it.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::process::{Command, Output};

use testkit::terminal::Terminal;

fn doctor() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
    command.arg("doctor").env("NO_COLOR", "1");
    command
}

/// The whole output of a run with this variable.
fn run_with(name: &str, value: &str) -> (String, Output) {
    let output = doctor().env(name, value).output().unwrap();
    (String::from_utf8(output.stdout.clone()).unwrap(), output)
}

#[test]
fn a_machine_that_runs_these_tests_can_build_and_connect() {
    let (text, _) = run_with("LC_ALL", "C.UTF-8");
    for line in [
        "✓ cargo ",
        "✓ a program can be built, linked and run",
        "✓ all libraries are here",
        "✓ programs on this machine reach each other",
        "✓ the terminal takes UTF-8",
        "The next step: cargo kit status",
    ] {
        assert!(text.contains(line), "no `{line}` in\n{text}");
    }
}

#[test]
fn a_compiler_that_is_missing_is_named_with_what_mends_it() {
    let (text, output) = run_with("RUSTC", "no-such-compiler");
    let words = text.split("✗ rustc cannot be started: ").nth(1);
    let mend = words.unwrap().lines().nth(1).unwrap();
    assert!(mend.starts_with("    install it: https://"), "{text}");
    assert!(text.contains("One thing is in the way"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn cargo_that_is_missing_is_named_with_what_mends_it() {
    let (text, output) = run_with("CARGO", "no-such-cargo");
    let words = text.split("✗ cargo cannot be started: ").nth(1);
    let mend = words.unwrap().lines().nth(1).unwrap();
    assert!(mend.starts_with("    install it: https://"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_folder_for_temporary_files_that_is_missing_is_a_finding_of_its_own() {
    let (text, output) = run_with("TMPDIR", "/no/such/folder");
    let words = "✗ no folder can be made in /no/such/folder: ";
    assert!(text.contains(words) && text.contains("in TMPDIR"), "{text}");
    assert!(!text.contains("a small program"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn advice_names_the_command_as_it_was_called() {
    let (text, _) = run_with("CARGO_PKG_NAME", "another");
    let last = text.lines().next_back().unwrap();
    assert!(last.contains(": mensageiro-kit "), "{last}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_locale_without_utf8_is_told() {
    let (text, _) = run_with("LC_ALL", "C");
    assert!(text.contains("· the locale is `C`"), "{text}");
    assert!(text.contains("export LANG=C.UTF-8"), "{text}");
}

#[test]
fn a_narrow_terminal_is_told() {
    let terminal = Terminal::start(&doctor(), 40, 40).unwrap();
    terminal.wait_for("the terminal has 40 columns").unwrap();
}
