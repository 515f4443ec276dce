//! `mensageiro-client`: chats in this terminal, or sends the lines of a pipe.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use meu_mensageiro::client::{self, Options, words};

#[derive(Parser)]
#[command(version, about = words::ABOUT, after_help = words::ABOUT_EXIT)]
struct Arguments {
    #[arg(help = words::ABOUT_LOGIN)]
    login: Option<String>,

    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:3333", help = words::ABOUT_SERVER)]
    server: String,
}

fn main() -> ExitCode {
    let options = Arguments::parse().into();
    if let Err(error) = client::restore_on_signals() {
        complain(&error);
    }
    match client::run(&options) {
        Ok(ending) => ending.exit_code().into(),
        Err(error) => {
            complain(&error);
            error.exit_code().into()
        }
    }
}

impl From<Arguments> for Options {
    fn from(Arguments { login, server }: Arguments) -> Self {
        Self {
            login,
            server,
            greeting: None,
        }
    }
}

/// Says what failed. A closed error output is no reason to fail once more.
fn complain(what: &impl ToString) {
    let _ = writeln!(std::io::stderr(), "{}", words::failed(&what.to_string()));
}
