//! What is printed before and behind the table.

use super::files::stem;
use super::{Outcome, Trial};

/// So many messages are read; of the other failures the names are enough.
const MESSAGES_SHOWN: usize = 5;

/// What will be played, in a line.
pub(super) fn plan(trials: &[Trial]) -> String {
    let plays: usize = trials.iter().map(|trial| trial.paces.len()).sum();
    let most = trials.iter().map(|trial| trial.paces.len()).max();
    let paces = counted(most.unwrap_or_default(), "pace");
    let each = if plays == trials.len() * most.unwrap_or_default() {
        "each at"
    } else {
        "each at up to"
    };
    let mut sessions: Vec<_> = trials.iter().map(|trial| &trial.session.file).collect();
    sessions.sort();
    sessions.dedup();
    let mut programs: Vec<_> = trials.iter().map(|trial| trial.program.name).collect();
    programs.sort_unstable();
    programs.dedup();
    let sessions = counted(sessions.len(), "session");
    let with = match programs[..] {
        [program] => format!("{program}: {sessions}"),
        _ => format!("{sessions}, {}", counted(programs.len(), "program")),
    };
    format!("{with}, {each} {paces}: {}", counted(plays, "play"))
}

/// The first failures, the names of the others, and the sum.
pub(super) fn report(outcomes: &[Outcome], seed: u64) -> String {
    let failed: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.is_failure())
        .collect();
    let mut text = String::new();
    for outcome in failed.iter().take(MESSAGES_SHOWN) {
        if let Some(Err(failure)) = &outcome.verdict {
            text += &format!("\n{}: {failure}\n", outcome.trial.program.name);
        }
    }
    if failed.len() > MESSAGES_SHOWN {
        text += "\nalso failed; --session NAME shows one of them:\n";
    }
    for Outcome { trial, .. } in failed.iter().skip(MESSAGES_SHOWN) {
        text += &format!("  {}: {}\n", trial.program.name, stem(trial.session));
    }
    let of = outcomes.len();
    text += &match failed.len() {
        0 => format!("\nall passed (seed {seed})\n"),
        failed => format!("\n{failed} of {of} sessions failed (seed {seed})\n"),
    };
    let left = outcomes
        .iter()
        .filter(|outcome| outcome.verdict.is_none())
        .count();
    if left > 0 {
        text += &format!(
            "{left} were not played any more: mend these first, or play all with --keep-going\n"
        );
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {what}{end}")
}
