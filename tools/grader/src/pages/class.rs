//! The instructor's page: the class as a whole.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::rows::Mark;
use super::text::plain;
use super::{MOST_LINE, MOST_NAME, bars, frame};
use crate::evidence::Build;
use crate::graded::Graded;
use crate::lang::{Lang, fill, rubric_title, title};
use crate::points::Points;
use crate::rubric::{Part, Row, Rubric};
use crate::score::{Outcome, RowScore};

/// What the page says beside the submissions.
#[derive(Debug, Clone, Copy)]
pub struct Class<'a> {
    /// What everybody was graded by.
    pub rubric: &'a Rubric,
    /// What chose logins and texts.
    pub seed: u64,
    /// What the instructor should know, in words: of the worksheet, of who is missing.
    pub warnings: &'a [String],
}

/// The class, for the instructor: an HTML file beside the folder `students`, to whose pages it leads.
pub fn class(graded: &[Graded], class: &Class, lang: Lang) -> String {
    let words = lang.words();
    let mut graded: Vec<&Graded> = graded.iter().collect();
    graded.sort_by_cached_key(|it| (it.who.name.to_lowercase(), it.who.id.clone()));
    let body = html! {
        header {
            div.soft { (rubric_title(class.rubric, lang)) }
            h1 { (words.class) }
        }
        (warnings(class, lang))
        (numbers(&graded, class, lang))
        section {
            h2 { (words.all) }
            (table(&graded, class.rubric, lang))
        }
        (bars::distribution(&graded, class.rubric.automatic(), lang))
        (bars::most_failed(&graded, class.rubric, lang))
        (persons(&graded, lang))
        (unreadable(&graded, lang))
        (faults(&graded, lang))
    };
    let title = format!("{}: {}", words.class, rubric_title(class.rubric, lang));
    frame::page(lang, &title, true, &body)
}

fn warnings(class: &Class, lang: Lang) -> Markup {
    html! {
        @if !class.warnings.is_empty() {
            section {
                h2 { (lang.words().warnings) }
                ul { @for warning in class.warnings {
                    li { (plain(&lang.say(warning), MOST_LINE * 2)) }
                } }
            }
        }
    }
}

/// The points that a submission has from checks, with what people have decided about their rows.
pub(super) fn automatic(graded: &Graded) -> Points {
    let rows = graded.score.rows.iter();
    let rows = rows.filter(|row| row.row.part != Part::People);
    rows.map(|row| graded.points_of(row)).sum()
}

/// Points as a number.
pub(super) fn value(points: Points) -> f64 {
    f64::from(points.hundredths()) / 100.0
}

fn numbers(graded: &[&Graded], class: &Class, lang: Lang) -> Markup {
    let words = lang.words();
    let mut points: Vec<f64> = graded.iter().map(|it| value(automatic(it))).collect();
    points.sort_by(f64::total_cmp);
    let rounded = |number: f64| lang.number(&format!("{number:.1}"));
    html! {
        ul {
            li { (words.submissions) ": " (graded.len()) }
            @if !points.is_empty() {
                li { (words.mean) ": " (rounded(points.iter().sum::<f64>() / points.len() as f64)) }
                li { (words.median) ": " (rounded(median(&points))) }
            }
            li { (words.seed_name) ": " (class.seed) }
        }
    }
}

/// The middle one, or the mean of the two in the middle.
fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    }
}

fn table(graded: &[&Graded], rubric: &Rubric, lang: Lang) -> Markup {
    let words = lang.words();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.all) { table.class {
            thead { tr {
                th scope="col" { (words.name) }
                th.count scope="col" { (words.total) }
                th.turned scope="col" { span { (words.automatic) } }
                th scope="col" { (words.state) }
                @for row in &rubric.rows { th.turned scope="col" title=(title(row, lang)) { span { (row.id) } } }
            } }
            tbody { @for graded in graded { (line(graded, rubric, lang)) } }
        } }
    }
}

fn line(graded: &Graded, rubric: &Rubric, lang: Lang) -> Markup {
    let (words, who) = (lang.words(), &graded.who);
    let state = match () {
        () if graded.needs_person() => words.state_person,
        () if graded.awaited() > Points::default() => words.state_awaits,
        () => words.state_done,
    };
    html! {
        tr {
            th scope="row" {
                a href={ "students/" (link(&who.id)) ".html" } { (plain(&who.name, MOST_NAME)) }
                @if let Some(group) = &graded.group {
                    div.soft { (plain(group, MOST_NAME)) }
                }
            }
            td.count { (lang.points(graded.total())) }
            td.count { (lang.points(automatic(graded))) }
            td { (state) }
            @for row in &rubric.rows { (cell(graded, row, lang)) }
        }
    }
}

