//! Whether the terminal can show what the course prints.

use std::env;
use std::io::{self, IsTerminal};
use std::process::Command;

use super::Finding;

/// Everything fits into so many columns; the client into 40.
const COLUMNS: u16 = 80;

/// Whether the terminal takes UTF-8, which texts and names are in.
pub(super) fn text() -> Finding {
    if cfg!(windows) {
        return code_page();
    }
    // The first of these that is set and not empty counts: locale(7).
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let set = names.iter().filter_map(|name| env::var(name).ok());
    let locale = set.into_iter().find(|value| !value.is_empty());
    let locale = locale.unwrap_or_default();
    let is_utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
    if is_utf8 || cfg!(target_os = "macos") {
        return Finding::fine("the terminal takes UTF-8");
    }
    Finding::note(
        format!("the locale is `{locale}`, so the terminal may garble accents: é ã ✓"),
        &["if the three signs above look wrong: export LANG=C.UTF-8"],
    )
}

/// The code page of the Windows console: 65001 is UTF-8.
fn code_page() -> Finding {
    let output = Command::new("cmd").args(["/c", "chcp"]).output();
    let is_utf8 = output.is_ok_and(|output| output.stdout.windows(5).any(|it| it == b"65001"));
    if is_utf8 {
        return Finding::fine("the terminal takes UTF-8");
    }
    Finding::note("the terminal may garble accents: é ã ✓", &["chcp 65001"])
}

/// Whether it is a terminal, and wide enough.
pub(super) fn size() -> Finding {
    if !io::stdout().is_terminal() {
        return Finding::note(
            "this output does not go to a terminal",
            &["run it in the terminal that you work in, to have that looked at"],
        );
    }
    match terminal_size::terminal_size() {
        Some((width, _)) if width.0 < COLUMNS => Finding::note(
            format!("the terminal has {} columns; {COLUMNS} are nicer", width.0),
            &["make the window wider, or the letters smaller"],
        ),
        Some((width, height)) => Finding::fine(format!(
            "the terminal has {} columns and {} rows",
            width.0, height.0
        )),
        None => Finding::note("the terminal does not say how wide it is", &[]),
    }
}
