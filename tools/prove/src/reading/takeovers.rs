//! A second session of the same user.

use anyhow::{Result, bail};

use super::guest::Guest;
use super::stage::{NOTHING, Read, Stage};

/// The older session has read everything and has said nothing: the newer one gets everything, and
/// what the older one says or how it ends counts no more.
pub(super) fn calm<const OLDER: bool, const NEWER: bool>(stage: &mut Stage<'_>) -> Result<Read> {
    let mut older = stage.guest(OLDER)?;
    let newer = stage.guest(NEWER)?;
    older.hear("! elsewhere")?;
    // An error means that the server has closed already.
    let _ = older.confirm();
    drop(older);
    newer.reset()?;
    Ok(NOTHING)
}

/// The older session ends while the newer one begins: what the newer one is not given has been
/// read, and what it is given has not.
pub(super) fn racing<const OLDER: bool, const NEWER: bool>(stage: &mut Stage<'_>) -> Result<Read> {
    let mut older = stage.guest(OLDER)?;
    if stage.random.bool() {
        older.confirm()?;
    }
    drop(older);
    let mut newer = Guest::log_in(stage.server, stage.user, NEWER)?;
    let given = newer.texts()?;
    newer.reset()?;
    match given.len() {
        0 => Ok(stage.all()),
        all if all == stage.texts.len() => Ok(NOTHING),
        part => bail!(
            "the newer session was given {part} of {}",
            stage.texts.len()
        ),
    }
}
