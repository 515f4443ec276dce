//! A session that a student has written is judged by what it tells apart.

use std::fmt::Write;
use std::thread;

use testkit::deadline::patience;
use testkit::session_file::{Action, ClientAct, Expected};
use testkit::{Pace, Session};

use crate::wrong_servers::{Defect, HASTE, play_against};

/// How the student's session is called in messages; its lines are counted from the first one that
/// has something in it.
const NAME: &str = "your session";

/// Checks a session of the student's: a right server passes it at every pace, and each of these
/// wrong servers fails it. Its `log:` steps count, too.
///
/// # Panics
/// In words: where it is no session, what it may not ask for, where a right server fails it, and
/// which wrong servers pass it.
#[track_caller]
pub fn judge(text: &str, wrong: &[Defect]) {
    if let Err(words) = verdict(text, wrong) {
        panic!("{words}");
    }
}

fn verdict(text: &str, wrong: &[Defect]) -> Result<(), String> {
    let session = parse(text)?;
    asks_only_what_it_may(&session)?;
    a_right_server_passes(&session)?;
    wrong_servers_fail(&session, wrong)
}

fn parse(text: &str) -> Result<Session, String> {
    let text = text.trim_start_matches(['\n', '\r']);
    Session::parse(NAME, text).map_err(|error| error.to_string())
}

/// A server may leave out the notices and be right, and nobody stops the servers of the zoo.
fn asks_only_what_it_may(session: &Session) -> Result<(), String> {
    for step in &session.steps {
        let words = match &step.action {
            Action::Server(_) => "the servers here run as long as the session does",
            Action::Client { act, .. } if demands_a_notice(act) => {
                "a server may leave out its notices (protocol page, 4), so do not ask for one; the \
                 player skips those that come"
            }
            _ => continue,
        };
        let (line, source) = (step.line, &step.source);
        return Err(format!("{NAME}:{line}: `{source}`: {words}"));
    }
    Ok(())
}

fn demands_a_notice(act: &ClientAct) -> bool {
    match act {
        ClientAct::Expect(Expected::Line(line)) => line.starts_with("! "),
        ClientAct::Expect(Expected::Notice { .. }) => true,
        _ => false,
    }
}

fn a_right_server_passes(session: &Session) -> Result<(), String> {
    for pace in Pace::ALL {
        play_against(session, None, pace, patience()).map_err(|failure| {
            format!("{NAME} asks for what a right server does not do:\n{failure}")
        })?;
    }
    Ok(())
}

fn wrong_servers_fail(session: &Session, wrong: &[Defect]) -> Result<(), String> {
    let passes =
        |defect| play_against(session, Some(defect), Pace::Normal, patience() / HASTE).is_ok();
    let passing: Vec<Defect> = thread::scope(|scope| {
        let plays: Vec<_> = wrong
            .iter()
            .map(|&defect| (defect, scope.spawn(move || passes(defect))))
            .collect();
        let passing = plays
            .into_iter()
            .filter_map(|(defect, play)| play.join().expect("a play").then_some(defect));
        passing.collect()
    });
    if passing.is_empty() {
        return Ok(());
    }
    Err(not_caught(&passing, wrong.len()))
}

fn not_caught(passing: &[Defect], all: usize) -> String {
    let caught = all - passing.len();
    let mut words = format!(
        "{NAME} catches {caught} of {all} wrong servers. It does not see what is wrong with:"
    );
    for defect in passing {
        let (does, breaks) = (defect.does(), defect.breaks());
        let _ = write!(words, "\n\n  {defect}\n    {does}\n    {breaks}");
    }
    words + "\n\nAdd steps in which such a server says something else than a right one."
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "title: t\nsince: ch04-inbox\nwhy: w\nusers: ana, bia\n\n";

    /// A message that waits, and the empty line behind it.
    const ONCE: &str = "ana> ana\nana< f\nana> @bia oi\nana< f\n\
                        bia> bia\nbia< @ana oi\nbia< f\nbia>\nbia< f\n";

    #[test]
    fn a_session_that_tells_them_apart_is_good() {
        let wrong = [Defect::MessagesComeTwice, Defect::MessagesComeAgain];
        assert_eq!(verdict_on(ONCE, &wrong), Ok(()));
    }

    #[test]
    fn the_log_is_looked_at() {
        let wrong = [Defect::LogNever, Defect::LogTwice];
        let words = verdict_on(ONCE, &wrong).expect_err("it does not look");
        assert!(words.contains("catches 0 of 2"), "{words}");
        assert!(words.contains(Defect::LogTwice.does()), "{words}");
        let looking = format!("{ONCE}log: row ana bia oi\n");
        assert_eq!(verdict_on(&looking, &wrong), Ok(()));
    }

    #[test]
    fn what_is_no_session_is_named_with_its_line() {
        let words = verdict_on("ana> ana\nana = f\n", &[]).expect_err("it is no session");
        assert!(words.starts_with("your session:7: "), "{words}");
    }

    #[test]
    fn what_it_may_not_ask_for_is_named_with_its_line() {
        let notices = ["! unknown-user", "! unknown-user who are you"];
        for notice in notices {
            let steps = format!("zeca> zeca\nzeca< {notice}\nzeca: closed\n");
            let words = verdict_on(&steps, &[]).expect_err("a notice is not required");
            assert!(words.starts_with("your session:7: "), "{words}");
        }
        let words = verdict_on("ana> ana\nserver: kill\n", &[]).expect_err("nobody can");
        assert!(words.starts_with("your session:7: "), "{words}");
    }

    #[test]
    fn a_session_that_fails_everywhere_is_not_good() {
        let words = verdict_on("ana> ana\nana: closed\n", &[Defect::NewestFirst])
            .expect_err("a right server lets ana in");
        assert!(words.contains("what a right server does not do"), "{words}");
        assert!(words.contains("your session:7"), "{words}");
    }

    fn verdict_on(steps: &str, wrong: &[Defect]) -> Result<(), String> {
        verdict(&format!("\n{HEADER}{steps}"), wrong)
    }
}
