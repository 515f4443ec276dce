//! `cargo kit steps`: the steps of a chapter as folders that one can edit, and back as diffs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::chapter::{self, Chapter, Step};
use crate::diff::Files;

/// The file that holds a step's title, in its folder.
const TITLE: &str = "title.txt";

/// Read or edit the steps of a chapter: the code after each step, in a folder of its own
///
/// The folders are for reading and comparing, with `diff -r` for example; they cannot be built
/// where they are.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit steps unpack 3 /tmp/steps")]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write the code of a chapter after each of its steps, each in a folder of its own
    #[command(after_help = "Example:\n  cargo kit steps unpack 3 /tmp/steps")]
    Unpack(Place),
    /// Make the steps of a chapter from such folders, after editing them (for those who write it)
    #[command(after_help = "Example:\n  cargo kit steps pack 3 /tmp/steps")]
    Pack(Place),
}

#[derive(Debug, clap::Args)]
struct Place {
    /// The chapter, such as 3, ch03 or ch03-auth
    chapter: String,
    /// The folder that holds a folder for each step
    folder: PathBuf,
}

/// Unpacks or packs.
///
/// # Errors
/// Where a file cannot be read or written, or the folders are not those of steps.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.command {
        Command::Unpack(place) => {
            let chapter = Chapter::named(&place.chapter)?;
            for problem in unpack(&chapter, &place.folder)? {
                println!("{problem}");
            }
            print!("{}", unpacked(&chapter, &place.folder)?);
        }
        Command::Pack(place) => {
            let chapter = Chapter::named(&place.chapter)?;
            pack(&chapter, &place.folder)?;
            println!("written: {}", chapter.steps_folder().display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What was written and where.
fn unpacked(chapter: &Chapter, folder: &Path) -> Result<String> {
    let steps = chapter.steps()?;
    let mut text = format!("the code of {} after each step:\n", chapter.name);
    for step in &steps {
        let state = folder.join(&step.name);
        text += &format!("  {}: {}\n", state.display(), step.title);
    }
    Ok(text)
}

/// Writes each state into a folder with the name of its step. Where a step does not apply, its
/// folder has the state before it, to be edited by hand, and this is among the problems returned.
/// The last folder has the chapter's code.
///
/// # Errors
/// Where a file cannot be read or written.
pub fn unpack(chapter: &Chapter, folder: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let steps = chapter.steps()?;
    let mut files = chapter.base()?;
    for (place, step) in steps.iter().enumerate() {
        match step.apply(&files) {
            _ if place + 1 == steps.len() => files = chapter.files()?,
            Ok(after) => files = after,
            Err(error) => problems.push(format!(
                "{}: {error}; its folder has the state before it",
                step.name
            )),
        }
        let state = folder.join(&step.name);
        files.write(&state)?;
        fs::write(state.join(TITLE), format!("{}\n", step.title))?;
    }
    Ok(problems)
}

/// Replaces the chapter's steps by the differences between the folders.
///
/// # Errors
/// Where there are no folders, one has no title, or a file cannot be read or written.
pub fn pack(chapter: &Chapter, folder: &Path) -> Result<()> {
    let mut steps = Vec::new();
    let mut before = chapter.base()?;
    for state in state_folders(folder)? {
        let after = Files::read(&state)?;
        steps.push(Step {
            name: file_name(&state),
            title: title(&state)?,
            diff: before.diff(&after),
        });
        before = after;
    }
    let target = chapter.steps_folder();
    if target.is_dir() {
        fs::remove_dir_all(&target)?;
    }
    fs::create_dir_all(&target)?;
    steps.iter().try_for_each(|step| step.write(&target))
}

fn state_folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut states = listed
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    states.retain(|state| chapter::number(&file_name(state)) != usize::MAX);
    states.sort_by_key(|state| chapter::number(&file_name(state)));
    ensure!(
        !states.is_empty(),
        "{} has no folder such as 1-the-first-step",
        folder.display()
    );
    Ok(states)
}

fn title(state: &Path) -> Result<String> {
    let file = state.join(TITLE);
    let title = fs::read_to_string(&file)
        .with_context(|| format!("{}: what the step does, in a line", file.display()))?;
    Ok(title.trim().to_owned())
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
