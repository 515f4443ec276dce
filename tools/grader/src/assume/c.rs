//! C and C++: by the submission's Makefile, or each program of its own source.

use std::path::Path;

use super::listing::{Listing, folder_of, read, stem_of};
use super::{Pick, Programs, pick_both, role, words};

const C: [&str; 1] = ["c"];
const CPP: [&str; 3] = ["cpp", "cc", "cxx"];

/// What Makefiles are called (GNU make, "Makefile Names").
const MAKEFILES: [&str; 3] = ["GNUmakefile", "makefile", "Makefile"];

pub(super) fn look(root: &Path, listing: &Listing) -> Option<Programs> {
    let makefile = MAKEFILES.iter().find_map(|name| read(&root.join(name)));
    match makefile {
        Some(text) => made(&text, listing),
        None => compiled(root, listing, "gcc", &C).or_else(|| compiled(root, listing, "g++", &CPP)),
    }
}

/// The programs are the Makefile's targets, or called as their sources.
fn made(text: &str, listing: &Listing) -> Option<Programs> {
    let targets = text
        .lines()
        .filter(|line| !line.starts_with(['\t', ' ', '#', '.']));
    let targets = targets
        .filter_map(|line| line.split_once(':'))
        .filter(|(_, rest)| !rest.starts_with('='));
    let mut names: Vec<_> = targets
        .flat_map(|(names, _)| names.split_whitespace())
        .collect();
    names.retain(|name| !name.contains(['.', '$', '%']) && role::of(stem_of(name)).is_some());
    if names.is_empty() {
        names = listing
            .ending(&C)
            .chain(listing.ending(&CPP))
            .map(stem_of)
            .collect();
    }
    let candidates = names.into_iter().filter_map(|name| {
        let (role, rank) = role::of(stem_of(name))?;
        let run = words([format!("./{name}").as_str()]);
        Some((
            role,
            rank,
            Pick {
                shown: name.to_owned(),
                run,
                at_home: None,
                passed_over: Vec::new(),
            },
        ))
    });
    let (server, client) = pick_both(candidates.collect());
    Programs {
        build: Some(words(["make"])),
        server,
        client,
        notes: Vec::new(),
    }
    .some()
}

/// Each program of its source, and of those sources beside it that are no program themselves.
fn compiled(root: &Path, listing: &Listing, compiler: &str, ends: &[&str]) -> Option<Programs> {
    let has_main = |file: &str| read(&root.join(file)).is_some_and(|text| text.contains("main("));
    let (mains, parts): (Vec<_>, Vec<_>) = listing.ending(ends).partition(|file| has_main(file));
    let candidates = mains.iter().filter_map(|file| {
        let (role, rank) = role::of_file(file)?;
        let run = words([format!("./{}", binary(file)).as_str()]);
        let shown = (*file).to_owned();
        Some((
            role,
            rank,
            Pick {
                shown,
                run,
                at_home: None,
                passed_over: Vec::new(),
            },
        ))
    });
    let (server, client) = pick_both(candidates.collect());
    let picks = [&server, &client].into_iter().flatten();
    let commands: Vec<_> = picks
        .map(|pick| command(compiler, &pick.shown, &parts))
        .collect();
    let commands = commands.join(" && ");
    let build = Some(words(["sh", "-c", &commands]));
    Programs {
        build,
        server,
        client,
        notes: Vec::new(),
    }
    .some()
}

/// Compiles a program, with the sources beside it.
fn command(compiler: &str, source: &str, parts: &[&str]) -> String {
    let beside = parts
        .iter()
        .filter(|part| folder_of(part) == folder_of(source));
    let mut command = words([compiler, "-O2", "-pthread", "-o", &binary(source), source]);
    command.extend(beside.map(|&part| part.to_owned()));
    shell_words::join(command)
}

/// `src/servidor.c` becomes `src/servidor.out`: a name that no folder has.
fn binary(source: &str) -> String {
    format!(
        "{}.out",
        source.rsplit_once('.').map_or(source, |(stem, _)| stem)
    )
}
