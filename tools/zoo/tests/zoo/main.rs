//! Whether the servers of the zoo are wrong in what they say, and right in everything else.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod caught;
mod correct;
mod in_process;
mod parallel;
mod plays;
mod program;
mod readme;
mod scored;
#[path = "../../examples/zoo-table/table.rs"]
mod table;
#[path = "../../examples/zoo-table/trial.rs"]
mod trial;
