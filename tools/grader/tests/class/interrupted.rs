//! Interrupted at random, and gone on with: the same result as in one go.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::desk::{Desk, Running};
use crate::people::{QUICK, packed, python};
use crate::processes::{are_gone, below, is_marked};

/// How often.
const TIMES: usize = 10;

/// Which time it is by Ctrl-C; the others are by SIGKILL.
const INTERRUPTED: usize = 5;

/// No end of a batch.
const WRONG: [(&str, &str); 1] = [("b\"f\\n\"", "b\"g\\n\"")];

/// Somebody's programs run by then.
const LIMIT: Duration = Duration::from_secs(60);

/// When a command is interrupted.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// At once, after so many microseconds.
    Start(u64),
    /// When programs of a submission run.
    Playing,
    /// When the next submission is graded.
    Graded,
}

/// How often it is when one is graded: then there are some left for the other times.
const GRADED: usize = 3;

/// Ten submissions, of which one is wrong, and one that cannot be opened; each command has the mark.
fn desk(mark: &str) -> Desk {
    let desk = Desk::new(&[("quick.toml", QUICK.as_bytes())]);
    for number in 10..20 {
        let changes = if number == 13 { &WRONG[..] } else { &[] };
        let files = marked(mark, changes);
        desk.write(&format!("envios/p{number}.zip"), packed("", &files));
    }
    desk.write("envios/p15a.zip", "no zip");
    desk
}

/// The right submission with these changes, whose server's command has the mark.
fn marked(mark: &str, changes: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let mut files = python(changes);
    let manifest = String::from_utf8_lossy(&files[0].1).into_owned();
    let marked = manifest.replace("servidor.py\"", &format!("servidor.py {mark}\""));
    assert_ne!(manifest, marked);
    files[0].1 = marked.into_bytes();
    files
}

const ARGUMENTS: [&str; 5] = ["envios", "--rubric", "quick.toml", "--seed", "7"];

#[test]
fn what_was_interrupted_ten_times_ends_as_it_would_have_in_one_go() {
    let mark = format!("mark{}x", std::process::id());
    let whole = desk(&mark);
    whole.graded(&ARGUMENTS, 1);
    let desk = desk(&mark);
    let mut rng = Rng::with_seed(7);
    let mut seen = Evidence::default();
    let mut graded = 0;
    for time in 0..TIMES {
        let moment = match rng.u8(..3) {
            // Ctrl-C is waited for only when it has begun.
            _ if time == INTERRUPTED => Moment::Playing,
            0 => Moment::Start(rng.u64(..30_000)),
            1 if graded < GRADED => Moment::Graded,
            _ => Moment::Playing,
        };
        graded += usize::from(matches!(moment, Moment::Graded));
        let signal = if time == INTERRUPTED {
            Signal::SIGINT
        } else {
            Signal::SIGKILL
        };
        interrupt(&desk, moment, signal, &mark);
        seen.is_kept(&desk);
    }
    desk.graded(&again(&desk), 1);
    seen.is_kept(&desk);
    assert_eq!(seen.0.len(), 11);
    assert_eq!(outcome(&desk), outcome(&whole));
    assert_eq!(
        desk.bytes("grades/grades.csv"),
        whole.bytes("grades/grades.csv")
    );
    let mut names = desk.names("grades");
    names.retain(|name| name != "results.before.json");
    assert_eq!(names, whole.names("grades"));
    assert_eq!(
        desk.names("grades/evidence"),
        whole.names("grades/evidence")
    );
    assert_eq!(desk.names("tmp"), Vec::<String>::new());
}

/// What one types: the first time what is to be graded, then that it is to go on.
fn again(desk: &Desk) -> Vec<&'static str> {
    match desk.path("grades/run.json").exists() {
        true => vec!["--resume"],
        false => ARGUMENTS.to_vec(),
    }
}

fn interrupt(desk: &Desk, moment: Moment, signal: Signal, mark: &str) {
    let mut running = Running::start(&mut desk.command(&again(desk)));
    let id = running.child.id();
    match moment {
        Moment::Start(after) => thread::park_timeout(Duration::from_micros(after)),
        Moment::Playing => {
            let end = Instant::now() + LIMIT;
            while !is_marked(mark) {
                assert!(Instant::now() < end, "nothing is played");
                thread::park_timeout(Duration::from_millis(5));
            }
        }
        Moment::Graded => drop(running.line()),
    }
    let started = below(id);
    kill(Pid::from_raw(id.cast_signed()), signal).unwrap();
    let said = running.end();
    if signal == Signal::SIGINT {
        assert_eq!(said.code, Some(2), "{moment:?}: {said:#?}");
        assert!(said.err.contains("--resume"), "{said:#?}");
    } else {
        assert_eq!(said.code, None, "{moment:?}: {said:#?}");
    }
    are_gone(&started, mark);
}

/// The evidence that there has been.
#[derive(Default)]
struct Evidence(BTreeMap<String, Vec<u8>>);

impl Evidence {
    /// What there was is as it was; what is new is whole.
    fn is_kept(&mut self, desk: &Desk) {
        for (name, bytes) in &self.0 {
            assert!(desk.bytes(name) == *bytes, "{name} was graded twice");
        }
        if !desk.path("grades/evidence").exists() {
            return;
        }
        let names = desk.names("grades/evidence").into_iter();
        for name in names.filter(|name| name.ends_with(".json")) {
            let name = format!("grades/evidence/{name}");
            let bytes = desk.bytes(&name);
            serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
            self.0.insert(name, bytes);
        }
    }
}

/// The results, but for how long it took.
fn outcome(desk: &Desk) -> serde_json::Value {
    let mut results = desk.results();
    timeless(&mut results);
    results
}

fn timeless(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.remove("seconds");
            fields.values_mut().for_each(timeless);
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(timeless),
        _ => {}
    }
}

/// What was seen before does not count for those that were not reached yet.
#[test]
fn what_is_graded_anew_is_graded_anew_after_an_interruption_too() {
    let mark = format!("mark{}anew", std::process::id());
    let desk = Desk::new(&[("quick.toml", QUICK.as_bytes())]);
    for name in ["ana", "bia", "caio"] {
        desk.write(
            &format!("envios/{name}.zip"),
            packed("", &marked(&mark, &[])),
        );
    }
    desk.graded(&ARGUMENTS, 0);
    let anew = [
        "envios",
        "--rubric",
        "quick.toml",
        "--seed",
        "8",
        "--anew",
        "--jobs",
        "1",
    ];
    let mut running = Running::start(&mut desk.command(&anew));
    drop(running.line());
    running.child.kill().unwrap();
    assert_eq!(running.end().code, None);
    desk.graded(&["--resume"], 0);
    let results = desk.results();
    let people = results["people"].as_array().unwrap();
    let seeds: Vec<_> = people.iter().map(|person| &person["seed"]).collect();
    assert_eq!(seeds, [8, 8, 8]);
    let said = desk.graded(&["compare"], 0);
    assert!(said.out.contains("seed 7 -> 8"), "{}", said.out);
}
