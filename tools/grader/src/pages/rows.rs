//! The table of a submission's rows.

use maud::{Markup, html};

use super::MOST_LINE;
use super::text::{coded, plain};
use super::{common, detail};
use crate::graded::Graded;
use crate::lang::{Lang, Words, fill, title};
use crate::points::Points;
use crate::rubric::{Part, Row};
use crate::score::{Outcome, RowScore};

/// What has become of a row, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Passed,
    Partly,
    Failed,
    NotChecked,
    NotPossible,
    People,
    Changed,
}

impl Mark {
    pub(crate) fn of(graded: &Graded, row: &RowScore) -> Mark {
        let is = |kind: fn(&Outcome) -> bool| row.outcomes.iter().any(kind);
        let points = row.points();
        match row.row.part {
            Part::People => Mark::People,
            _ if graded.decision(row).is_some() => Mark::Changed,
            _ if points == row.row.points => Mark::Passed,
            _ if is(|it| matches!(it, Outcome::NotChecked { .. })) => Mark::NotChecked,
            _ if is(Outcome::is_open) => Mark::NotPossible,
            _ if points > Points::default() => Mark::Partly,
            _ => Mark::Failed,
        }
    }

    /// Seen before the words are read, and where there are no colours.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Mark::Passed => "✓",
            Mark::Partly => "◐",
            Mark::Failed => "✗",
            Mark::NotChecked => "–",
            Mark::NotPossible => "?",
            Mark::People => "·",
            Mark::Changed => "✎",
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Mark::Passed => "passed",
            Mark::Partly => "partly",
            Mark::Failed => "failed",
            Mark::NotChecked => "not-checked",
            Mark::NotPossible => "not-possible",
            Mark::People => "people",
            Mark::Changed => "changed",
        }
    }

    pub(super) fn words(self, words: &Words) -> &'static str {
        match self {
            Mark::Passed => words.mark_passed,
            Mark::Partly => words.mark_partly,
            Mark::Failed => words.mark_failed,
            Mark::NotChecked => words.mark_not_checked,
            Mark::NotPossible => words.mark_not_possible,
            Mark::People => words.mark_people,
            Mark::Changed => words.mark_changed,
        }
    }
}

/// All rows, part by part.
pub(super) fn table(graded: &Graded, lang: Lang) -> Markup {
    let words = lang.words();
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (words.result) }
                th scope="col" { (words.row) }
                th.count scope="col" { (words.points) }
            } }
            @for part in [Part::Server, Part::Client, Part::Robustness, Part::People] {
                (body(graded, part, lang))
            }
        } }
    }
}

fn body(graded: &Graded, part: Part, lang: Lang) -> Markup {
    let rows = graded.score.rows.iter().enumerate();
    let rows: Vec<_> = rows.filter(|(_, it)| it.row.part == part).collect();
    html! {
        @if !rows.is_empty() {
            tbody {
                tr { th colspan="3" scope="rowgroup" { (part_words(part, lang.words())) } }
                @for (number, row) in rows { (line(graded, number, row, lang)) }
            }
        }
    }
}

fn line(graded: &Graded, number: usize, scored: &RowScore, lang: Lang) -> Markup {
    let mark = Mark::of(graded, scored);
    let title = title(scored.row, lang);
    let target = match () {
        () if detail::is_told(graded, scored) => Some(format!("#row-{number}")),
        () if scored.outcomes.iter().any(common::is_common) => Some("#common".to_owned()),
        () => None,
    };
    html! {
        tr {
            td class={ "result " (mark.class()) } { (mark.sign()) " " (mark.words(lang.words())) }
            td {
                @if let Some(target) = target { a href=(target) { (coded(&title)) } }
                @else { (coded(&title)) }
                (rules(scored.row, lang))
            }
            td.count { (points(graded, scored, lang)) }
        }
    }
}

/// The points of a row; those of people are open until they give them.
pub(super) fn points(graded: &Graded, scored: &RowScore, lang: Lang) -> String {
    let is_open = scored.row.part == Part::People && graded.decision(scored).is_none();
    let given = if is_open {
        "—".to_owned()
    } else {
        lang.points(graded.points_of(scored))
    };
    fill(lang.words().of, &[&given, &lang.points(scored.row.points)])
}

/// The statement's sentence that the row scores, or the numbers of its rules.
pub(super) fn rules(row: &Row, lang: Lang) -> Markup {
    let rules: Vec<_> = row.rules.iter().map(u32::to_string).collect();
    let words = lang.words();
    let rules = match rules.as_slice() {
        [] => None,
        [rule] => Some(fill(words.rule, &[rule])),
        rules => Some(fill(words.rules, &[&rules.join(", ")])),
    };
    let statement = row.statement.as_deref();
    let statement = statement.map(|words| lang.choose(words, row.statement_pt.as_deref()));
    html! {
        @if let Some(statement) = statement {
            div.rules { (coded(&plain(&statement, MOST_LINE * 4))) }
        }
        @if let Some(rules) = rules { div.rules { (rules) } }
    }
}

pub(super) fn part_words(part: Part, words: &Words) -> &'static str {
    match part {
        Part::Server => words.part_server,
        Part::Client => words.part_client,
        Part::Robustness => words.part_robustness,
        Part::People => words.part_people,
    }
}
