//! What a server wrote to stderr, as far as it tells something.

/// The most lines of the end that are shown.
const SHOWN: usize = 8;

/// The end, after the last panic's place and message where those stand further up. The frames of
/// backtraces are left out: they are many, and mostly not the program's own.
pub(crate) fn last_words(errors: &str) -> Vec<String> {
    let lines: Vec<_> = errors
        .lines()
        .filter(|line| !line.is_empty() && !is_backtrace(line))
        .collect();
    let start = lines.len().saturating_sub(SHOWN);
    let panic = lines.iter().rposition(|line| line.contains("panicked at"));
    let mut words = Vec::new();
    if let Some(panic) = panic.filter(|&panic| panic < start) {
        words.extend(lines[panic..start].iter().take(2));
    }
    let hidden = start - words.len();
    if hidden > 0 {
        let hidden = format!("… {hidden} more");
        return owned(&words)
            .chain([hidden])
            .chain(owned(&lines[start..]))
            .collect();
    }
    owned(&lines).collect()
}

fn owned<'a>(lines: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    lines.iter().map(|&line| line.to_owned())
}

/// `stack backtrace:`, `   7: function`, `             at file:line`, and the note at the end.
fn is_backtrace(line: &str) -> bool {
    let frame = line.trim_start();
    let is_indented = frame.len() < line.len();
    let is_numbered = frame
        .split_once(": ")
        .is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    line == "stack backtrace:"
        || line.starts_with("note: Some details are omitted")
        || (is_indented && (is_numbered || frame.starts_with("at ")))
}

#[cfg(test)]
mod tests {
    use super::last_words;

    const BACKTRACE: &str = "stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/0/library/std/src/panicking.rs:689:5
   1: core::panicking::panic_fmt
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
";

    #[test]
    fn a_panic_is_shown_without_its_backtrace() {
        let panic = "thread 'main' panicked at src/main.rs:3:5:\nno such user\n";
        let shown = last_words(&format!("a client\n\n{panic}{BACKTRACE}the end\n"));
        let [place, message] = panic.lines().collect::<Vec<_>>()[..] else {
            panic!("two lines");
        };
        assert_eq!(shown, ["a client", place, message, "the end"]);
    }

    #[test]
    fn a_panic_further_up_comes_first() {
        let lines: String = (0..10).map(|line| format!("line {line}\n")).collect();
        let shown = last_words(&format!("old\nx panicked at y:\nwhy\n{BACKTRACE}{lines}"));
        assert_eq!(shown[..3], ["x panicked at y:", "why", "… 3 more"]);
        assert_eq!((shown[3].as_str(), shown.len()), ("line 2", 11));
    }

    #[test]
    fn lines_without_a_panic_are_cut_to_their_end() {
        assert_eq!(last_words("a\n  1: b\n at c\n"), ["a"]);
        assert_eq!(last_words(""), Vec::<String>::new());
        assert_eq!(last_words(&"a\n".repeat(9))[0], "… 1 more");
    }
}
