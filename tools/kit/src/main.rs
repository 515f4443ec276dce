//! Takes the arguments apart; each subcommand is a module of the library.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Plays session files, and looks after the course.
#[derive(Parser)]
#[command(bin_name = "cargo kit")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Sessions(kit::sessions::Arguments),
    Play(kit::play::Arguments),
    Diff(kit::diff::Arguments),
    Steps(kit::steps::Arguments),
    Sync(kit::sync::Arguments),
    Doctor(kit::doctor::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Sessions(arguments) => kit::sessions::run(&arguments),
        Command::Play(arguments) => kit::play::run(&arguments),
        Command::Diff(arguments) => kit::diff::run(&arguments),
        Command::Steps(arguments) => kit::steps::run(&arguments),
        Command::Sync(arguments) => kit::sync::run(&arguments),
        Command::Doctor(arguments) => kit::doctor::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::from(2)
    })
}
