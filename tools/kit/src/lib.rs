//! `cargo kit`: the command for those who take the course and those who maintain it. A module a
//! subcommand.

pub mod catalogue;
pub mod chapter;
pub mod course;
pub mod diff;
pub mod doctor;
pub mod ladder;
pub mod play;
pub mod programs;
pub mod progress;
pub mod sessions;
pub mod steps;
pub mod sync;
pub mod trace;
pub mod workbook;
