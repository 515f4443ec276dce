//! What is not hostile works in the sandbox as it does outside.

use std::path::Path;
use std::sync::atomic::Ordering;

use grader::evidence::Build;
use grader::score::{Outcome, Remark};
use grader::worker::{Event, Fault, Place};

use crate::case::Case;
use crate::outside::Outside;
use crate::support::{COURSE, RUBRIC, automatic, limits, play, play_at};

#[test]
fn a_right_server_gets_all_points_on_the_port_of_the_protocol() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/submissions/python");
    let mut limits = limits();
    limits.play_time *= 10;
    let seen = play(Path::new(folder), COURSE, limits).unwrap();
    assert_eq!(seen.points(COURSE), automatic(), "{:#?}", seen.evidence);
}

/// The interrupt reaches the program itself, which writes before it ends.
#[test]
fn a_log_that_comes_with_the_interrupt_is_seen() {
    const HELD: &str = "
text = open('servidor.py').read().replace('    log.flush()\\n', '')
text = text.replace('ler_usuarios()\\nif log', 'import atexit\\natexit.register(log.close)\\nler_usuarios()\\nif log')
open('servidor.py', 'w').write(text)";
    let outside = Outside::new(1001);
    let folder = Case::server("holds its log back", HELD).folder(&outside);
    let rubric = RUBRIC.replace("ch04-inbox/message-waits", "ch05-csv-log/row-when-read");
    let seen = play(folder.path(), &rubric, limits()).unwrap();
    let log = &seen.evidence.checks["ch05-csv-log/row-when-read"].outcome;
    assert_eq!(*log, Outcome::Passed(Some(Remark::NotFlushed)));
}

#[test]
fn a_crate_of_this_machine_is_found() {
    // One that the grader itself is made of.
    let seen = build_with("shell-words = '1.1.1'");
    assert!(matches!(seen, Build::Done(_)), "{seen:?}");
}

#[test]
fn what_is_missing_on_this_machine_is_nobodys_fault() {
    let seen = build_with("no-such-crate-as-this-one = '7'");
    assert!(
        matches!(&seen, Build::Fault(why) if why.contains("cargo fetch")),
        "{seen:?}"
    );
    let outside = Outside::new(1002);
    let folder = Case::build("wants a tool", "").folder(&outside);
    let manifest = "[build]\ncommand = 'no-such-tool'\n[server]\nrun = 'python3 server.py'\n";
    std::fs::write(folder.path().join("mensageiro.toml"), manifest).unwrap();
    let seen = play(folder.path(), RUBRIC, limits()).unwrap();
    assert!(
        matches!(&seen.evidence.build, Build::Fault(why) if why.contains("no command `no-such-tool`")),
        "{:?}",
        seen.evidence.build
    );
}

/// What becomes of the build of a package that wants this.
fn build_with(dependency: &str) -> Build {
    let outside = Outside::new(1003);
    let folder = Case::build("builds", "exec cargo build").folder(&outside);
    let manifest = format!(
        "[package]\nname = 'own'\nversion = '1.0.0'\nedition = '2024'\n[dependencies]\n{dependency}\n"
    );
    std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("src/main.rs"), "fn main() {}").unwrap();
    play(folder.path(), RUBRIC, limits())
        .unwrap()
        .evidence
        .build
}

#[test]
fn without_a_toolchain_programs_are_enclosed_too() {
    const COUNTS: &str = "
import glob, sys
sys.exit(f'sees {len(glob.glob(\"/proc/[0-9]*\"))} processes')";
    let outside = Outside::new(1005);
    let folder = Case::server("counts", COUNTS).folder(&outside);
    let place = Place::Sandbox(None);
    let seen = play_at(place, folder.path(), RUBRIC, limits(), &|_, _| {}).unwrap();
    assert!(seen.text().contains("sees 2 processes"), "{}", seen.text());
}

/// Also where the programs run without a sandbox: they are trusted.
#[test]
fn who_stops_leaves_nothing() {
    let outside = Outside::new(1004);
    let sleeps = "import time\ntime.sleep(1000)";
    let folder = Case::server("sleeps", sleeps).folder(&outside);
    for place in [Place::Sandbox(None), Place::Trusted] {
        let stopped = play_at(place, folder.path(), RUBRIC, limits(), &|event, stop| {
            if matches!(event, Event::Playing { .. }) {
                stop.store(true, Ordering::SeqCst);
            }
        });
        assert!(matches!(stopped, Err(Fault::Stopped)), "{place:?}");
        assert_eq!(outside.left(), None);
    }
}
