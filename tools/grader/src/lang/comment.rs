//! The short comment for a worksheet.

use testkit::Failure;
use testkit::failure::show::is_hidden;

use super::{Lang, fill};
use crate::evidence::Build;
use crate::graded::Graded;
use crate::pages::{Mark, has_not_started, plain};
use crate::points::Points;
use crate::rubric::{Part, Row, Rubric};
use crate::score::{Outcome, RowScore, Why};
use crate::worksheet::Given;

/// The most characters that a comment has.
pub const MOST_CHARACTERS: usize = 1500;

/// The most characters of a title.
const MOST_TITLE: usize = 300;

/// Kept for the end: that there is a page, and how many rows are left out.
const END: usize = 250;

/// The most characters of a cause, or of an instructor's words.
const MOST_WORDS: usize = 200;

/// The points, the grade where it is in proportion, what was lost and the likely cause of it, in one
/// line. It may stand in HTML.
pub fn comment(graded: &Graded, given: Option<&Given>, lang: Lang) -> String {
    let words = lang.words();
    let mut text = head(graded, given, lang);
    if let Some(why) = no_programs(graded, lang) {
        return format!("{text} {why} {}", words.comment_page);
    }
    let rows = graded.score.rows.iter();
    let mut said: Vec<_> = rows.filter_map(|row| lost(graded, row, lang)).collect();
    if !said.is_empty() {
        text += &format!(" {}", words.comment_lost);
    }
    said.extend(open(graded, lang));
    let mut left = said.len();
    for row in said {
        if text.chars().count() + row.chars().count() + END > MOST_CHARACTERS {
            break;
        }
        text += &format!(" {row}");
        left -= 1;
    }
    if left > 0 {
        text += &format!(" … {}.", fill(words.comment_more, &[&left.to_string()]));
    }
    text + " " + words.comment_page
}

/// The points and the grade, and what is still to come or was taken off.
fn head(graded: &Graded, given: Option<&Given>, lang: Lang) -> String {
    let words = lang.words();
    let mut text = automatic(graded, lang);
    if let Some(given) = given
        && let Some(maximum) = &given.scaled_to
    {
        text += &format!(" {}", fill(words.comment_scaled, &[&given.grade, maximum]));
    }
    if graded.needs_person() {
        text += &format!(" {}", words.needs_person);
    }
    let awaited = graded.awaited();
    if awaited > Points::default() {
        let awaited = fill(words.awaited, &[&lang.points(awaited)]);
        text += &format!(" {awaited}");
    }
    if let Some(late) = late(graded, lang) {
        text += &format!(" {late}");
    }
    text
}

/// Why there was nothing that could be checked.
fn no_programs(graded: &Graded, lang: Lang) -> Option<String> {
    let words = lang.words();
    match &graded.evidence.build {
        Build::Failed(_) => Some(words.comment_build_failed.to_owned()),
        Build::Unreadable(why) => {
            let why = escaped(&lang.say(why));
            Some(format!("{} {why}.", words.unreadable))
        }
        Build::None | Build::Done(_) | Build::Fault(_) => None,
    }
}

fn automatic(graded: &Graded, lang: Lang) -> String {
    let rows = graded.score.rows.iter();
    let rows = rows.filter(|row| row.row.part != Part::People);
    let points: Points = rows.map(|row| graded.points_of(row)).sum();
    let all = graded.score.automatic();
    fill(
        lang.words().comment_automatic,
        &[&lang.points(points), &lang.points(all)],
    )
}

/// The days that it came late.
pub(crate) fn late(graded: &Graded, lang: Lang) -> Option<String> {
    let late = graded.late?;
    let points = lang.points(late.points);
    Some(match late.days {
        1 => fill(lang.words().late_one, &[&points]),
        days => fill(lang.words().late_many, &[&days.to_string(), &points]),
    })
}

/// A row that is not whole: its title, its points, and why.
fn lost(graded: &Graded, row: &RowScore, lang: Lang) -> Option<String> {
    let decision = graded.decision(row);
    let points = graded.points_of(row);
    let is_open = matches!(
        Mark::of(graded, row),
        Mark::People | Mark::NotChecked | Mark::NotPossible
    );
    if points == row.row.points || (is_open && decision.is_none()) {
        return None;
    }
    let of = fill(
        lang.words().of,
        &[&lang.points(points), &lang.points(row.row.points)],
    );
    let title = escaped(&title(row.row, lang));
    let why = decision.map_or_else(|| why(row, lang), |it| it.comment.clone());
    let why = escaped(&why);
    Some(if why.is_empty() {
        format!("{title}: {of}.")
    } else {
        format!("{title}: {of} ({why}).")
    })
}

/// A row's title.
pub(crate) fn title(row: &Row, lang: Lang) -> String {
    let title = lang.choose(&row.title, row.title_pt.as_deref());
    plain(&title, MOST_TITLE)
}

/// A rubric's title.
pub(crate) fn rubric_title(rubric: &Rubric, lang: Lang) -> String {
    let title = lang.choose(&rubric.title, rubric.title_pt.as_deref());
    plain(&title, MOST_TITLE)
}

/// The first thing that is known of why points are missing.
fn why(row: &RowScore, lang: Lang) -> String {
    let known = row.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Failed(Why::Session(failure)) => Some(of_session(failure, lang)),
        Outcome::Failed(Why::Client(failure)) => Some(lang.say(&failure.received).into_owned()),
        Outcome::Failed(Why::NoProgram(missing)) => Some(first_line(&lang.say(missing))),
        Outcome::Passed(Some(remark)) => Some(lang.say(&remark.words()).into_owned()),
        _ => None,
    });
    known.unwrap_or_default()
}

fn of_session(failure: &Failure, lang: Lang) -> String {
    if has_not_started(failure) {
        let why = first_line(&failure.received);
        return format!("{} {}", lang.words().not_started, lang.say(&why));
    }
    let cause = failure.cause.as_ref().map(ToString::to_string);
    lang.say(&cause.unwrap_or_else(|| failure.title.clone()))
        .into_owned()
}

/// The titles of the rows that nobody could judge, each group behind its mark.
fn open(graded: &Graded, lang: Lang) -> Vec<String> {
    let words = lang.words();
    [
        (Mark::NotChecked, words.comment_not_checked),
        (Mark::NotPossible, words.comment_not_possible),
    ]
    .into_iter()
    .filter_map(|(mark, head)| {
        let rows = graded.score.rows.iter();
        let rows = rows.filter(|row| Mark::of(graded, row) == mark);
        let titles: Vec<_> = rows.map(|row| escaped(&title(row.row, lang))).collect();
        (!titles.is_empty()).then(|| format!("{head} {}.", titles.join("; ")))
    })
    .collect()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// At most [`MOST_WORDS`] characters, on one line and good for HTML. A backslash would mean something
/// to PHP's CSV.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars().take(MOST_WORDS) {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\\' => escaped += "&#92;",
            _ if is_hidden(character) => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped.trim().to_owned()
}
