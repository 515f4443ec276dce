//! The states of a folder that a power cut may leave, and what each has to keep.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::Result;

use super::super::journal;
use super::disk::{Disk, Names};
use super::variants::{self, Content};

/// What clients know, or the disk holds for certain, at some moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Demand {
    /// The texts of the messages that were answered as stored.
    pub(super) accepted: BTreeSet<String>,
    /// The numbers of the messages whose read mark has been synced.
    pub(super) read: BTreeSet<u64>,
}

/// The files of a folder by their names.
pub(super) type Files = BTreeMap<String, Arc<Content>>;

/// Every state once, with the most that any moment demands of it.
#[derive(Default)]
pub(super) struct States {
    /// The states.
    pub(super) found: HashMap<Files, Arc<Demand>>,
    /// In how many moments the power was cut.
    pub(super) moments: usize,
}

/// The name of the log.
const LOG: &str = "messages.csv";

/// How many contents of a file are tried together with each one of another, from one end to the
/// other.
const TOGETHER: usize = 12;

impl Demand {
    /// Adds the read marks that the disk holds for certain.
    pub(super) fn read_durably(&mut self, disk: &Disk) -> Result<()> {
        if let Some(file) = disk.named(journal::FILE) {
            let batches = journal::batches(&file.durable)?;
            self.read
                .extend(batches.into_iter().flat_map(|batch| batch.read));
        }
        Ok(())
    }
}

impl States {
    /// Cuts the power now. Later moments demand more of the same state.
    pub(super) fn cut(&mut self, disk: &Disk, demand: &Demand) {
        self.moments += 1;
        let demand = Arc::new(demand.clone());
        let contents: Vec<Vec<Arc<Content>>> = disk
            .files
            .iter()
            .map(|file| variants::of_file(file).into_iter().map(Arc::new).collect())
            .collect();
        for names in variants::of_names(disk) {
            for files in combinations(&names, &contents) {
                self.found.insert(files, Arc::clone(&demand));
            }
        }
    }
}

/// Every content of the journal with some of the log, every one of the log with some of the
/// journal, and both with some of the other files.
fn combinations(names: &Names, contents: &[Vec<Arc<Content>>]) -> Vec<Files> {
    let mut all = Vec::new();
    for varied in [journal::FILE, LOG] {
        let mut states = vec![Files::new()];
        for (name, &file) in names {
            let choices: Vec<_> = if name == varied {
                contents[file].iter().collect()
            } else {
                some(&contents[file])
            };
            let with = |state: &Files, content: &Arc<Content>| {
                let mut state = state.clone();
                state.insert(name.clone(), Arc::clone(content));
                state
            };
            states = states
                .iter()
                .flat_map(|state| choices.iter().map(|content| with(state, content)))
                .collect();
        }
        all.extend(states);
    }
    all
}

/// Both ends, and others in equal steps.
fn some(contents: &[Arc<Content>]) -> Vec<&Arc<Content>> {
    let every = contents.len().div_ceil(TOGETHER);
    let last = contents
        .last()
        .filter(|_| contents.len() % every != 1 % every);
    contents.iter().step_by(every).chain(last).collect()
}