/// An id is good for a file's name already; whatever else comes cannot lead anywhere else.
fn link(id: &str) -> String {
    let is_good = |&c: &char| c.is_ascii_alphanumeric() || "._-".contains(c);
    id.chars().filter(is_good).collect()
}

fn cell(graded: &Graded, row: &Row, lang: Lang) -> Markup {
    let mut rows = graded.score.rows.iter();
    let Some(scored) = rows.find(|it| it.row.id == row.id) else {
        return html! { td {} };
    };
    let mark = Mark::of(graded, scored);
    let points = match (mark, graded.decision(scored)) {
        (Mark::People, None) => String::new(),
        (Mark::NotChecked | Mark::NotPossible, _) => mark.sign().to_owned(),
        (Mark::Changed, _) => format!("{}✎", lang.points(graded.points_of(scored))),
        _ => lang.points(graded.points_of(scored)),
    };
    html! { td.count.(mark.class()) title=(mark.words(lang.words())) { (points) } }
}

fn persons(graded: &[&Graded], lang: Lang) -> Markup {
    let words = lang.words();
    let needy: Vec<_> = graded.iter().filter(|it| it.needs_person()).collect();
    html! {
        section {
            h2 { (words.persons) }
            @if needy.is_empty() { p { (words.persons_none) } }
            ul { @for graded in needy {
                li {
                    strong { (plain(&graded.who.name, MOST_NAME)) } ": "
                    (fill(words.persons_open, &[
                        &lang.points(graded.open()),
                        &lang.points(graded.score.automatic()),
                    ]))
                    @for why in reasons(graded, lang) { " " (why) }
                }
            } }
        }
    }
}

/// Why something is open, each reason once.
fn reasons(graded: &Graded, lang: Lang) -> Vec<String> {
    let words = lang.words();
    let mut reasons: Vec<String> = Vec::new();
    let outcomes = graded.score.rows.iter().flat_map(|row| &row.outcomes);
    for outcome in outcomes {
        let reason = match outcome {
            Outcome::NotChecked { because } => fill(words.not_checked, &[because]),
            Outcome::OutOfTime => words.out_of_time.to_owned(),
            Outcome::NotPlayed => words.not_played.to_owned(),
            Outcome::GradersFault(why) => plain(&lang.say(why), MOST_LINE),
            Outcome::Passed(_) | Outcome::Failed(_) => continue,
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// What this machine has prevented, and for whom.
fn faults(graded: &[&Graded], lang: Lang) -> Markup {
    let is_opened = |it: &&&Graded| !matches!(it.evidence.build, Build::Unreadable(_));
    let mut faults = BTreeMap::new();
    for graded in graded.iter().filter(is_opened) {
        let outcomes = graded.score.rows.iter().flat_map(faults_of);
        for why in outcomes.collect::<BTreeSet<_>>() {
            named(&mut faults, why, graded);
        }
    }
    let words = lang.words();
    html! {
        section {
            h2 { (words.faults) }
            @if faults.is_empty() { p { (words.faults_none) } }
            (reasons_with_names(&faults, lang))
        }
    }
}

/// What nobody could open, and whose it is. Nothing where there is none.
fn unreadable(graded: &[&Graded], lang: Lang) -> Markup {
    let mut unreadable = BTreeMap::new();
    for graded in graded {
        if let Build::Unreadable(why) = &graded.evidence.build {
            named(&mut unreadable, why, graded);
        }
    }
    html! {
        @if !unreadable.is_empty() {
            section {
                h2 { (lang.words().unreadable_all) }
                (reasons_with_names(&unreadable, lang))
            }
        }
    }
}

/// Reasons, each with the names of those whom it concerns.
type Named<'a> = BTreeMap<&'a str, Vec<String>>;

fn named<'a>(reasons: &mut Named<'a>, why: &'a str, graded: &Graded) {
    let names = reasons.entry(why).or_default();
    names.push(plain(&graded.who.name, MOST_NAME));
}

fn reasons_with_names(reasons: &Named, lang: Lang) -> Markup {
    html! {
        ul { @for (why, names) in reasons {
            li { (plain(&lang.say(why), MOST_LINE)) ": " (names.join(", ")) }
        } }
    }
}

fn faults_of<'a>(scored: &'a RowScore) -> impl Iterator<Item = &'a str> {
    scored.outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::GradersFault(why) => Some(why.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle() {
        assert_eq!(median(&[1.0, 2.0, 9.0]).to_string(), "2");
        assert_eq!(median(&[1.0, 2.0, 3.0, 9.0]).to_string(), "2.5");
    }

    #[test]
    fn a_link_leads_nowhere_else() {
        assert_eq!(link("../a/\"><b"), "..ab");
    }
}
