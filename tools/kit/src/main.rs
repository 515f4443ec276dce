//! Takes the arguments apart; each subcommand is a module of the library.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use kit::page;

/// Goes with you through the course: exercises, sessions, and what is in the way.
#[derive(Parser)]
#[command(name = "mensageiro-kit", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Those who maintain the course find the hidden ones behind the others, see [`maintainers`].
#[derive(Subcommand)]
enum Command {
    Status(kit::status::Arguments),
    Next(kit::next::Arguments),
    Test(kit::test::Arguments),
    Watch(kit::watch::Arguments),
    Hint(kit::hint::Arguments),
    Solution(kit::solution::Arguments),
    Reset(kit::reset::Arguments),
    Play(kit::play::Arguments),
    Trace(kit::trace::Arguments),
    Diff(kit::diff::Arguments),
    Capstone(kit::capstone::Arguments),
    Doctor(kit::doctor::Arguments),
    #[command(hide = true)]
    Sessions(kit::sessions::Arguments),
    #[command(hide = true)]
    Steps(kit::steps::Arguments),
    #[command(hide = true)]
    Sync(kit::sync::Arguments),
    #[command(hide = true)]
    Verify(kit::verify::Arguments),
}

fn main() -> ExitCode {
    let result = match arguments().command {
        Command::Status(arguments) => kit::status::run(&arguments),
        Command::Next(arguments) => kit::next::run(&arguments),
        Command::Test(arguments) => kit::test::run(&arguments),
        Command::Watch(arguments) => kit::watch::run(&arguments),
        Command::Hint(arguments) => kit::hint::run(&arguments),
        Command::Solution(arguments) => kit::solution::run(&arguments),
        Command::Reset(arguments) => kit::reset::run(&arguments),
        Command::Play(arguments) => kit::play::run(&arguments),
        Command::Trace(arguments) => kit::trace::run(&arguments),
        Command::Diff(arguments) => kit::diff::run(&arguments),
        Command::Capstone(arguments) => kit::capstone::run(&arguments),
        Command::Doctor(arguments) => kit::doctor::run(&arguments),
        Command::Sessions(arguments) => kit::sessions::run(&arguments),
        Command::Steps(arguments) => kit::steps::run(&arguments),
        Command::Sync(arguments) => kit::sync::run(&arguments),
        Command::Verify(arguments) => kit::verify::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        let error = format!("{error:#}");
        let lines: String = error.lines().map(|line| page::line(line, "", "")).collect();
        // Where stderr is closed, the exit code says it.
        let _ = write!(io::stderr(), "{lines}");
        ExitCode::from(2)
    })
}

fn arguments() -> Arguments {
    let command = Arguments::command().bin_name(kit::course::this());
    let maintainers = maintainers(&command);
    let matches = command.after_help(maintainers).get_matches();
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The list of hidden subcommands: clap knows one list only.
fn maintainers(command: &clap::Command) -> String {
    let hidden = command.get_subcommands().filter(|verb| verb.is_hide_set());
    let line = |verb: &clap::Command| {
        let about = verb.get_about().map(ToString::to_string);
        let name = format!("  {:<9} ", verb.get_name());
        let about = about.unwrap_or_default();
        page::fill(&about, page::width(), &name, &" ".repeat(name.len()))
    };
    let lines: Vec<_> = hidden.map(line).collect();
    format!("For those who maintain the course:\n{}", lines.join("\n"))
}
