//! Cargo packages: one with both programs, a workspace, or two packages side by side.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::listing::{Listing, read};
use super::role::{self, Rank, Role};
use super::{Pick, Programs, pick_both, words};
use crate::intake::workspace;

const MANIFEST: &str = "Cargo.toml";

/// So many members of a workspace are looked at.
const MOST_PACKAGES: usize = 100;

/// A package's binaries.
struct Package {
    /// Its folder below the submission's, empty where it is this.
    folder: String,
    name: String,
    binaries: BTreeSet<String>,
}

pub(super) fn look(root: &Path, _: &Listing) -> Option<Programs> {
    if root.join(MANIFEST).is_file() {
        in_one(root)
    } else {
        side_by_side(root)
    }
}

/// A package or a workspace: one build, and one folder `target`.
fn in_one(root: &Path) -> Option<Programs> {
    let mut packages: Vec<_> = Package::read(root, "").into_iter().collect();
    let members = workspace::members(root);
    let is_workspace = !members.is_empty();
    packages.extend(
        members
            .iter()
            .take(MOST_PACKAGES)
            .filter_map(|member| Package::read(root, member)),
    );
    let mut build = words(["cargo", "build", "--release", "--offline"]);
    if is_workspace {
        build.push("--workspace".to_owned());
    }
    let (server, client) = pick_both(candidates(&packages, ""));
    Programs {
        build: Some(build),
        server,
        client,
        notes: Vec::new(),
    }
    .some()
}

/// A package for the server and one for the client, each built for itself.
fn side_by_side(root: &Path) -> Option<Programs> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let names: BTreeSet<_> = names.take(MOST_PACKAGES).collect();
    let packages: Vec<_> = names
        .iter()
        .filter_map(|name| Package::read(root, name))
        .collect();
    let candidates = packages.iter().flat_map(|package| {
        let place = format!("{}/", package.folder);
        candidates(std::slice::from_ref(package), &place)
    });
    let (server, client) = pick_both(candidates.collect());
    // With one alone it is a project one folder deeper.
    let (server, client) = (server?, client?);
    let build = |pick: &Pick| {
        let folder = pick
            .at_home
            .as_ref()
            .map(|(folder, _)| folder.as_str())
            .unwrap_or_default();
        let manifest = format!("{folder}/{MANIFEST}");
        shell_words::join([
            "cargo",
            "build",
            "--release",
            "--offline",
            "--manifest-path",
            &manifest,
        ])
    };
    let both = format!("{} && {}", build(&server), build(&client));
    Programs {
        build: Some(words(["sh", "-c", &both])),
        server: Some(server),
        client: Some(client),
        notes: Vec::new(),
    }
    .some()
}

/// The binaries that are a server or a client; `place` is where their folder `target` is.
fn candidates(packages: &[Package], place: &str) -> Vec<(Role, Rank, Pick)> {
    let mut candidates = Vec::new();
    let mut nameless = Vec::new();
    for package in packages {
        let is_only = package.binaries.len() == 1;
        for binary in &package.binaries {
            let by_package = || {
                let folder = package.folder.rsplit('/').next().unwrap_or_default();
                is_only
                    .then(|| role::of(&package.name).or_else(|| role::of(folder)))
                    .flatten()
            };
            let pick = package.pick(binary, place);
            match role::of(binary).or_else(by_package) {
                Some((role, rank)) => candidates.push((role, rank, pick)),
                None => nameless.push(pick),
            }
        }
    }
    // `main.rs` beside `client.rs` is the server.
    let has = |wanted: Role| candidates.iter().any(|(role, ..)| *role == wanted);
    let missing = match (has(Role::Server), has(Role::Client)) {
        (false, true) => Some(Role::Server),
        (true, false) => Some(Role::Client),
        _ => None,
    };
    if let (Some(missing), [only]) = (missing, nameless.as_slice()) {
        candidates.push((missing, Rank::default(), only.clone()));
    }
    candidates
}

impl Package {
    fn read(root: &Path, folder: &str) -> Option<Package> {
        let path = root.join(folder);
        let text = read(&path.join(MANIFEST))?;
        let table: toml::Table = text.parse().ok()?;
        let name = table.get("package")?.get("name")?.as_str()?.to_owned();
        let mut binaries = BTreeSet::new();
        for binary in table
            .get("bin")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
        {
            binaries.extend(
                binary
                    .get("name")
                    .and_then(toml::Value::as_str)
                    .map(str::to_owned),
            );
        }
        let names_main = |binary: &toml::Value| {
            binary.get("path").and_then(toml::Value::as_str) == Some("src/main.rs")
        };
        let bins = table.get("bin").and_then(toml::Value::as_array);
        let is_main_named = bins.is_some_and(|bins| bins.iter().any(names_main));
        if path.join("src/main.rs").is_file() && !is_main_named {
            binaries.insert(name.clone());
        }
        binaries.extend(found_binaries(&path));
        Some(Package {
            folder: folder.to_owned(),
            name,
            binaries,
        })
    }

    fn pick(&self, binary: &str, place: &str) -> Pick {
        let home = if self.folder.is_empty() {
            None
        } else {
            let up = if place.is_empty() {
                "../".repeat(self.folder.split('/').count())
            } else {
                "./".to_owned()
            };
            Some((
                self.folder.clone(),
                words([format!("{up}target/release/{binary}").as_str()]),
            ))
        };
        Pick {
            shown: format!("the program {binary}"),
            run: words([format!("{place}target/release/{binary}").as_str()]),
            at_home: home,
            passed_over: Vec::new(),
        }
    }
}

/// `src/bin/NAME.rs` and `src/bin/NAME/main.rs` (the Cargo book, "Package Layout").
fn found_binaries(package: &Path) -> Vec<String> {
    let entries = fs::read_dir(package.join("src/bin"))
        .into_iter()
        .flatten()
        .flatten();
    let name = |entry: fs::DirEntry| {
        let path = entry.path();
        let is_file = path.extension().is_some_and(|end| end == "rs");
        let is_program = is_file || path.join("main.rs").is_file();
        let stem = path.file_stem()?.to_string_lossy().into_owned();
        is_program.then_some(stem)
    };
    entries.filter_map(name).collect()
}
