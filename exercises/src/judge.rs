//! A session that a student has written is judged by what it tells apart.

use std::fmt::Write;
use std::thread;

use testkit::deadline::patience;
use testkit::session_file::Action;
use testkit::{Pace, Session};
use zoo::Reading;

use crate::judge_rules::{asks_only_what_it_may, late_login};
use crate::wrong_servers::{Defect, HASTE, Which, play_against};

/// How the student's session is called in messages; its lines are counted from the first one that
/// has something in it.
pub(crate) const NAME: &str = "your session";

/// Why a session that is right line by line is not right with all lines at once.
const TOGETHER: &str = "a line that was sent before the batch came does not say that it was read, so the \
    header needs `pace: as-written`\n\n";

/// Checks a session of the student's: right servers pass it at every pace, and each of these wrong
/// servers fails it. Its `log:` steps count, too, and have to suit both kinds of right servers.
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
    right_servers_pass(&session)?;
    wrong_servers_fail(&session, wrong)
}

fn parse(text: &str) -> Result<Session, String> {
    let text = text.trim_start_matches(['\n', '\r']);
    Session::parse(NAME, text).map_err(|error| error.to_string())
}

fn right_servers_pass(session: &Session) -> Result<(), String> {
    a_right_server_passes(session, Reading::Written, "a right server")?;
    let is_log = |action: &Action| matches!(action, Action::Log(_));
    if !session.steps.iter().any(|step| is_log(&step.action)) {
        return Ok(());
    }
    let who = "a right server that writes a row only when the reader's next line has come (R1)";
    a_right_server_passes(session, Reading::NextLine, who)
}

fn a_right_server_passes(session: &Session, reading: Reading, who: &str) -> Result<(), String> {
    for pace in Pace::ALL {
        play_against(session, Which::Right(reading), pace, patience()).map_err(|failure| {
            let advice = match (reading, pace) {
                (Reading::NextLine, Pace::Coalesced) => TOGETHER.to_owned(),
                _ => late_login(session).unwrap_or_default(),
            };
            format!("{NAME} asks for what {who} does not do:\n{advice}{failure}")
        })?;
    }
    Ok(())
}

fn wrong_servers_fail(session: &Session, wrong: &[Defect]) -> Result<(), String> {
    let passes = |defect| {
        play_against(
            session,
            Which::Wrong(defect),
            Pace::Normal,
            patience() / HASTE,
        )
        .is_ok()
    };
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
    words
        + "\n\nAdd or move steps, so that such a server's answers or its log differ from a right one's."
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
        assert_eq!(verdict_as_written(&looking, &wrong), Ok(()));
        let words = verdict_on(&looking, &wrong).expect_err("the lines come together");
        assert!(words.contains("`pace: as-written`"), "{words}");
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

    const SENT: &str = "ana> ana\nana< f\nana> @bia oi\n";
    const READ: &str = "bia> bia\nbia< @ana oi\nbia< f\n";
    const ROW: &str = "log: row ana bia oi\n";
    const NO_ROW: &str = "log: no-row ana bia oi\n";

    #[test]
    fn a_row_that_a_right_server_need_not_have_yet_is_none_to_ask_for() {
        let words = verdict_on(&format!("{SENT}ana< f\n{READ}{ROW}"), &[]).expect_err("R1");
        assert!(words.contains("the reader's next line"), "{words}");
        let evidence = format!("{SENT}ana< f\n{READ}bia>\nbia< f\n{ROW}");
        assert_eq!(verdict_as_written(&evidence, &[]), Ok(()));
    }

    #[test]
    fn the_log_is_not_looked_at_before_the_server_is_done() {
        let words = verdict_on(&format!("{SENT}{NO_ROW}ana< f\n"), &[]).expect_err("too early");
        assert!(words.starts_with("your session:9: "), "{words}");
        assert!(words.contains("ana"), "{words}");
        let steps = format!("{SENT}ana< f\n{NO_ROW}");
        assert_eq!(verdict_on(&steps, &[Defect::LogWhenSent]), Ok(()));
    }

    #[test]
    fn what_was_sent_to_its_reader_may_have_its_row() {
        let words = verdict_on(&format!("{SENT}ana< f\n{READ}{NO_ROW}"), &[]);
        let words = words.expect_err("a right server may have written it");
        assert!(words.starts_with("your session:13: "), "{words}");
    }

    #[test]
    fn a_second_login_on_a_connection_is_explained() {
        let words = verdict_on("ana> ana\nana< f\nana> ANA\nana: closed\n", &[]);
        let words = words.expect_err("the line is no login");
        assert!(words.contains("first line of a connection"), "{words}");
    }

    fn verdict_on(steps: &str, wrong: &[Defect]) -> Result<(), String> {
        verdict(&format!("\n{HEADER}{steps}"), wrong)
    }

    fn verdict_as_written(steps: &str, wrong: &[Defect]) -> Result<(), String> {
        verdict(
            &format!(
                "\n{}{steps}",
                HEADER.replace("\n\n", "\npace: as-written\n\n")
            ),
            wrong,
        )
    }
}
