//! The sheet for the oral check: two questions and one small change for each submission.

use fastrand::Rng;
use maud::{Markup, html};

use crate::graded::Who;
use crate::lang::{Lang, fill};
use crate::pages::{MOST_NAME, coded, page, plain};
use crate::points::Points;
use crate::rubric::{Part, Prompt, Rubric};

/// The row of the oral check.
const ROW: &str = "oral";

/// How many questions each one gets.
const QUESTIONS: usize = 2;

/// The most characters of a question.
const MOST_PROMPT: usize = 2000;

/// Lines to write on.
const LINES: usize = 3;

/// What one submission is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn<'a> {
    /// Two, where there are so many.
    pub questions: Vec<&'a Prompt>,
    /// One, where there is any.
    pub change: Option<&'a Prompt>,
}

/// What may be asked, and what it is worth.
#[derive(Debug, Clone, Copy)]
pub struct Oral<'a> {
    /// Of these, two.
    pub questions: &'a [Prompt],
    /// Of these, one.
    pub changes: &'a [Prompt],
    /// The points of the row.
    pub points: Points,
    /// Draws, with the id of each submission.
    pub seed: u64,
}

impl<'a> Oral<'a> {
    /// What this rubric wants to be asked. The oral check is its row `oral`, or the last one that
    /// people give.
    pub fn of(rubric: &'a Rubric, seed: u64) -> Oral<'a> {
        let last = || {
            let mut rows = rubric.rows.iter();
            rows.rfind(|row| row.part == Part::People)
        };
        let row = rubric.row(ROW).or_else(last);
        Oral {
            questions: &rubric.questions,
            changes: &rubric.changes,
            points: row.map_or(Points::default(), |row| row.points),
            seed,
        }
    }

    /// What this submission is asked: always the same, whoever else has handed in.
    pub fn draw(&self, id: &str) -> Drawn<'a> {
        let mut random = Rng::with_seed(self.seed);
        for byte in id.bytes() {
            random = Rng::with_seed(random.u64(..) ^ u64::from(byte));
        }
        let mut questions: Vec<&Prompt> = self.questions.iter().collect();
        random.shuffle(&mut questions);
        questions.truncate(QUESTIONS);
        let change = random.choice(self.changes);
        Drawn { questions, change }
    }

    /// A page to be printed, with room for points: an HTML file.
    pub fn page(&self, everybody: &[&Who], lang: Lang) -> String {
        let words = lang.words();
        let mut everybody = everybody.to_vec();
        everybody.sort_by_cached_key(|who| (who.name.to_lowercase(), who.id.clone()));
        let body = html! {
            h1 { (words.oral) }
            p { (fill(words.oral_intro, &[&self.seed.to_string()])) }
            @for who in everybody { (self.sheet(who, lang)) }
        };
        page(lang, words.oral, false, &body)
    }

    fn sheet(&self, who: &Who, lang: Lang) -> Markup {
        let words = lang.words();
        let drawn = self.draw(&who.id);
        html! {
            section.sheet {
                h2 { (plain(&who.name, MOST_NAME)) " " span.soft { (plain(&who.id, MOST_NAME)) } }
                @for (number, question) in drawn.questions.iter().enumerate() {
                    (item(&fill(words.question, &[&(number + 1).to_string()]), question, lang))
                }
                @if let Some(change) = drawn.change { (item(words.change, change, lang)) }
                p { (words.notes) }
                @for _ in 0..LINES { div.rule-lines {} }
                p { strong { (fill(words.oral_points, &[&lang.points(self.points)])) } }
            }
        }
    }
}

fn item(heading: &str, prompt: &Prompt, lang: Lang) -> Markup {
    html! {
        p { strong { (heading) ": " } (coded(&plain(words_of(prompt, lang), MOST_PROMPT))) }
    }
}

fn words_of(prompt: &Prompt, lang: Lang) -> &str {
    match lang {
        Lang::English => &prompt.text,
        Lang::Portuguese => &prompt.text_pt,
    }
}
