//! What is derived from the chapters' code is current, and each chapter is told in small steps that
//! compile.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kit::chapter::{CLIENT_CHAPTER, Chapter};
use kit::course;
use kit::diff::Files;
use kit::sync::{stale_last_step, stale_step_diff, sync};
use kit::{chapter, steps};

/// The most new lines of a step, comments and blank lines included. Lines that only move are not
/// new.
const STEP_LINES_MAX: usize = 40;

/// The most new lines of code of a chapter, unit tests included, comments and blank lines not:
/// about 120.
const CHAPTER_LINES_MAX: usize = 125;

fn chapters() -> Vec<Chapter> {
    Chapter::all(&course::root()).unwrap()
}

/// Those with a budget of lines; the client has none.
fn budgeted() -> impl Iterator<Item = Chapter> {
    chapters()
        .into_iter()
        .filter(|chapter| chapter.name != CLIENT_CHAPTER)
}

#[test]
fn step_diffs_are_current() {
    for chapter in chapters() {
        assert!(
            stale_step_diff(&chapter).unwrap().is_none(),
            "chapters/{}/step.diff is stale; mend it with `cargo kit sync`",
            chapter.name
        );
    }
}

#[test]
fn the_steps_of_a_chapter_lead_to_its_code() {
    for chapter in chapters() {
        let name = &chapter.name;
        assert!(!chapter.steps().unwrap().is_empty(), "{name} has no steps");
        let stale = stale_last_step(&chapter).unwrap();
        assert!(
            stale.is_none(),
            "the last of chapters/{name}/steps does not end at the code of {name}; mend it with `cargo kit sync`"
        );
    }
}

#[test]
fn steps_are_numbered_in_a_row() {
    for chapter in chapters() {
        for (place, step) in chapter.steps().unwrap().iter().enumerate() {
            assert_eq!(
                chapter::number(&step.name),
                place + 1,
                "chapters/{}/steps/{}.diff",
                chapter.name,
                step.name
            );
            assert!(
                !step.title.contains('\n'),
                "{}: the title is one line",
                step.name
            );
        }
    }
}

#[test]
fn steps_are_small() {
    for chapter in budgeted() {
        let mut before = chapter.base().unwrap();
        for (step, after) in chapter.states().unwrap() {
            let count = before.new_lines(&after).len();
            println!("{} {}: {count}", chapter.name, step.name);
            assert!(
                count <= STEP_LINES_MAX,
                "chapters/{}/steps/{}.diff adds {count} lines; {STEP_LINES_MAX} is the most",
                chapter.name,
                step.name
            );
            before = after;
        }
    }
}

#[test]
fn chapters_are_small() {
    let is_code = |line: &&String| !line.is_empty() && !line.starts_with("//");
    for chapter in budgeted() {
        let lines = chapter.base().unwrap().new_lines(&chapter.files().unwrap());
        let count = lines.iter().filter(is_code).count();
        println!("{}: {count} of code, {} in all", chapter.name, lines.len());
        assert!(
            count <= CHAPTER_LINES_MAX,
            "{} adds {count} lines of code; {CHAPTER_LINES_MAX} is the most",
            chapter.name
        );
    }
}

#[test]
fn every_step_compiles() {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("steps");
    write_workspace(&workspace);
    let check = Command::new(env!("CARGO"))
        .args([
            "check",
            "--offline",
            "--quiet",
            "--workspace",
            "--all-targets",
        ])
        .args(["--target-dir", "target"])
        .current_dir(&workspace)
        .output()
        .unwrap();
    assert!(
        check.status.success(),
        "a step does not compile; `cargo kit steps unpack CHAPTER FOLDER` writes it into a folder\n{}",
        String::from_utf8_lossy(&check.stderr)
    );
}

