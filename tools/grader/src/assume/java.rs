//! Java without a build tool: all classes are compiled, and the two with `main` are run.

use std::path::Path;

use super::listing::{Listing, read, stem_of};
use super::{Pick, Programs, pick_both, role, words};

/// Where the classes go.
const CLASSES: &str = "out";

/// So many files are compiled: they stand in the command.
const MOST_SOURCES: usize = 300;

pub(super) fn look(root: &Path, listing: &Listing) -> Option<Programs> {
    let sources: Vec<_> = listing.ending(&["java"]).take(MOST_SOURCES).collect();
    let candidates = sources.iter().filter_map(|file| {
        let text = read(&root.join(file))?;
        let (role, rank) = role::of_file(file)?;
        let is_program = text.contains("void main(");
        let pick = Pick {
            shown: (*file).to_owned(),
            run: words(["java", "-cp", CLASSES, &class(&text, file)]),
            at_home: None,
            passed_over: Vec::new(),
        };
        is_program.then_some((role, rank, pick))
    });
    let (server, client) = pick_both(candidates.collect());
    let mut build = words(["javac", "-encoding", "UTF-8", "-d", CLASSES]);
    build.extend(sources.iter().map(|&file| file.to_owned()));
    Programs {
        build: Some(build),
        server,
        client,
        notes: Vec::new(),
    }
    .some()
}

/// The class's whole name: with its package, where it has one.
fn class(text: &str, file: &str) -> String {
    let package = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("package "));
    let package = package
        .and_then(|rest| rest.split(';').next())
        .map(str::trim);
    match package {
        Some(package) if !package.is_empty() => format!("{package}.{}", stem_of(file)),
        _ => stem_of(file).to_owned(),
    }
}
