//! What the verbs print: `print!` and `println!` of this package.
//!
//! Where nobody reads it any more, as behind `| head`, they say nothing more, and the work goes on
//! to its exit code: what has passed is still written down. The standard library's would panic.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::judge;

macro_rules! print {
    ($($text:tt)*) => {
        $crate::out::print(format_args!($($text)*))
    };
}

macro_rules! println {
    () => {
        $crate::out::print(format_args!("\n"))
    };
    ($($text:tt)*) => {
        $crate::out::print(format_args!("{}\n", format_args!($($text)*)))
    };
}

static IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Something beside the output that one should know. Where stderr is closed, nobody wants to.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Whether nobody reads any more. Known from the first text on that came too late.
pub(crate) fn is_closed() -> bool {
    IS_CLOSED.load(Ordering::Relaxed)
}

pub(crate) fn print(text: fmt::Arguments) {
    let mut stdout = io::stdout().lock();
    match stdout.write_fmt(text).and_then(|()| stdout.flush()) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            IS_CLOSED.store(true, Ordering::Relaxed);
        }
        Err(error) => {
            drop(stdout);
            // A full disk, as it may be behind `> FILE`.
            warn(&format!("the output cannot be written: {error}"));
            judge::end_all();
            process::exit(2);
        }
    }
}
