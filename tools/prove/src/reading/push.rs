//! Push sessions: only a number is evidence.

use anyhow::Result;

use super::stage::{NOTHING, Read, Stage};
use crate::pusher::Pusher;

pub(super) fn acknowledges(stage: &mut Stage<'_>) -> Result<Read> {
    acknowledge(stage, usize::MAX)?;
    Ok(stage.all())
}

pub(super) fn acknowledges_first(stage: &mut Stage<'_>) -> Result<Read> {
    acknowledge(stage, 0)?;
    Ok(Read::First(1))
}

/// Acknowledges up to the message at this place, or the last one, and breaks the connection.
fn acknowledge(stage: &Stage<'_>, place: usize) -> Result<()> {
    let mut client = Pusher::log_in(stage.server, stage.user)?;
    let mails = client.look()?;
    client.acknowledge(mails[place.min(mails.len() - 1)].id)?;
    client.look()?;
    client.reset()
}

pub(super) fn closes(stage: &mut Stage<'_>) -> Result<Read> {
    stage.guest(true)?;
    Ok(NOTHING)
}

pub(super) fn half_closes(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = Pusher::log_in(stage.server, stage.user)?;
    client.look()?;
    client.half_close()?;
    Ok(NOTHING)
}
