//! `cargo kit sessions`: every session against every program that must pass it.

mod parallel;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use testkit::{Failure, How, Pace, Session, Target, play, vary};

use crate::course::{self, CourseProgram, PROGRAMS};
use crate::programs::{self, Binaries};

/// Play all session files against all programs, and print who passes what
///
/// Exit codes: 0 all passed, 1 at least one that must pass failed, 2 nothing could be played.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only this program, such as ch04-inbox or final
    #[arg(long)]
    program: Option<String>,
    /// Only this pace: normal, byte-by-byte or coalesced
    #[arg(long)]
    pace: Option<Pace>,
    /// The number that chooses names and texts; another one each time where it is not given
    #[arg(long)]
    seed: Option<u64>,
    /// Play also what a program need not pass, for information: its marks stand in brackets
    #[arg(long)]
    all: bool,
}

/// One session against one program at one pace.
#[derive(Debug, Clone, Copy)]
pub struct Play<'a> {
    /// What is played.
    pub session: &'a Session,
    /// Against whom.
    pub program: &'static CourseProgram,
    /// How.
    pub how: How,
}

/// A play, and what became of it.
pub type Outcome<'a> = (Play<'a>, Result<(), Box<Failure>>);

/// Plays, prints the table and the failures.
///
/// # Errors
/// Where a session file is wrong or a program does not compile.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let sessions = find(&course::root())?;
    let programs = selected(arguments.program.as_deref())?;
    let names: Vec<_> = programs.iter().map(|program| program.binary).collect();
    let binaries = programs::build(&names)?;
    let seed = arguments.seed.unwrap_or_else(vary::seed);
    let paces = arguments.pace.map_or(Pace::ALL.to_vec(), |pace| vec![pace]);
    let is_wanted = |play: &Play| arguments.all || play.program.must_pass(play.session);
    let mut plays = plays(&sessions, &programs, &paces, seed);
    plays.retain(is_wanted);
    let outcomes = play_all(&plays, &binaries)?;
    Ok(report(&sessions, &programs, &outcomes, seed))
}

/// Every session with every program at every pace, whether it must pass or not.
pub fn plays<'a>(
    sessions: &'a [Session],
    programs: &[&'static CourseProgram],
    paces: &[Pace],
    seed: u64,
) -> Vec<Play<'a>> {
    let mut plays = Vec::new();
    for session in sessions {
        for &program in programs {
            let paces = paces
                .iter()
                .filter(|&&pace| session.may_coalesce || pace != Pace::Coalesced);
            plays.extend(paces.map(|&pace| Play {
                session,
                program,
                how: How {
                    pace,
                    seed: Some(seed),
                },
            }));
        }
    }
    plays
}

/// Plays them all, several at a time; the outcomes are in the order of the plays.
///
/// # Errors
/// Where a program's binary was not built.
pub fn play_all<'a>(plays: &[Play<'a>], binaries: &Binaries) -> Result<Vec<Outcome<'a>>> {
    for Play { program, .. } in plays {
        ensure!(
            binaries.contains_key(program.binary),
            "cargo has built no binary `{}`",
            program.binary
        );
    }
    let results = parallel::map(
        plays,
        |Play {
             session,
             program,
             how,
         }| {
            let program = program.program(&binaries[program.binary]);
            play(session, &Target::Program(&program), *how).map(drop)
        },
    );
    Ok(plays.iter().copied().zip(results).collect())
}

/// All session files of the project, by path. Their `file` is relative to `root`.
///
/// # Errors
/// The first file that is wrong, or that names a program that does not exist.
pub fn find(root: &Path) -> Result<Vec<Session>> {
    let mut folders: Vec<_> = entries(&root.join("chapters"))?
        .into_iter()
        .map(|chapter| chapter.join("sessions"))
        .collect();
    folders.push(root.join("final/sessions"));
    let mut sessions = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let files = entries(folder)?
            .into_iter()
            .filter(|file| file.extension().is_some_and(|end| end == "session"));
        for file in files {
            sessions.push(load(root, &file)?);
        }
    }
    Ok(sessions)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed =
        fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
    let mut paths = listed
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn load(root: &Path, file: &Path) -> Result<Session> {
    let mut session = Session::load(file)?;
    session.file = file.strip_prefix(root).unwrap_or(file).to_owned();
    for name in [Some(&session.since), session.until.as_ref()]
        .into_iter()
        .flatten()
    {
        if CourseProgram::named(name).is_none() {
            bail!(
                "{}: no program `{name}`; there are {}",
                session.file.display(),
                course::names()
            );
        }
    }
    Ok(session)
}

fn selected(name: Option<&str>) -> Result<Vec<&'static CourseProgram>> {
    let Some(name) = name else {
        return Ok(PROGRAMS.iter().collect());
    };
    let program = CourseProgram::named(name)
        .with_context(|| format!("no program `{name}`; there are {}", course::names()))?;
    Ok(vec![program])
}

/// Prints the table, one failure for each session and program, and the sum.
fn report(
    sessions: &[Session],
    programs: &[&'static CourseProgram],
    outcomes: &[Outcome],
    seed: u64,
) -> ExitCode {
    print!("{}", table::table(sessions, programs, outcomes));
    let mut failures = failures(outcomes);
    let count = failures.len();
    // The paces of one session stand together, and mostly fail alike.
    failures.dedup_by_key(|(play, _)| (play.program.name, &play.session.file));
    for (play, failure) in failures {
        println!("\n{}: {failure}", play.program.name);
    }
    println!(
        "\n{} plays with seed {seed}, {count} failed",
        outcomes.len()
    );
    ExitCode::from(u8::from(count > 0))
}

/// What must pass and did not.
fn failures<'a>(outcomes: &'a [Outcome]) -> Vec<(&'a Play<'a>, &'a Failure)> {
    let must_pass = outcomes
        .iter()
        .filter(|(play, _)| play.program.must_pass(play.session));
    must_pass
        .filter_map(|(play, result)| Some((play, &**result.as_ref().err()?)))
        .collect()
}
