//! What kind of terminal this is, and how it is left behind.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use colored::control::SHOULD_COLORIZE;
use jiff::Zoned;

use super::entry::Entry;
use super::render::{Look, render};
use super::screen::Printer;

/// The columns of a terminal that does not say how many it has.
const COLUMNS: usize = 80;

/// Set while the client itself interrupts its editor, so that this is not taken for a person's
/// Ctrl-C.
static INTERRUPTED_BY_US: AtomicBool = AtomicBool::new(false);

/// The exit code after a signal: what a shell reports for SIGTERM.
const SIGNALLED: i32 = 143;

/// Whether somebody is there: what is typed and what is shown are on a terminal.
pub(super) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether the terminal understands the escapes of a line editor.
pub(super) fn can_edit() -> bool {
    let dumb =
        std::env::var("TERM").is_ok_and(|term| matches!(&*term, "dumb" | "cons25" | "emacs"));
    is_interactive() && !dumb
}

/// The terminal's number of columns now, or what is given where nobody knows.
pub(super) fn columns_or(unknown: usize) -> usize {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(unknown, |(width, _)| usize::from(width.0))
}

/// Leaves a usable terminal behind when a signal ends the program: the editor has turned off the
/// echo and turned on bracketed paste. To be called once, by `main`, before anything is typed.
///
/// # Errors
/// Where the program has a signal handler already.
pub fn restore_on_signals() -> Result<(), ctrlc::Error> {
    let restore = restorer();
    ctrlc::set_handler(move || {
        if !INTERRUPTED_BY_US.load(Ordering::SeqCst) {
            restore();
            std::process::exit(SIGNALLED);
        }
    })
}

#[cfg(unix)]
fn restorer() -> impl Fn() + Send + 'static {
    use nix::sys::termios::{SetArg, tcgetattr, tcsetattr};

    let before = tcgetattr(io::stdin()).ok();
    move || {
        if let Some(before) = &before {
            // The program is about to end; there is nobody to report a failure to.
            let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, before);
            if can_edit() {
                let _ = io::stdout().write_all(b"\x1b[?2004l\n");
            }
        }
    }
}

/// Windows gives each program its console modes back by itself.
#[cfg(not(unix))]
fn restorer() -> impl Fn() + Send + 'static {
    || {}
}

/// Makes an editor that waits for a key return, as if Ctrl-C had been pressed.
#[cfg(unix)]
pub(super) fn interrupt_editor() {
    use nix::sys::signal::{Signal, kill};

    INTERRUPTED_BY_US.store(true, Ordering::SeqCst);
    // Cannot fail: the process exists, and is this one.
    let _ = kill(nix::unistd::Pid::this(), Signal::SIGINT);
}

/// Another editor or question begins: from now on an interrupt is a person's again.
pub(super) fn expect_interrupts() {
    INTERRUPTED_BY_US.store(false, Ordering::SeqCst);
}

/// There is no way to do so; the person is asked to press Enter.
#[cfg(not(unix))]
pub(super) fn interrupt_editor() {
    INTERRUPTED_BY_US.store(true, Ordering::SeqCst);
    let _ = writeln!(io::stdout(), "* {}", super::words::PRESS_ENTER);
}

/// Says what went wrong while nothing else prints. Where nobody listens, nothing is lost.
pub(super) fn complain(text: &str) {
    show(&Entry::Refusal(text.to_owned()));
}

/// Says something while nothing else prints.
pub(super) fn say(text: &str) {
    show(&Entry::Note(text.to_owned()));
}

fn show(entry: &Entry) {
    let look = look();
    let columns = look.columns.map(columns_or);
    let text = render(entry, Look { columns, ..look }, &Zoned::now());
    let _ = io::stdout().write_all(text.as_bytes());
}

/// What the output can show: nothing but text where it is no terminal.
pub(super) fn look() -> Look {
    Look {
        colours: can_edit() && SHOULD_COLORIZE.should_colorize(),
        columns: is_interactive().then_some(COLUMNS),
    }
}

/// Prints to an output that has no line editor: a file, a pipe, a terminal without escapes.
pub(super) struct Plain {
    /// Whether a person reads it; else what was refused goes to the error output, out of a
    /// script's way.
    pub(super) interactive: bool,
}

impl Printer for Plain {
    fn print(&mut self, text: &str, refusal: bool) -> io::Result<()> {
        if refusal && !self.interactive {
            return io::stderr().write_all(text.as_bytes());
        }
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}
