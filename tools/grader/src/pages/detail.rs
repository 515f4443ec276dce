//! What happened in a row: its failures, its remarks, and what people have decided.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::rows::{points, rules};
use super::text::{boxed, coded, plain};
use super::{MOST_LINE, Options, common, session};
use crate::graded::{Graded, Override};
use crate::lang::{Lang, fill, title};
use crate::points::Points;
use crate::rubric::{Check, Part, Play};
use crate::score::{Outcome, Remark, RowScore, Why};

/// Whether there is something to tell of this row that is not told for several.
pub(super) fn is_told(graded: &Graded, scored: &RowScore) -> bool {
    let is_own = |it: &Outcome| !matches!(it, Outcome::Passed(None)) && !common::is_common(it);
    graded.decision(scored).is_some() || scored.outcomes.iter().any(is_own)
}

/// Tells of one row after the other. What repeats is folded.
pub(super) struct Details<'a> {
    graded: &'a Graded<'a>,
    lang: Lang,
    options: &'a Options<'a>,
    /// The causes that have been told already.
    told: BTreeSet<String>,
    /// How many diagrams there are already.
    diagrams: usize,
}

impl<'a> Details<'a> {
    pub(super) fn new(graded: &'a Graded, lang: Lang, options: &'a Options) -> Details<'a> {
        Details {
            graded,
            lang,
            options,
            told: BTreeSet::new(),
            diagrams: 0,
        }
    }

    pub(super) fn row(&mut self, number: usize, scored: &RowScore) -> Markup {
        let row = scored.row;
        let own: Vec<_> = scored
            .checks()
            .filter(|(_, outcome, _)| !common::is_common(outcome))
            .collect();
        html! {
            article id={ "row-" (number) } {
                h3 { (coded(&title(row, self.lang))) " — " (points(self.graded, scored, self.lang)) }
                (rules(row, self.lang))
                @if let Some(decision) = self.graded.decision(scored) {
                    (self.decision(scored, decision))
                }
                @for (check, outcome, given) in &own { (self.check(check, outcome, *given)) }
                @for line in self.elsewhere(scored) { p { (line) } }
                @if own.iter().any(|(_, it, _)| matches!(it, Outcome::Failed(_))) {
                    (self.again(&row.id))
                }
            }
        }
    }

    fn decision(&self, scored: &RowScore, decision: &Override) -> Markup {
        let (words, lang) = (self.lang.words(), self.lang);
        let given = lang.points(decision.points);
        let head = match scored.row.part {
            Part::People => fill(words.given, &[&given]),
            _ => fill(words.decided, &[&given, &lang.points(scored.points())]),
        };
        html! { p.note { strong { (head) } " " (plain(&decision.comment, MOST_LINE * 5)) } }
    }

    fn check(&mut self, check: &Check, outcome: &Outcome, given: Points) -> Markup {
        match outcome {
            Outcome::Passed(Some(remark)) => self.remark(check, remark, given),
            Outcome::Failed(Why::Session(failure)) => {
                let is_new = match &failure.cause {
                    Some(cause) => self.told.insert(cause.to_string()),
                    None => true,
                };
                let lost = common::lost(check.points, self.lang);
                let with_diagram = self.diagrams < super::MOST_DIAGRAMS;
                self.diagrams += 1;
                session::failed(failure, &lost, is_new, with_diagram, self.lang)
            }
            Outcome::Failed(Why::Client(failure)) => {
                let lost = common::lost(check.points, self.lang);
                session::client_failed(failure, &lost, self.lang)
            }
            _ => html! {},
        }
    }

    fn remark(&self, check: &Check, remark: &Remark, given: Points) -> Markup {
        let (words, lang) = (self.lang.words(), self.lang);
        let title = match &check.play {
            Play::Session(session) => &session.title,
            Play::Client(check) => check.title(),
        };
        html! {
            p.note {
                strong { (coded(&plain(&lang.say(title), MOST_LINE))) } ": "
                (words.remark) " " (coded(&plain(&lang.say(&remark.words()), MOST_LINE * 2))) "."
                @if given < check.points {
                    " " (fill(words.kept, &[&lang.points(given), &lang.points(check.points)])) "."
                }
            }
        }
    }

    /// What is told above, with other rows' checks.
    fn elsewhere(&self, scored: &RowScore) -> BTreeSet<&'static str> {
        let words = self.lang.words();
        let common = scored.outcomes.iter().filter(|it| common::is_common(it));
        common
            .map(|outcome| match outcome {
                Outcome::NotChecked { .. } => words.see_not_checked,
                Outcome::GradersFault(_) | Outcome::OutOfTime | Outcome::NotPlayed => {
                    words.see_not_possible
                }
                _ => words.see_common,
            })
            .collect()
    }

    /// The command that plays the row again.
    fn again(&self, row: &str) -> Markup {
        let words = self.lang.words();
        html! {
            @if let Some(again) = self.options.again {
                p { (words.again) }
                (boxed(words.again, &format!("{again} --only {row}")))
            }
        }
    }
}
