//! The table: a line a session, a column a program.

use testkit::Session;

use super::Outcome;
use crate::course::CourseProgram;

/// ✓ passes at every pace, ✗ does not, · need not and was not played; in brackets: need not.
pub(super) fn table(
    sessions: &[Session],
    programs: &[&CourseProgram],
    outcomes: &[Outcome],
) -> String {
    let mut lines = String::new();
    let mut folder = None;
    for session in sessions {
        if folder != session.file.parent() {
            folder = session.file.parent();
            let name = folder
                .map(|folder| folder.display().to_string())
                .unwrap_or_default();
            let heads: String = programs
                .iter()
                .map(|program| format!("{:<7}", short(program.name)))
                .collect();
            lines += &format!("\n{name:<NAME$} {heads}\n");
        }
        let name = session
            .file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let cells: String = programs
            .iter()
            .map(|program| cell(session, program, outcomes))
            .collect();
        lines += &format!("  {name:<WIDTH$} {cells}\n", WIDTH = NAME - 2);
    }
    lines
}

/// The column of names is so wide.
const NAME: usize = 48;

/// `ch04` of `ch04-inbox`.
fn short(name: &str) -> &str {
    name.split('-').next().unwrap_or(name)
}

fn cell(session: &Session, program: &CourseProgram, outcomes: &[Outcome]) -> String {
    let is_here =
        |(play, _): &&Outcome| play.program == program && play.session.file == session.file;
    let results: Vec<_> = outcomes
        .iter()
        .filter(is_here)
        .map(|(_, result)| result)
        .collect();
    if results.is_empty() {
        return format!("{:<7}", " ·");
    }
    let mark = if results.iter().all(|result| result.is_ok()) {
        '✓'
    } else {
        '✗'
    };
    let (open, close) = if program.must_pass(session) {
        (' ', ' ')
    } else {
        ('(', ')')
    };
    format!("{open}{mark}{close:<5}")
}
