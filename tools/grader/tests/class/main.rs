//! The command as an instructor uses it: a class goes in, grades and pages come out, decisions and
//! interruptions in between. Everything is driven from outside, by the program itself.
//!
//! They need Linux, bubblewrap and python3; where one is missing, they fail and say so.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod changed;
mod desk;
mod errors;
mod hostile;
mod interrupted;
#[path = "../support/moodle.rs"]
mod moodle;
mod people;
mod processes;
mod second_look;
mod terminal;
mod worksheet;
