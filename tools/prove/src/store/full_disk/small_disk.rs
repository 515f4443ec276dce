//! A disk of a few hundred KiB: a file system in memory, in namespaces of its own, so that nobody
//! has to be root for it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use testkit::{Launch, Program};

/// How large it is.
const SIZE: &str = "size=768k,mode=0700";

/// Mounts the disk and holds it until its input ends.
const HOLD: &str = "mount -t tmpfs -o \"$1\" tmpfs \"$2\" && echo ready && exec cat";

/// Space that can be given back.
const BALLAST: &str = "ballast";

/// How much is written at once to fill it.
const PIECE: usize = 1024;

/// The disk; it is gone when the holder is.
pub(super) struct SmallDisk {
    holder: Child,
    folder: TempDir,
}

impl SmallDisk {
    /// Makes one.
    ///
    /// # Errors
    /// Where this system has no user namespaces, or does not allow them.
    pub(super) fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new("unshare");
        command
            .args(["-rm", "sh", "-c", HOLD, "sh", SIZE])
            .arg(folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let tried = command.spawn();
        let mut holder = tried.context("needs Linux and unshare (Debian: util-linux)")?;
        let mut said = String::new();
        if let Some(output) = holder.stdout.take() {
            BufReader::new(output).read_line(&mut said)?;
        }
        let disk = Self { holder, folder };
        ensure!(
            said == "ready\n",
            "needs user namespaces: `unshare -rm` may mount nothing here"
        );
        Ok(disk)
    }

    /// The folder's name inside, where the disk is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The same folder as it is seen from outside.
    pub(super) fn outside(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        let inside = self.path().strip_prefix("/").unwrap_or(self.path());
        root.join(inside)
    }

    /// The server inside.
    pub(super) fn program(&self, server: &Path) -> Result<Program> {
        let target = self.holder.id().to_string();
        let mut program = Program::new("nsenter").launch(Launch::Flags);
        for argument in [
            "--preserve-credentials",
            "--user",
            "--mount",
            "--target",
            &target,
        ] {
            program = program.argument(argument);
        }
        // The working directory is another inside.
        Ok(program.argument(server.canonicalize()?))
    }

    /// Fills what is left, apart from the ballast of before.
    pub(super) fn fill(&self) -> Result<()> {
        let mut ballast = File::create(self.outside().join(BALLAST))?;
        while ballast.write_all(&[0; PIECE]).is_ok() {}
        Ok(())
    }

    /// Takes this much space, to be given back later.
    pub(super) fn take(&self, bytes: usize) -> Result<()> {
        Ok(fs::write(self.outside().join(BALLAST), vec![0; bytes])?)
    }

    /// Gives back what was filled or taken.
    pub(super) fn give_back(&self) -> Result<()> {
        Ok(fs::remove_file(self.outside().join(BALLAST))?)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Both fail only where it is dead already.
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
