//! Rules for the packages of the workspace that Cargo itself does not hold anyone to.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use kit::course;
use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

fn members() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(course::root())
        .output()
        .unwrap();
    let metadata: Metadata = serde_json::from_slice(&output.stdout).unwrap();
    metadata.packages
}

#[test]
fn every_member_has_the_lints_of_the_workspace() {
    for package in members() {
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true\n"),
            "{} lacks `[lints]` with `workspace = true`",
            package.manifest_path.display()
        );
    }
}

#[test]
fn the_first_two_chapters_need_no_crate() {
    let packages = members();
    let is_first = |package: &&Package| ["ch01-echo", "ch02-threads"].contains(&&*package.name);
    let first: Vec<_> = packages.iter().filter(is_first).collect();
    assert_eq!(first.len(), 2);
    for package in first {
        assert_eq!(package.dependencies.len(), 0, "{}", package.name);
    }
}

#[test]
fn chapters_have_no_dependencies_for_tests() {
    let packages = members();
    let is_chapter = |package: &&Package| package.name.starts_with("ch0");
    for package in packages.iter().filter(is_chapter) {
        let for_tests = package
            .dependencies
            .iter()
            .find(|crate_| crate_.kind.as_deref() == Some("dev"));
        let name = for_tests.map(|crate_| &crate_.name);
        assert_eq!(name, None, "{}: the sessions are its tests", package.name);
    }
}

/// Cargo runs the wrong program in tests where two packages have a binary of the same name.
#[test]
fn no_two_programs_have_the_same_name() {
    let mut names = BTreeSet::new();
    for package in members() {
        for target in package
            .targets
            .iter()
            .filter(|target| target.kind == ["bin"])
        {
            assert!(
                names.insert(target.name.clone()),
                "two programs are called {}",
                target.name
            );
        }
    }
}
