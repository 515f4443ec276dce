//! `cargo kit`: the command for those who take the course and those who maintain it. A module a
//! subcommand.

#[macro_use]
mod out;

pub mod capstone;
mod cargo;
pub mod catalogue;
pub mod chapter;
pub mod course;
pub mod diff;
pub mod doctor;
pub mod hint;
pub mod judge;
pub mod ladder;
pub mod next;
pub mod page;
mod parallel;
pub mod play;
pub mod programs;
pub mod progress;
pub mod reset;
pub mod sessions;
pub mod solution;
pub mod status;
pub mod steps;
pub mod sync;
pub mod test;
pub mod trace;
pub mod verify;
pub mod watch;
pub mod workbook;
