//! `mensageiro-client`: chats in this terminal, or sends the lines of a pipe.

use std::io::Write;
use std::path::PathBuf;
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

    #[arg(long, value_name = "FILE", help = words::ABOUT_PASSWORD_FILE)]
    password_file: Option<PathBuf>,
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
    fn from(arguments: Arguments) -> Self {
        Self {
            login: arguments.login,
            server: arguments.server,
            password_file: arguments.password_file,
            greeting: None,
        }
    }
}

/// Says what failed. A closed error output is no reason to fail once more.
fn complain(what: &impl ToString) {
    let _ = writeln!(std::io::stderr(), "{}", words::failed(&what.to_string()));
}
