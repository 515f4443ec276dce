//! `cargo kit trace`: stands between a client and a server, and shows what they say.
//!
//! Two threads a connection, one for each direction (`link`, `pump`), report what they see
//! before they pass it on, so that no answer is seen before its question. One thread
//! (`reporter`) hears them all: it makes lines of bytes, prints them, keeps them, and writes the
//! files. What is between the two is an `observation`.
//!
//! The proxy takes bytes off a server's hands before the client has them. So a server that judges
//! by its socket what has been read (protocol page, R2) judges the proxy here.

mod address;
mod call;
mod diagram;
mod entry;
mod lines;
mod link;
mod names;
mod numbers;
mod observation;
mod proxy;
mod pump;
mod record;
mod replay;
mod reporter;
mod screen;
mod session;
mod stop;
mod torture;
mod totals;
mod users;

use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use proxy::Proxy;
use reporter::{Files, Reporter};
use stop::Stop;
use torture::Torture;

const EXAMPLE: &str = "\
Example (the server listens on 3333, the clients connect to 3334):
  cargo kit trace --session oi.session --diagram oi.svg
  cargo client ana --server 127.0.0.1:3334
  cargo kit play oi.session --addr 127.0.0.1:3333
Every byte in a write of its own:
  cargo kit trace --chunk 1";

/// Stand between clients and a server, and show what they say as it happens
///
/// `ana>` is what ana's client sends, `ana<` what it gets. Nothing is hidden: passwords are shown
/// and written too. Ctrl-C ends it. Exit codes: 0 it ended by Ctrl-C, 2 it could not begin, or a
/// file could not be written.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// Where the clients connect; 0 is any free port
    #[arg(long, value_name = "[HOST:]PORT", default_value = "3334")]
    listen: String,
    /// Where the server listens
    #[arg(long, value_name = "[HOST:]PORT", default_value = "3333")]
    to: String,
    /// Write the conversation as a session file, which `cargo kit play` can play again
    #[arg(long, value_name = "FILE")]
    session: Option<PathBuf>,
    /// Draw the conversation as a sequence diagram
    #[arg(long, value_name = "FILE.svg")]
    diagram: Option<PathBuf>,
    #[command(flatten)]
    torture: Torture,
}

/// Traces until Ctrl-C.
///
/// # Errors
/// Where the address cannot be had, or a file cannot be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let files = Files {
        session: arguments.session.clone(),
        diagram: arguments.diagram.clone(),
    };
    writable(&files)?;
    let listener = address::listen(&arguments.listen)?;
    let own = listener.local_addr()?;
    let server = address::server(&arguments.to)?;
    ensure!(
        own != server,
        "{own} cannot pass on to itself: --listen and --to must differ"
    );
    let stop = Stop::at(own);
    let handler = ctrlc::set_handler({
        let stop = stop.clone();
        move || {
            if io::stdout().is_terminal() {
                // The terminal shows `^C`, and stays in its line.
                println!();
            }
            stop.stop();
        }
    });
    handler.context("Ctrl-C cannot be noticed")?;
    let reporter = Reporter::new(Instant::now(), files);
    reporter.introduce(own, server);
    let proxy = Proxy {
        listener,
        server,
        torture: arguments.torture,
        stop,
    };
    let written = proxy.run(reporter)?;
    Ok(ExitCode::from(if written { 0 } else { 2 }))
}

/// Better now than after the conversation.
fn writable(files: &Files) -> Result<()> {
    for file in files.all() {
        let opened = File::options().append(true).create(true).open(file);
        opened.with_context(|| {
            format!(
                "{} cannot be written: name a file in a folder of yours",
                file.display()
            )
        })?;
    }
    Ok(())
}
