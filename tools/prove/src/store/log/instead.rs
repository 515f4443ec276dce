//! Something else in the place of a file. A server must neither follow nor wait for it.

use super::Case;

/// Only Unix has all of these.
#[cfg(not(unix))]
pub(super) const CASES: &[Case] = &[];

/// The cases.
#[cfg(unix)]
pub(super) const CASES: &[Case] = &[
    (
        "a symbolic link in the place of a file",
        unix::symbolic_link,
    ),
    ("a hard link in the place of a file", unix::hard_link),
    ("a folder in the place of a file", unix::folder),
    ("a pipe in the place of a file", unix::pipe),
];

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use anyhow::{Context, Result, ensure};
    use tempfile::TempDir;

    use super::super::super::folder::{self, EXIT_DATA};
    use super::super::super::journal;
    use super::super::{FILE, Scene};

    pub(super) fn symbolic_link(scene: &Scene) -> Result<()> {
        linked(scene, |target, path| {
            std::os::unix::fs::symlink(target, path)
        })
    }

    pub(super) fn hard_link(scene: &Scene) -> Result<()> {
        linked(scene, |target, path| fs::hard_link(target, path))
    }

    /// The file is somebody else's by another name, and must stay as it is.
    fn linked(scene: &Scene, link: fn(&Path, &Path) -> std::io::Result<()>) -> Result<()> {
        for file in [journal::FILE, FILE] {
            let (folder, path) = without(scene, file)?;
            let target = folder.path().join("target");
            fs::write(&target, &scene.files[file])?;
            link(&target, &path)?;
            scene.refused(folder.path(), file, EXIT_DATA)?;
        }
        Ok(())
    }

    pub(super) fn folder(scene: &Scene) -> Result<()> {
        for file in [journal::FILE, FILE] {
            let (folder, path) = without(scene, file)?;
            fs::create_dir(path)?;
            refused(scene, folder.path(), file)?;
        }
        Ok(())
    }

    pub(super) fn pipe(scene: &Scene) -> Result<()> {
        for file in [journal::FILE, FILE] {
            let (folder, path) = without(scene, file)?;
            let made = Command::new("mkfifo").arg(path).status()?;
            ensure!(made.success(), "mkfifo: {made}");
            refused(scene, folder.path(), file)?;
        }
        Ok(())
    }

    /// What is no file cannot be read before and afterwards.
    fn refused(scene: &Scene, data: &Path, file: &str) -> Result<()> {
        let refusal = folder::start(scene.setting, data)?;
        let (code, said) = refusal.context("the server has started")?;
        ensure!(
            code == Some(EXIT_DATA),
            "{file}: it ends with {code:?}: {said}"
        );
        ensure!(
            said.lines().count() == 1 && said.contains(file),
            "it says {said}"
        );
        Ok(())
    }

    fn without(scene: &Scene, file: &str) -> Result<(TempDir, PathBuf)> {
        let folder = scene.folder(Some(scene.log()))?;
        let path = folder.path().join(file);
        fs::remove_file(&path)?;
        Ok((folder, path))
    }
}
