//! `cargo kit sync`: writes anew what can be derived from the chapters' code and the catalogue of
//! exercises.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::catalogue::{Catalogue, FOLDER};
use crate::chapter::{Chapter, Step};
use crate::course;
use crate::verify::{list, markdown};

/// The whole change of a chapter, beside its text.
pub const STEP_DIFF: &str = "step.diff";

/// Bring the derived files up to date: each chapter's step.diff, the end of its steps, and the lists
/// of exercises
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit sync")]
pub struct Arguments {}

/// Writes what is stale, and says what that was.
///
/// # Errors
/// Where a step that is not the last one of its chapter no longer applies.
pub fn run(_: &Arguments) -> Result<ExitCode> {
    let root = course::located()?;
    for written in sync(&root)?.iter().chain(&sync_lists(&root)?) {
        println!("written: {written}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Brings the lists of exercises under a root up to date. Returns the files in which they were not.
fn sync_lists(root: &Path) -> Result<Vec<String>> {
    let stale = stale_lists(root)?;
    for (path, text) in &stale {
        fs::write(root.join(path), text).with_context(|| path.clone())?;
    }
    Ok(stale.into_iter().map(|(path, _)| path).collect())
}

/// Brings the diffs of the chapters under a root up to date. Returns the files that were not.
///
/// # Errors
/// Where a step that is not the last one of its chapter no longer applies, or a file cannot be
/// written.
pub fn sync(root: &Path) -> Result<Vec<String>> {
    let mut written = Vec::new();
    for chapter in Chapter::all(root)? {
        if let Some(diff) = stale_step_diff(&chapter)? {
            fs::write(chapter.folder.join(STEP_DIFF), diff)?;
            written.push(format!("chapters/{}/{STEP_DIFF}", chapter.name));
        }
        if let Some(step) = stale_last_step(&chapter)? {
            step.write(&chapter.steps_folder())?;
            written.push(format!(
                "chapters/{}/steps/{}.diff",
                chapter.name, step.name
            ));
        }
    }
    Ok(written)
}

/// The lists of exercises stand between these two lines: all in the README of the exercises, and a
/// chapter's own in its text.
const LIST_BEGIN: &str = "<!-- exercises: made by cargo kit sync -->\n";
const LIST_END: &str = "<!-- end of exercises -->\n";

/// The texts whose list of exercises is not what the catalogue says, and what they should be.
///
/// # Errors
/// Where a text cannot be read, or has no place for its list.
pub fn stale_lists(root: &Path) -> Result<Vec<(String, String)>> {
    let catalogue = Catalogue::read(root)?;
    let mut lists = vec![(format!("{FOLDER}/README.md"), markdown(root, &catalogue)?)];
    for chapter in Chapter::all(root)? {
        let path = format!("chapters/{}/README.md", chapter.name);
        lists.push((path, list(&catalogue, &chapter.name)));
    }
    let mut stale = Vec::new();
    for (path, list) in lists {
        let text = fs::read_to_string(root.join(&path)).with_context(|| path.clone())?;
        let after = with_list(&text, &list)
            .with_context(|| format!("{path} has no line {LIST_BEGIN}and later {LIST_END}"))?;
        if after != text {
            stale.push((path, after));
        }
    }
    Ok(stale)
}

/// The text with this list in its place; `None` where it has none.
fn with_list(text: &str, list: &str) -> Option<String> {
    let (before, rest) = text.split_once(LIST_BEGIN)?;
    let (_, after) = rest.split_once(LIST_END)?;
    Some(format!("{before}{LIST_BEGIN}\n{list}\n{LIST_END}{after}"))
}

/// What a chapter's step.diff should say, where it does not.
///
/// # Errors
/// Where the code cannot be read.
pub fn stale_step_diff(chapter: &Chapter) -> Result<Option<String>> {
    let diff = chapter.base()?.diff(&chapter.files()?);
    let current = fs::read_to_string(chapter.folder.join(STEP_DIFF)).unwrap_or_default();
    Ok((diff != current).then_some(diff))
}

/// What a chapter's last step should be, where it does not lead to the chapter's code.
///
/// # Errors
/// Where an earlier step does not apply.
pub fn stale_last_step(chapter: &Chapter) -> Result<Option<Step>> {
    let steps = chapter.steps()?;
    let Some((last, earlier)) = steps.split_last() else {
        return Ok(None);
    };
    let mut files = chapter.base()?;
    for step in earlier {
        files = step
            .apply(&files)
            .with_context(|| chapter.how_to_mend(step))?;
    }
    let code = chapter.files()?;
    if last.apply(&files).is_ok_and(|after| after == code) {
        return Ok(None);
    }
    let diff = files.diff(&code);
    Ok(Some(Step {
        diff,
        ..last.clone()
    }))
}
