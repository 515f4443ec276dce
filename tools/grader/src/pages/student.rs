//! A student's page.

use maud::{Markup, html};

use super::text::{boxed, coded, lines, plain, sentences};
use super::{MOST_ITEMS, MOST_LINE, MOST_NAME, Options, common, detail, frame, rows};
use crate::evidence::{Build, Evidence};
use crate::graded::Graded;
use crate::lang::{Lang, fill, late, rubric_title};
use crate::points::Points;
use crate::rubric::{Part, Rubric};
use crate::score::RowScore;

/// What became of a submission, for the person who has handed it in: an HTML file.
pub fn student(graded: &Graded, rubric: &Rubric, lang: Lang, options: &Options) -> String {
    let name = plain(&graded.who.name, MOST_NAME);
    let title = format!("{name}: {}", rubric_title(rubric, lang));
    let body = html! {
        (head(graded, rubric, lang))
        (how(graded, lang))
        section {
            h2 { (lang.words().rows) }
            (rows::table(graded, lang))
        }
        (common::section(graded, lang))
        (details(graded, lang, options))
    };
    frame::page(lang, &title, false, &body)
}

fn head(graded: &Graded, rubric: &Rubric, lang: Lang) -> Markup {
    let words = lang.words();
    let all = rubric.automatic() + rubric.by_people();
    let awaited = graded.awaited();
    html! {
        header {
            div.soft { (rubric_title(rubric, lang)) }
            h1 { (plain(&graded.who.name, MOST_NAME)) }
            @if let Some(group) = &graded.group {
                div.soft { (fill(words.group, &[&plain(group, MOST_NAME)])) }
            }
            p.total {
                (lang.points(graded.total()))
                small { " " (fill(words.of, &["", &lang.points(all)]).trim()) }
            }
            @if graded.needs_person() { p.note { (words.needs_person) } }
            (sums(graded, lang))
            @if awaited > Points::default() {
                p { (fill(words.awaited, &[&lang.points(awaited)])) }
            }
            @if let Some(late) = late(graded, lang) { p.note { (late) } }
        }
    }
}

/// The points of programs and those of people.
fn sums(graded: &Graded, lang: Lang) -> Markup {
    let words = lang.words();
    let sum = |is_meant: fn(&RowScore) -> bool| -> (Points, Points) {
        let rows = || graded.score.rows.iter().filter(|row| is_meant(row));
        let given = rows().map(|row| graded.points_of(row)).sum();
        (given, rows().map(|row| row.row.points).sum())
    };
    let of =
        |(given, all): (Points, Points)| fill(words.of, &[&lang.points(given), &lang.points(all)]);
    let people = sum(|row| row.row.part == Part::People);
    let open = graded.open();
    html! {
        ul {
            li { (words.automatic) ": " strong { (of(sum(|row| row.row.part != Part::People))) } }
            @if people.0 > Points::default() { li { (words.by_people) ": " strong { (of(people)) } } }
            @if open > Points::default() { li { (fill(words.open, &[&lang.points(open)])) } }
        }
    }
}

/// How it was built, what was assumed, and what is true of everything below.
fn how(graded: &Graded, lang: Lang) -> Markup {
    let (words, evidence) = (lang.words(), graded.evidence);
    html! {
        section {
            h2 { (words.how) }
            p { (words.black_box) }
            @if let Some(assumed) = &evidence.assumed {
                div.note { (words.assumed) " " (sentences(&lang.say(assumed))) }
            }
            @if let Some(manifest) = &evidence.manifest {
                p { (coded(words.save_manifest)) }
                (boxed("mensageiro.toml", &lines(manifest.lines())))
            }
            (build(&evidence.build, lang))
            (framing(evidence, lang))
            @if !evidence.ignored.is_empty() {
                p { (words.ignored) }
                ul { @for item in evidence.ignored.iter().take(MOST_ITEMS) {
                    li { (plain(&lang.say(item), MOST_LINE)) }
                } }
                @if evidence.ignored.len() > MOST_ITEMS {
                    p { (fill(words.more, &[&(evidence.ignored.len() - MOST_ITEMS).to_string()])) }
                }
            }
            p.soft { (fill(words.seed, &[&evidence.seed.to_string()])) }
        }
    }
}

/// How the programs talk, where that is not as in the course.
fn framing(evidence: &Evidence, lang: Lang) -> Markup {
    html! {
        @for sentence in evidence.framing.words() {
            p.note { (coded(&lang.say(sentence))) "." }
        }
    }
}

fn build(build: &Build, lang: Lang) -> Markup {
    let words = lang.words();
    match build {
        Build::None => html! { p { (words.nothing_built) } },
        Build::Done(seconds) => {
            let seconds = lang.number(&format!("{seconds:.1}"));
            html! { p { (fill(words.built, &[&seconds])) } }
        }
        Build::Failed(why) => html! {
            div.note { (words.build_failed) (boxed(words.build_failed, &lines(why.lines()))) }
        },
        Build::Fault(why) => html! {
            div.note { (words.build_fault) " " (sentences(&lang.say(why))) }
        },
        Build::Unreadable(why) => html! {
            div.note { (words.unreadable) " " (sentences(&lang.say(why))) }
        },
    }
}

fn details(graded: &Graded, lang: Lang, options: &Options) -> Markup {
    let rows = graded.score.rows.iter().enumerate();
    let rows: Vec<_> = rows
        .filter(|(_, row)| detail::is_told(graded, row))
        .collect();
    let mut details = detail::Details::new(graded, lang, options);
    let has_all = graded.score.points() == graded.score.automatic();
    html! {
        @if has_all { p.note { (lang.words().all_passed) } }
        @if !rows.is_empty() { section {
            h2 { (lang.words().details) }
            @for (number, row) in rows { (details.row(number, row)) }
        } }
    }
}
