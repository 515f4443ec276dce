//! Plays a submission in a sandbox, as the grader's command does it, and looks around afterwards.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use grader::evidence::Evidence;
use grader::sandbox::{Limits, Rust, available};
use grader::submission::gather;
use grader::worker::{Event, Fault, Job, Place, run};
use grader::{Manifest, Rubric, score};

/// The grader's own program that works in the sandbox.
pub(crate) const WORKER: &str = env!("CARGO_BIN_EXE_mensageiro-grade");

/// How long an answer is waited for: what never answers must not keep the test.
const PATIENCE: Duration = Duration::from_secs(2);

/// A rubric of one check of the server and one of the client, a point each.
pub(crate) const RUBRIC: &str = "title = 't'
[[row]]
id = 'server'
title = 't'
part = 'server'
points = 1
rules = [1]
[[row.check]]
session = 'ch04-inbox/message-waits'
points = 1
[[row]]
id = 'client'
title = 't'
part = 'client'
points = 1
rules = [1]
[[row.check]]
client = 'sends'
points = 1
";

/// What came of a submission.
pub(crate) struct Seen {
    pub(crate) evidence: Evidence,
    pub(crate) took: Duration,
}

impl Seen {
    /// The points of a rubric.
    pub(crate) fn points(&self, rubric: &str) -> String {
        let rubric = grader::rubric::load(Path::new("r.toml"), rubric).unwrap();
        score(&rubric, &self.evidence).points().to_string()
    }

    /// All that was seen, as it is written into a file.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(&self.evidence).unwrap()
    }
}

/// This machine's toolchain.
static RUST: LazyLock<Option<Rust>> = LazyLock::new(|| Rust::of_host(None));

/// Limits that a test can wait for.
pub(crate) fn limits() -> Limits {
    let mut limits = Limits {
        build_time: Duration::from_secs(20),
        play_time: Duration::from_secs(60),
        scratch: 200 * 1024 * 1024,
        files: 200_000,
        ..Limits::default()
    };
    limits.run.memory = 300 * 1024 * 1024;
    limits.run.file = 100 * 1024 * 1024;
    limits
}

/// Gathers and plays it in a sandbox.
pub(crate) fn play(folder: &Path, rubric: &str, limits: Limits) -> Result<Seen, Fault> {
    if let Err(why) = available() {
        panic!("{why}");
    }
    let place = Place::Sandbox(RUST.as_ref());
    play_at(place, folder, rubric, limits, &|_, _| {})
}

/// The same at any place; what happens is told, with the flag that stops it.
pub(crate) fn play_at(
    place: Place,
    folder: &Path,
    rubric: &str,
    limits: Limits,
    tell: &dyn Fn(Event, &AtomicBool),
) -> Result<Seen, Fault> {
    let text = fs::read_to_string(folder.join(grader::manifest::FILE)).unwrap();
    let manifest = Manifest::parse(Path::new("mensageiro.toml"), &text).unwrap();
    let gathered = gather(folder, manifest.build.is_some(), &std::env::temp_dir()).unwrap();
    let job = Job {
        id: "hostile".to_owned(),
        digest: "0".to_owned(),
        assumed: None,
        ignored: gathered.left_out.clone(),
        manifest,
        rubric: grader::rubric::Source::new("r.toml", rubric),
        framing: None,
        seed: 7,
        patience: Some(PATIENCE),
        limits,
    };
    let stop = AtomicBool::new(false);
    let begin = Instant::now();
    let (program, folder) = (Path::new(WORKER), gathered.folder());
    let evidence = run(&job, program, folder, place, &stop, &|event| {
        tell(event, &stop)
    })?;
    let took = begin.elapsed();
    Ok(Seen { evidence, took })
}

/// The course's rubric, as a text.
pub(crate) const COURSE: &str = include_str!("../../rubrics/course.toml");

/// All points that checks can give.
pub(crate) fn automatic() -> String {
    Rubric::course().unwrap().automatic().to_string()
}
