//! Packages that belong to a Cargo workspace, and cannot be built without it: those of this course.
//!
//! Such a package is graded with its workspace: the commands of its `mensageiro.toml` run in a copy
//! of the workspace's folder. A workspace counts only where its own manifest names the package as a
//! member, so that nobody who hands something in decides what is copied.

use std::fs;
use std::path::{Path, PathBuf};

use super::tree;
use crate::assume::listing;
use crate::manifest;

const MANIFEST: &str = "Cargo.toml";

/// What Cargo needs of a workspace's folder beside its members.
const SHARED: [&str; 4] = [MANIFEST, "Cargo.lock", "build.rs", "src"];

/// The workspace around a package's folder; none where it stands alone, or is one itself.
pub(super) fn around(package: &Path) -> Option<PathBuf> {
    let package = package.canonicalize().ok()?;
    let table = read(&package)?;
    if table.contains_key("workspace") || !table.contains_key("package") {
        return None;
    }
    let is_member = |folder: &&Path| {
        members(folder)
            .iter()
            .any(|member| folder.join(member) == package)
    };
    package
        .ancestors()
        .skip(1)
        .find(is_member)
        .map(Path::to_owned)
}

/// The folders of a workspace's members, relative to it, with `/`, sorted. The package of the
/// workspace's own folder is not among them.
pub(crate) fn members(workspace: &Path) -> Vec<String> {
    let Some(table) = read(workspace) else {
        return Vec::new();
    };
    let list = |key: &str| -> Vec<String> {
        let list = table
            .get("workspace")
            .and_then(|table| table.get(key)?.as_array());
        let texts = list.into_iter().flatten().filter_map(toml::Value::as_str);
        texts
            .map(|text| text.trim_matches('/').to_owned())
            .collect()
    };
    let excluded = list("exclude");
    let mut members: Vec<_> = list("members")
        .iter()
        .flat_map(|pattern| expand(workspace, pattern))
        .collect();
    members.retain(|member| {
        !excluded.contains(member) && workspace.join(member).join(MANIFEST).is_file()
    });
    members.sort();
    members.dedup();
    members
}

fn read(folder: &Path) -> Option<toml::Table> {
    listing::read(&folder.join(MANIFEST))?.parse().ok()
}

/// The folders that a pattern such as `chapters/ch*-*` means. One that leads outside means none.
fn expand(workspace: &Path, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for part in pattern.split('/').filter(|part| *part != ".") {
        found = found
            .iter()
            .flat_map(|before| next(workspace, before, part))
            .collect();
    }
    found
}

fn next(workspace: &Path, before: &str, part: &str) -> Vec<String> {
    let join = |name: &str| {
        if before.is_empty() {
            name.to_owned()
        } else {
            format!("{before}/{name}")
        }
    };
    if part == ".." || part.is_empty() {
        return Vec::new();
    }
    if !part.contains('*') {
        return vec![join(part)];
    }
    let entries = fs::read_dir(workspace.join(before))
        .into_iter()
        .flatten()
        .flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names
        .filter(|name| is_match(part, name))
        .map(|name| join(&name))
        .collect()
}

/// Whether a name fits a pattern whose `*` stand for anything.
fn is_match(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, rest)) => name.strip_prefix(before).is_some_and(|name| {
            let mut cuts = name
                .char_indices()
                .map(|(index, _)| index)
                .chain([name.len()]);
            cuts.any(|cut| is_match(rest, &name[cut..]))
        }),
    }
}

/// Copies the workspace, as far as Cargo needs it, with the package's `mensageiro.toml` at its top.
pub(super) fn stage(workspace: &Path, package: &Path, into: &Path) -> Result<PathBuf, String> {
    let toml = package.join(manifest::FILE);
    if !toml.is_file() {
        return Err(format!(
            "{} belongs to the Cargo workspace {} and has no {}: write one, with commands for the workspace's folder",
            package.display(),
            workspace.display(),
            manifest::FILE
        ));
    }
    let mut parts = members(workspace);
    parts.extend(SHARED.map(str::to_owned));
    for part in parts.iter().filter(|part| workspace.join(part).exists()) {
        stage_one(&workspace.join(part), &into.join(part))?;
    }
    stage_one(&toml, &into.join(manifest::FILE))?;
    Ok(into.to_owned())
}

fn stage_one(from: &Path, to: &Path) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{} cannot be copied: {error}", from.display());
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap_or(to)).map_err(said)?;
        return fs::copy(from, to).map(drop).map_err(said);
    }
    tree::copy_sources(from, to).map_err(said)
}

#[cfg(test)]
mod tests {
    use super::is_match;

    #[test]
    fn patterns_match_as_cargos_do() {
        for (pattern, name, is) in [
            ("ch*-*", "ch01-echo", true),
            ("ch*-*", "ch01", false),
            ("*", "é", true),
            ("a*b", "acb", true),
            ("a*b", "acbd", false),
        ] {
            assert_eq!(is_match(pattern, name), is, "{pattern} {name}");
        }
    }
}
