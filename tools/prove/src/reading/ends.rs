//! Classic clients that end in one way or another.

use std::io::Read as _;

use anyhow::{Result, ensure};

use super::guest::batch;
use super::stage::{NOTHING, Read, Stage, reset, wait_for_batch};
use crate::pusher::Pusher;

/// Lines that a client may send next: whatever it says, it acknowledges.
const NEXT: [&str; 3] = ["", "nonsense", "#1"];

/// How many lines are more than the server's buffer holds.
const MANY: usize = 20_000;

/// Keeps to R4; the end does not matter any more.
pub(super) fn prompt(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = stage.send("")?;
    ensure!(batch(&mut client)? == stage.texts, "another batch");
    client.send_line(NEXT[stage.random.usize(..NEXT.len())])?;
    ensure!(batch(&mut client)?.is_empty(), "a message came twice");
    if stage.random.bool() {
        client.reset()?;
    }
    Ok(stage.all())
}

pub(super) fn closes(stage: &mut Stage<'_>) -> Result<Read> {
    stage.guest(false)?;
    Ok(stage.all())
}

pub(super) fn resets(stage: &mut Stage<'_>) -> Result<Read> {
    stage.guest(false)?.reset()?;
    Ok(NOTHING)
}

/// What was sent with the login was sent before the batch was seen.
pub(super) fn pipelines(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = stage.send("\n\n")?;
    ensure!(batch(&mut client)? == stage.texts, "another batch");
    for _ in 0..2 {
        ensure!(batch(&mut client)?.is_empty(), "a message came twice");
    }
    client.reset()?;
    Ok(NOTHING)
}

/// More than the server reads at once, so it answers the first lines while others are waiting.
pub(super) fn pipelines_a_lot(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = stage.send(&"\n".repeat(MANY))?;
    ensure!(batch(&mut client)? == stage.texts, "another batch");
    for _ in 0..MANY {
        ensure!(batch(&mut client)?.is_empty(), "a message came twice");
    }
    client.reset()?;
    Ok(NOTHING)
}

pub(super) fn pipelines_and_waits(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = stage.send("\n\n")?;
    for _ in 0..3 {
        batch(&mut client)?;
    }
    client.send_line("")?;
    batch(&mut client)?;
    client.reset()?;
    Ok(stage.all())
}

/// One of the lines may come when the server has just written.
pub(super) fn pipelines_blindly(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = stage.send("")?;
    for _ in 0..stage.random.usize(..20) {
        client.send(b"\n")?;
    }
    client.reset()?;
    Ok(Read::Undecidable)
}

pub(super) fn resets_unread(stage: &mut Stage<'_>) -> Result<Read> {
    let stream = stage.send_raw("")?;
    wait_for_batch(&stream)?;
    reset(stream)?;
    Ok(NOTHING)
}

pub(super) fn resets_after_a_part(stage: &mut Stage<'_>) -> Result<Read> {
    let mut stream = stage.send_raw("")?;
    stream.read_exact(&mut [0; 5])?;
    reset(stream)?;
    Ok(NOTHING)
}

/// The kernel resets a connection whose client has not read everything.
pub(super) fn closes_unread(stage: &mut Stage<'_>) -> Result<Read> {
    wait_for_batch(&stage.send_raw("")?)?;
    Ok(NOTHING)
}

/// Its message says when the server has come to it.
pub(super) fn closes_before(stage: &mut Stage<'_>) -> Result<Read> {
    drop(stage.send_raw(&format!("@{} here\n", stage.sender_login))?);
    stage.sender.next_mail()?;
    Ok(NOTHING)
}

/// The next session of the user begins as soon as it can, and has to last.
pub(super) fn closes_at_once(stage: &mut Stage<'_>) -> Result<Read> {
    drop(stage.send_raw("")?);
    let mut next = Pusher::log_in(stage.server, stage.user)?;
    let lasts = next.look().and_then(|_| next.look());
    *stage.overtaken += usize::from(lasts.is_err());
    Ok(NOTHING)
}
