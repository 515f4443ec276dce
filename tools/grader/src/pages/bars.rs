//! Bars: how the points lie, and which rows fail.

use maud::{Markup, html};

use super::class::{automatic, value};
use super::text::coded;
use crate::graded::Graded;
use crate::lang::{Lang, fill, title};
use crate::points::Points;
use crate::rubric::{Part, Rubric};
use crate::score::{Outcome, RowScore};

/// How many bars there are.
const BARS: usize = 8;

/// The chart, in pixels.
const BAR: usize = 38;
const HIGH: usize = 140;
const ABOVE: usize = 18;
const BELOW: usize = 22;

/// How many submissions have how many automatic points.
pub(super) fn distribution(graded: &[&Graded], all: Points, lang: Lang) -> Markup {
    let words = lang.words();
    let width = value(all) / BARS as f64;
    let mut counts = [0; BARS];
    for graded in graded {
        // All points lie in the last bar.
        let place = (value(automatic(graded)) / width) as usize;
        counts[place.min(BARS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let edge = |bar: usize| lang.number(&(width * bar as f64).to_string());
    html! {
        section {
            h2 { (words.distribution) }
            div.scroll {
                svg.chart width=(BARS * BAR + BAR) height=(HIGH + ABOVE + BELOW) role="img"
                    aria-label=(words.distribution) {
                    @for (bar, &count) in counts.iter().enumerate() {
                        (column(bar, count, most, &fill(words.distribution_bar, &[
                            &edge(bar), &edge(bar + 1), &count.to_string(),
                        ])))
                    }
                    line x1="0" x2=(BARS * BAR + BAR) y1=(HIGH + ABOVE) y2=(HIGH + ABOVE) {}
                    @for bar in 0..=BARS {
                        text x=(left(bar)) y=(HIGH + ABOVE + BELOW - 6) text-anchor="middle" { (edge(bar)) }
                    }
                }
            }
        }
    }
}

fn left(bar: usize) -> usize {
    bar * BAR + BAR / 2
}

fn column(bar: usize, count: usize, most: usize, words: &str) -> Markup {
    let high = HIGH * count / most;
    let top = ABOVE + HIGH - high;
    html! {
        g {
            title { (words) }
            rect x=(left(bar) + 2) y=(top) width=(BAR - 4) height=(high) {}
            @if count > 0 {
                text x=(left(bar) + BAR / 2) y=(top - 5) text-anchor="middle" { (count) }
            }
        }
    }
}

/// How a row went in the class.
#[derive(Default)]
struct Tally {
    lost: usize,
    checked: usize,
    not_checked: usize,
}

/// The rows, those in which most have lost points first.
pub(super) fn most_failed(graded: &[&Graded], rubric: &Rubric, lang: Lang) -> Markup {
    let words = lang.words();
    let rows = rubric.rows.iter().filter(|row| row.part != Part::People);
    let mut rows: Vec<_> = rows.map(|row| (row, tally(graded, &row.id))).collect();
    rows.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.lost));
    html! {
        section {
            h2 { (words.most_failed) }
            p.soft { (words.most_failed_note) }
            table { tbody {
                @for (row, tally) in rows { tr {
                    th scope="row" { (coded(&title(row, lang))) }
                    td.count {
                        (fill(words.of, &[&tally.lost.to_string(), &tally.checked.to_string()]))
                        @if tally.not_checked > 0 {
                            div.soft { (fill(words.not_checked_count, &[&tally.not_checked.to_string()])) }
                        }
                    }
                    td style="width:30%" {
                        @if tally.lost > 0 {
                            span.bar style={ "width:" (100 * tally.lost / tally.checked.max(1)) "%" } {}
                        }
                    }
                } }
            } }
        }
    }
}

fn tally(graded: &[&Graded], id: &str) -> Tally {
    let mut tally = Tally::default();
    for graded in graded {
        let mut rows = graded.score.rows.iter();
        match rows.find(|it| it.row.id == id) {
            Some(scored) if is_open(scored) => tally.not_checked += 1,
            Some(scored) => {
                tally.checked += 1;
                tally.lost += usize::from(scored.points() < scored.row.points);
            }
            None => {}
        }
    }
    tally
}

/// Whether nothing of it has been judged.
fn is_open(scored: &RowScore) -> bool {
    scored.outcomes.iter().all(Outcome::is_open)
}
