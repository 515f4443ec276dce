//! Programs that are not built: Python and JavaScript.

use std::path::Path;

use super::listing::{Listing, folder_of, read};
use super::{Pick, Programs, pick_both, role, words};

pub(super) fn python(_: &Path, listing: &Listing) -> Option<Programs> {
    look(listing, "python3", &["py"]).some()
}

pub(super) fn javascript(root: &Path, listing: &Listing) -> Option<Programs> {
    let mut programs = look(listing, "node", &["js", "mjs", "cjs"]);
    let text = read(&root.join("package.json")).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let needs = package["dependencies"]
        .as_object()
        .is_some_and(|needed| !needed.is_empty());
    if needs && !root.join("node_modules").is_dir() {
        programs.notes.push(
            "package.json names dependencies, and there is no node_modules with them".to_owned(),
        );
    }
    programs.some()
}

fn look(listing: &Listing, interpreter: &str, ends: &[&str]) -> Programs {
    let candidates = listing.ending(ends).filter_map(|file| {
        let (role, rank) = role::of_file(file)?;
        let name = file.rsplit('/').next().unwrap_or(file);
        let pick = Pick {
            shown: file.to_owned(),
            run: words([interpreter, file]),
            at_home: folder_of(file).map(|folder| (folder.to_owned(), words([interpreter, name]))),
            passed_over: Vec::new(),
        };
        Some((role, rank, pick))
    });
    let (server, client) = pick_both(candidates.collect());
    Programs {
        server,
        client,
        ..Programs::default()
    }
}
