//! What was published before, which stays for `compare`.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};

use super::publish::{BEFORE, RESULTS};
use crate::results::Results;

/// What is to be kept now that there are new results: the last ones, or still those before them
/// where nothing has changed but names and the time it took. Whoever is not named in the new ones
/// is not named in these.
pub(super) fn earlier(folder: &Path, new: &Results) -> Result<Option<String>> {
    let Some(last) = read(&folder.join(RESULTS))? else {
        return Ok(None);
    };
    let is_same = bare(&last) == bare(new);
    let before = if is_same {
        read(&folder.join(BEFORE))?
    } else {
        None
    };
    let kept = before.unwrap_or(last);
    let is_anonymous = *new == anonymous(new);
    let kept = if is_anonymous { anonymous(&kept) } else { kept };
    Ok(Some(kept.to_json()?))
}

/// Nothing where there is none, or none that `compare` could read.
fn read(path: &Path) -> Result<Option<Results>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Results::parse(&String::from_utf8_lossy(&bytes)).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn anonymous(results: &Results) -> Results {
    let mut results = results.clone();
    for person in &mut results.people {
        person.who = person.who.anonymous();
    }
    results
}

/// Without names and times.
fn bare(results: &Results) -> Results {
    let mut results = anonymous(results);
    for person in &mut results.people {
        person.seconds = 0.0;
        let checks = person.rows.iter_mut().flat_map(|row| &mut row.checks);
        checks.for_each(|check| check.seconds = None);
    }
    results
}
