//! Classic clients that end their own side first.

use std::io::Read as _;
use std::net::Shutdown;

use anyhow::{Result, ensure};

use super::guest::batch;
use super::stage::{NOTHING, Read, Stage, reset, wait_for_batch};

/// As `printf 'bia\n' | nc -N` does.
pub(super) fn first(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = stage.send("")?;
    client.half_close()?;
    ensure!(batch(&mut client)? == stage.texts, "another batch");
    ensure!(client.expect_end()?.is_empty(), "more than a batch");
    Ok(stage.all())
}

pub(super) fn after(stage: &mut Stage<'_>) -> Result<Read> {
    let mut client = stage.send("")?;
    ensure!(batch(&mut client)? == stage.texts, "another batch");
    client.half_close()?;
    ensure!(client.expect_end()?.is_empty(), "more than a batch");
    Ok(stage.all())
}

/// If its kernel has taken everything, and the end, before the reset, the server sees an orderly
/// end.
pub(super) fn resets(stage: &mut Stage<'_>) -> Result<Read> {
    let stream = stage.send_raw("")?;
    stream.shutdown(Shutdown::Write)?;
    if stage.random.bool() {
        wait_for_batch(&stream)?;
    }
    reset(stream)?;
    Ok(Read::Undecidable)
}

/// Its kernel cannot have taken everything.
pub(super) fn resets_in_it(stage: &mut Stage<'_>) -> Result<Read> {
    let mut stream = stage.narrow()?;
    stream.shutdown(Shutdown::Write)?;
    stream.read_exact(&mut [0; 5])?;
    reset(stream)?;
    Ok(NOTHING)
}

/// The server gives up, not the client.
pub(super) fn freezes(stage: &mut Stage<'_>) -> Result<Read> {
    let stream = stage.narrow()?;
    stream.shutdown(Shutdown::Write)?;
    wait_for_batch(&stream)?;
    stage.wait_for_end()?;
    Ok(NOTHING)
}
