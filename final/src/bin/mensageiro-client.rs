//! `mensageiro-client`: chats in this terminal, or sends the lines of a pipe.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use meu_mensageiro::client::trust::Security;
use meu_mensageiro::client::{self, Options, words};
use meu_mensageiro::tls::Fingerprint;

#[derive(Parser)]
#[command(version, about = words::ABOUT, after_help = words::ABOUT_EXIT)]
struct Arguments {
    #[arg(help = words::ABOUT_LOGIN)]
    login: Option<String>,

    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:3333", help = words::ABOUT_SERVER)]
    server: String,

    #[arg(long, value_name = "FILE", help = words::ABOUT_PASSWORD_FILE)]
    password_file: Option<PathBuf>,
    #[arg(long, help = words::ABOUT_TLS)]
    tls: bool,

    #[arg(long, value_name = "FILE", help = words::ABOUT_TLS_CA, conflicts_with = "tls_fingerprint")]
    tls_ca: Option<PathBuf>,

    #[arg(long, value_name = "SHA256:…", help = words::ABOUT_FINGERPRINT)]
    tls_fingerprint: Option<Fingerprint>,

    #[arg(long, value_name = "FILE", help = words::ABOUT_KNOWN_HOSTS, requires = "tls", conflicts_with_all = ["tls_ca", "tls_fingerprint"])]
    known_hosts: Option<PathBuf>,
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
        let security = arguments.security();
        Self {
            login: arguments.login,
            server: arguments.server,
            password_file: arguments.password_file,
            security,
            greeting: None,
        }
    }
}

impl Arguments {
    fn security(&self) -> Security {
        match (self.tls_fingerprint, &self.tls_ca) {
            (Some(fingerprint), _) => Security::Fingerprint(fingerprint),
            (None, Some(file)) => Security::Authorities(file.clone()),
            (None, None) if self.tls => Security::FirstUse {
                known_hosts: self.known_hosts.clone(),
            },
            (None, None) => Security::Plain,
        }
    }
}

/// Says what failed. A closed error output is no reason to fail once more.
fn complain(what: &impl ToString) {
    let _ = writeln!(std::io::stderr(), "{}", words::failed(&what.to_string()));
}
