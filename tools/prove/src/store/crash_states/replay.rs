//! The recorded calls, done again to the model of a disk.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::super::strace::{self, Call, Event, Moment};
use super::disk::{Change, Disk, Entry, File};

/// The calls that are recorded: those that this module understands, some that it must know not to
/// have happened, and those by which clients are told something.
pub(super) const CALLS: &[&str] = &[
    "openat",
    "read",
    "pread64",
    "lseek",
    "write",
    "pwrite64",
    "writev",
    "fdatasync",
    "fsync",
    "sync_file_range",
    "rename",
    "renameat",
    "renameat2",
    "ftruncate",
    "truncate",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "fallocate",
    "copy_file_range",
    "sendfile",
    "sendto",
    "sendmsg",
];

/// A process that works on the folder; its descriptors end with it.
pub(super) struct Replay<'a> {
    data: PathBuf,
    disk: &'a mut Disk,
    open: HashMap<u64, Open>,
    /// By thread: what a sync that has been asked for covers.
    syncing: HashMap<u32, usize>,
}

/// An open file of the folder.
struct Open {
    file: usize,
    at: usize,
    append: bool,
}

impl<'a> Replay<'a> {
    /// A process that has just been started.
    pub(super) fn new(data: PathBuf, disk: &'a mut Disk) -> Self {
        Self {
            data,
            disk,
            open: HashMap::new(),
            syncing: HashMap::new(),
        }
    }

    /// The disk as it is.
    pub(super) fn disk(&self) -> &Disk {
        self.disk
    }

    /// Does a call where it is one on the folder; whether the disk may look different after it.
    ///
    /// # Errors
    /// Where the model does not know what the call does.
    pub(super) fn event(&mut self, event: &Event) -> Result<bool> {
        let call = &event.call;
        let path = call
            .subject()
            .and_then(|path| strace::inside(&self.data, &path));
        let Some(path) = path else {
            return Ok(false);
        };
        let name = path.to_string_lossy();
        match (event.moment, call.name.as_str()) {
            (moment, "fdatasync" | "fsync") => self.sync(event, moment, &name),
            (Moment::Asked, _) => Ok(false),
            _ if call.result.is_none_or(|result| result < 0) => Ok(false),
            (Moment::Done, "openat") => self.open(call, &name),
            (Moment::Done, "rename" | "renameat" | "renameat2") => self.rename(call, &name),
            (Moment::Done, "unlink" | "unlinkat") => {
                self.disk.enter(Entry::Unlink(name.into_owned()));
                Ok(true)
            }
            (Moment::Done, _) => self.transfer(call),
        }
        .with_context(|| format!("{call:?}"))
    }

    fn open(&mut self, call: &Call, name: &str) -> Result<bool> {
        let number = u64::try_from(call.result.unwrap_or(-1))?;
        if name.is_empty() {
            return Ok(false); // the folder itself, to be synced
        }
        let flags = call.arguments.get(2).context("no flags")?;
        let known = self.disk.names.get(name).copied();
        let file = known.unwrap_or(self.disk.files.len());
        if known.is_none() {
            self.disk.files.push(File::default());
            self.disk.enter(Entry::Link(name.to_owned(), file));
        }
        let emptied = flags.contains("O_TRUNC") && known.is_some();
        if emptied {
            self.disk.files[file].pending.push(Change::Resize(0));
        }
        let append = flags.contains("O_APPEND");
        self.open.insert(
            number,
            Open {
                file,
                at: 0,
                append,
            },
        );
        Ok(emptied || known.is_none())
    }

    fn rename(&mut self, call: &Call, old: &str) -> Result<bool> {
        let index = if call.name == "rename" { 1 } else { 3 };
        let new = call.path(index).context("no new name")?;
        let new = strace::inside(&self.data, &new).context("out of the folder")?;
        let file = *self.disk.names.get(old).context("no such file")?;
        let new = new.to_string_lossy().into_owned();
        self.disk.enter(Entry::Rename(old.to_owned(), new, file));
        Ok(true)
    }

    /// Reads move the place of the next write.
    fn transfer(&mut self, call: &Call) -> Result<bool> {
        let number = call.number(0).context("no descriptor")?;
        let open = self.open.get_mut(&number).context("opened nowhere")?;
        let result = usize::try_from(call.result.unwrap_or(-1))?;
        let file = &mut self.disk.files[open.file];
        let change = match call.name.as_str() {
            "pread64" => return Ok(false),
            "read" => {
                open.at += result;
                return Ok(false);
            }
            "lseek" => {
                open.at = result;
                return Ok(false);
            }
            "write" => {
                if open.append {
                    open.at = file.current().len();
                }
                let at = open.at;
                open.at += result;
                Change::Write(at, written(call, result)?)
            }
            "pwrite64" => {
                let at = call.number(3).context("no offset")?;
                Change::Write(usize::try_from(at)?, written(call, result)?)
            }
            "ftruncate" => Change::Resize(usize::try_from(call.number(1).context("no length")?)?),
            other => bail!("the model of the disk does not know {other}"),
        };
        file.pending.push(change);
        Ok(true)
    }

    /// A sync covers what was done before it was asked for.
    fn sync(&mut self, event: &Event, moment: Moment, name: &str) -> Result<bool> {
        let number = event.call.number(0).context("no descriptor")?;
        let open = self.open.get(&number).filter(|_| !name.is_empty());
        if moment == Moment::Asked {
            let pending = match open {
                Some(open) => self.disk.files[open.file].pending.len(),
                None => self.disk.pending.len(),
            };
            self.syncing.insert(event.thread, pending);
            return Ok(false);
        }
        let covered = self
            .syncing
            .remove(&event.thread)
            .context("asked for nowhere")?;
        if event.call.result != Some(0) {
            return Ok(false);
        }
        match open {
            Some(open) => self.disk.files[open.file].sync(covered),
            None => self.disk.sync_names(covered),
        }
        Ok(true)
    }
}

fn written(call: &Call, count: usize) -> Result<Vec<u8>> {
    let mut bytes = call.bytes(1).context("no bytes")?;
    bytes.truncate(count);
    Ok(bytes)
}
