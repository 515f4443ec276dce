//! What the proxy does to a conversation, so that bugs show which a quick network hides.

use std::time::Duration;

use clap::ValueEnum;

/// Between two parts of a piece that is cut: time for the other side to read the first one.
const BREATH: Duration = Duration::from_micros(200);

/// The longest delay, in milliseconds: as long as a server waits for a line (protocol page, 7).
const LONGEST_DELAY: u64 = 60_000;

/// How hard the proxy makes it for both sides.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Torture {
    /// Hold every piece back so many milliseconds before it is passed on, in both directions
    #[arg(long, value_name = "MS", default_value_t = 0)]
    #[arg(value_parser = clap::value_parser!(u64).range(..=LONGEST_DELAY))]
    delay: u64,
    /// Pass on at most N bytes a write, in both directions, with 0.2 ms between two writes
    #[arg(long, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    chunk: Option<u64>,
    /// Pass on so many bytes of each client, then cut its connection on both sides
    #[arg(long, value_name = "BYTES")]
    pub(super) cut_after: Option<u64>,
    /// How it is cut: by a reset, or by an end in order (FIN), after which answers still arrive
    #[arg(long, value_name = "HOW", value_enum)]
    #[arg(default_value_t = Cut::Reset, requires = "cut_after")]
    pub(super) cut: Cut,
}

/// How a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Cut {
    /// Both sides see a reset.
    Reset,
    /// The server sees a FIN, and the client sees one when the server has ended too.
    Fin,
}

impl Torture {
    /// The pieces in which these bytes are passed on.
    pub(super) fn pieces<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let most = self
            .chunk
            .and_then(|chunk| usize::try_from(chunk).ok())
            .unwrap_or(bytes.len());
        bytes.chunks(most.max(1))
    }

    /// The pause before a piece.
    pub(super) fn pause(&self) -> Duration {
        let breath = self.chunk.map_or(Duration::ZERO, |_| BREATH);
        Duration::from_millis(self.delay).max(breath)
    }
}
