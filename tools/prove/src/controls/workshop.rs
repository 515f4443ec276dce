//! Where broken servers are built: a copy of the workspace, with a build folder that all of them
//! share, so that only what was changed is compiled again.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use kit::course;
use kit::diff::Files;

/// What Cargo needs of the workspace.
const COPIED: [&str; 7] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "chapters",
    "exercises",
    "final",
    "tools",
];

/// What controls may change.
const SOURCES: &str = "final/src";

/// The package that they break, and its server.
const PACKAGE: &str = "meu-mensageiro";
const SERVER: &str = "mensageiro-server";

/// In every folder in which Cargo builds: the Cache Directory Tagging Specification's file.
const BUILD_FOLDER: &str = "CACHEDIR.TAG";

/// A copy of the workspace that this process alone uses.
pub(super) struct Workshop {
    workspace: PathBuf,
    build: PathBuf,
    sound: Files,
    /// Unlocked by being dropped.
    _lock: File,
}

impl Workshop {
    /// Copies the workspace, once no other process uses the copy.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn open() -> Result<Self> {
        let folder = build_folder()?.join("controls");
        fs::create_dir_all(&folder)?;
        let lock = File::create(folder.join("lock"))?;
        lock.lock()?;
        let workspace = folder.join("workspace");
        if workspace.is_dir() {
            fs::remove_dir_all(&workspace)?;
        }
        fs::create_dir(&workspace)?;
        for name in COPIED {
            copy(&course::root().join(name), &workspace.join(name))
                .with_context(|| format!("cannot copy {name}"))?;
        }
        Ok(Self {
            workspace,
            build: folder.join("build"),
            sound: sources()?,
            _lock: lock,
        })
    }

    /// The sources as they are in the workspace.
    pub(super) fn sound(&self) -> &Files {
        &self.sound
    }

    /// Builds the server from these sources.
    ///
    /// # Errors
    /// Where it does not compile.
    pub(super) fn build(&self, sources: &Files) -> Result<PathBuf> {
        self.put(sources)?;
        self.succeed("build", &["--package", PACKAGE, "--bin", SERVER])?;
        let name = format!("{SERVER}{}", env::consts::EXE_SUFFIX);
        Ok(self.build.join("debug").join(name))
    }

    /// Runs tests of what was built last; the first line that says of one that it failed.
    ///
    /// # Errors
    /// Where they do not compile.
    pub(super) fn test(&self, arguments: &[String]) -> Result<Option<String>> {
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        self.succeed("test", &[&["--no-run"], &arguments[..]].concat())?;
        let output = self.cargo("test", &arguments)?;
        if output.status.success() {
            return Ok(None);
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let failed = said.lines().find(|line| line.ends_with("... FAILED"));
        failed.map_or_else(
            || bail!("no test failed, but: {said}"),
            |line| Ok(Some(line.to_owned())),
        )
    }

    /// Puts sources into the copy. What is there already is not written again, and so not compiled
    /// again.
    fn put(&self, sources: &Files) -> Result<()> {
        for (name, text) in sources.iter() {
            let path = self.workspace.join(name);
            if fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
                fs::write(&path, text).with_context(|| path.display().to_string())?;
            }
        }
        Ok(())
    }

    fn succeed(&self, command: &str, arguments: &[&str]) -> Result<()> {
        let output = self.cargo(command, arguments)?;
        ensure!(
            output.status.success(),
            "cargo {command} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    fn cargo(&self, command: &str, arguments: &[&str]) -> Result<Output> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut cargo = Command::new(cargo);
        cargo.args([command, "--locked", "--target-dir"]);
        cargo.arg(&self.build).args(arguments);
        // Nobody steps into a broken server, and it compiles faster so.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "false");
        cargo.current_dir(&self.workspace);
        cargo.output().context("cargo cannot be started")
    }
}

/// The sources that controls may change.
///
/// # Errors
/// Where one cannot be read.
pub(super) fn sources() -> Result<Files> {
    let mut files = Files::default();
    read(SOURCES, &mut files)?;
    Ok(files)
}

fn read(name: &str, files: &mut Files) -> Result<()> {
    let path = course::root().join(name);
    for entry in fs::read_dir(&path).with_context(|| path.display().to_string())? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(&name, files)?;
        } else {
            files.insert(&name, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

/// Where Cargo has built this program.
fn build_folder() -> Result<PathBuf> {
    let this = env::current_exe()?;
    let found = this.ancestors().find(|it| it.join(BUILD_FOLDER).is_file());
    let found = found.context("not in a folder in which Cargo builds")?;
    Ok(found.to_owned())
}
