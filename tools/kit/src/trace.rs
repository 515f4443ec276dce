//! `cargo kit trace`: stands between a client and a server, and shows what they say.
//!
//! Two threads a connection, one for each direction (`link`, `pump`), report what they see
//! before they pass it on, so that no answer is seen before its question. One thread
//! (`reporter`) hears them all: it makes lines of bytes, has them printed, keeps them, and writes
//! the files. What is between the two is an `observation`. Another thread (`printer`) prints, so
//! that the end waits for the files, and not for who should read the output.
//!
//! The proxy takes bytes off a server's hands before the client has them. So a server that judges
//! by its socket what has been read (protocol page, R2) judges the proxy here.

mod address;
mod call;
mod diagram;
mod entry;
mod files;
mod lines;
mod link;
mod names;
mod numbers;
mod observation;
mod printer;
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

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use files::Files;
use proxy::Proxy;
use reporter::Reporter;
use screen::Screen;
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
/// and written too. Ctrl-C ends it, and writes the files; where nothing was said, there are none.
/// Exit codes: 0 it ended by Ctrl-C, 2 it could not begin, or a file could not be written.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// Where the clients connect; 0 is any free port
    #[arg(long, value_name = "[HOST:]PORT", default_value = "3334")]
    listen: String,
    /// Where the server listens
    #[arg(long, value_name = "[HOST:]PORT", default_value = "3333")]
    to: String,
    /// Write the conversation as a new session file, which `cargo kit play` can play again
    #[arg(long, value_name = "FILE")]
    session: Option<PathBuf>,
    /// Draw the conversation as a sequence diagram, in a new file
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
    let listener = address::listen(&arguments.listen)?;
    let own = listener.local_addr()?;
    let server = address::server(&arguments.to)?;
    ensure!(
        !address::is_itself(own, server),
        "{own} cannot pass on to itself: --listen and --to must differ"
    );
    files.check()?;
    let stop = Stop::at(own);
    let screen = Screen::start().context("no thread can be started")?;
    let handler = ctrlc::set_handler({
        let (stop, screen) = (stop.clone(), screen.clone());
        move || {
            screen.interrupt();
            stop.stop();
        }
    });
    handler.context("Ctrl-C cannot be noticed")?;
    let reporter = Reporter::new(files, screen, stop.clone());
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