/// A package for each step in one workspace, so that one Cargo builds each dependency once.
fn write_workspace(workspace: &Path) {
    let root = course::root();
    let packages = workspace.join("packages");
    if packages.is_dir() {
        fs::remove_dir_all(&packages).unwrap();
    }
    for chapter in chapters() {
        for (step, files) in chapter.states().unwrap() {
            let name = format!("{}-{}", chapter.name, step.name);
            renamed(&files, chapter::number(&step.name))
                .write(&packages.join(name))
                .unwrap();
        }
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let shared = manifest
        .find("[workspace.package]")
        .expect("shared settings");
    let head = "[workspace]\nresolver = \"3\"\nmembers = [\"packages/*\"]\n\n";
    fs::write(
        workspace.join("Cargo.toml"),
        format!("{head}{}", &manifest[shared..]),
    )
    .unwrap();
    fs::copy(root.join("Cargo.lock"), workspace.join("Cargo.lock")).unwrap();
}

/// The same with the step's number behind each name: no two packages of a workspace may share one.
fn renamed(files: &Files, number: usize) -> Files {
    let mut renamed = files.clone();
    let manifest = files.get("Cargo.toml").unwrap();
    let lines = manifest.lines().map(|line| {
        let is_name = line.starts_with("name = ") || line.starts_with("default-run = ");
        match line.strip_suffix('"') {
            Some(line) if is_name => format!("{line}-{number}\"\n"),
            _ => format!("{line}\n"),
        }
    });
    renamed.insert("Cargo.toml", lines.collect());
    renamed
}

/// A copy of the chapters that a test may spoil.
fn copy() -> (tempfile::TempDir, Vec<Chapter>) {
    let copy = tempfile::tempdir().unwrap();
    for chapter in chapters() {
        let folder = copy.path().join("chapters").join(&chapter.name);
        chapter.files().unwrap().write(&folder).unwrap();
        let steps = folder.join("steps");
        fs::create_dir(&steps).unwrap();
        for step in chapter.steps().unwrap() {
            step.write(&steps).unwrap();
        }
    }
    sync(copy.path()).unwrap();
    let chapters = Chapter::all(copy.path()).unwrap();
    (copy, chapters)
}

fn spoil(file: PathBuf, what: &str, by: &str) {
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(what), "{}", file.display());
    fs::write(&file, text.replace(what, by)).unwrap();
}

#[test]
fn a_changed_chapter_makes_its_diffs_stale_until_they_are_synced() {
    let (copy, chapters) = copy();
    assert_eq!(sync(copy.path()).unwrap(), Vec::<String>::new());
    spoil(
        chapters[2].folder.join("src/users.rs"),
        "it has no user",
        "it is empty",
    );
    assert!(stale_step_diff(&chapters[2]).unwrap().is_some());
    assert!(stale_last_step(&chapters[2]).unwrap().is_some());
    // The next chapter had the old text, so its change is another one now.
    assert!(stale_step_diff(&chapters[3]).unwrap().is_some());
    let written = sync(copy.path()).unwrap();
    assert!(
        written.contains(&"chapters/ch03-auth/step.diff".to_owned()),
        "{written:?}"
    );
    assert!(stale_step_diff(&chapters[2]).unwrap().is_none());
    assert!(stale_last_step(&chapters[2]).unwrap().is_none());
}

#[test]
fn a_step_that_no_longer_applies_is_named_with_what_to_do() {
    let (copy, chapters) = copy();
    spoil(
        chapters[0].folder.join("src/main.rs"),
        "stream.write_all",
        "stream.write_it_all",
    );
    let error = format!("{:#}", sync(copy.path()).unwrap_err());
    assert!(error.contains("chapters/ch02-threads/steps/1-"), "{error}");
    assert!(
        error.contains("cargo kit steps unpack ch02-threads"),
        "{error}"
    );
}

#[test]
fn what_is_unpacked_packs_to_the_same_steps() {
    let (copy, chapters) = copy();
    for chapter in chapters {
        let before = chapter.steps().unwrap();
        let folder = copy.path().join("states").join(&chapter.name);
        assert_eq!(
            steps::unpack(&chapter, &folder).unwrap(),
            Vec::<String>::new()
        );
        steps::pack(&chapter, &folder).unwrap();
        assert_eq!(chapter.steps().unwrap(), before, "{}", chapter.name);
    }
}

#[test]
fn a_line_that_moves_is_not_new() {
    let mut before = Files::default();
    before.insert("src/main.rs", "fn a() {}\nfn b() {}\n".to_owned());
    let mut after = Files::default();
    after.insert("src/main.rs", "fn a() {}\n".to_owned());
    after.insert("src/b.rs", "fn b() {}\nfn c() {}\n".to_owned());
    assert_eq!(before.new_lines(&after), ["fn c() {}"]);
}
