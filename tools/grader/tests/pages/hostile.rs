//! Whatever a submission says stays text, and does not make a page long.

use grader::evidence::Build;
use grader::graded::Override;
use grader::lang::{Lang, MOST_CHARACTERS, comment};
use grader::oral::Oral;
use grader::pages::{Class, Options, class, student};
use grader::rubric::Prompt;
use grader::score::{Outcome, Remark, Why};
use grader::{Evidence, Graded, Points, Rubric};
use testkit::{Cause, Failure};

use crate::evidence::{client, failure, session, who, with};
use crate::tags;

const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=y>\"' onload=\"z\" &lt;b&gt; </pre></svg></style>\
    <style>*{}</style> \u{202e}\u{2066}\0\u{1b}[31m\u{feff} --> ]]> {{}} javascript:x";
const HARMLESS: &str = "just words";

/// This text wherever one can come from outside.
fn outcomes(text: &str) -> Vec<Outcome> {
    let words = |caret| Failure {
        caret,
        cause: Some(Cause::ServerEnded(text.to_owned())),
        ..failure(text)
    };
    let not_started = Failure {
        line: None,
        steps: Vec::new(),
        received: format!("{text}\n{text}"),
        ..failure(text)
    };
    let late = Remark::Late {
        failed: 1,
        tries: 2,
        waited: text.to_owned(),
    };
    vec![
        Outcome::Passed(None),
        session(failure(text)),
        client(text),
        session(words(None)),
        session(not_started),
        Outcome::Passed(Some(late)),
        Outcome::Failed(Why::NoProgram(format!("{text}\n{text}"))),
        Outcome::GradersFault(text.to_owned()),
    ]
}

fn evidence(rubric: &Rubric, text: &str) -> Evidence {
    let mut evidence = with(rubric, &outcomes(text));
    evidence.assumed = Some(text.to_owned());
    evidence.ignored = vec![text.to_owned(); 3];
    evidence
}

fn graded<'a>(rubric: &'a Rubric, evidence: &'a Evidence, text: &str) -> Graded<'a> {
    let mut graded = Graded::new(who(text), evidence, rubric);
    graded.group = Some(text.to_owned());
    graded.overrides = vec![Override {
        id: "7".to_owned(),
        row: "utf8".to_owned(),
        points: Points::default(),
        comment: text.to_owned(),
    }];
    graded
}

/// The rubric with this text for words of its own, and without what comes after what: every row is
/// looked at.
fn rubric(text: &str) -> Rubric {
    let text = || Some(text.chars().take(500).collect::<String>());
    let mut rubric = Rubric::course().unwrap();
    rubric.title = text().unwrap();
    rubric.title_pt = text();
    for row in &mut rubric.rows {
        row.after.clear();
        row.title = text().unwrap();
        (row.title_pt, row.statement, row.statement_pt) = (text(), text(), text());
    }
    rubric
}

/// All pages with this text in them.
fn pages(text: &str, lang: Lang) -> Vec<String> {
    let rubric = rubric(text);
    let mut kinds = vec![evidence(&rubric, text)];
    for build in [Build::Failed, Build::Fault, Build::Unreadable] as [fn(String) -> Build; 3] {
        let mut evidence = evidence(&rubric, text);
        evidence.build = build(format!("{text}\n{text}"));
        kinds.push(evidence);
    }
    let graded: Vec<_> = kinds.iter().map(|it| graded(&rubric, it, text)).collect();
    let warnings = [text.to_owned()];
    let about = Class {
        rubric: &rubric,
        seed: 7,
        warnings: &warnings,
    };
    let prompts = [text, text].map(|text| Prompt {
        text: text.to_owned(),
        text_pt: text.to_owned(),
    });
    let oral = Oral {
        questions: &prompts,
        changes: &prompts,
        points: Points::default(),
        seed: 7,
    };
    let options = Options {
        again: Some("cargo kit capstone"),
    };
    let mut pages: Vec<_> = graded
        .iter()
        .map(|it| student(it, &rubric, lang, &options))
        .collect();
    pages.push(class(&graded, &about, lang));
    pages.push(oral.page(&[&graded[0].who], lang));
    pages
}

#[test]
fn what_a_submission_says_adds_no_element() {
    for lang in [Lang::English, Lang::Portuguese] {
        let (hostile, harmless) = (pages(HOSTILE, lang), pages(HARMLESS, lang));
        for (hostile, harmless) in hostile.iter().zip(&harmless) {
            assert_eq!(tags::of(hostile), tags::of(harmless));
            for hidden in ['\u{202e}', '\u{2066}', '\0', '\u{1b}', '\u{feff}'] {
                assert!(!hostile.contains(hidden), "{hidden:?}");
            }
            assert!(hostile.contains("&lt;script&gt;"), "it is shown");
        }
    }
}

#[test]
fn what_a_submission_says_does_not_make_a_page_long() {
    let line = "x<".repeat(500_000);
    let lines = format!("{line}\n").repeat(3) + &"y\n".repeat(100_000);
    for text in [line, lines] {
        for page in pages(&text, Lang::Portuguese) {
            assert!(page.len() < 3_000_000, "{} bytes", page.len());
        }
    }
}

#[test]
fn nothing_is_loaded() {
    let policy = "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"";
    for page in pages(HARMLESS, Lang::English) {
        assert!(page.contains(policy));
        let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for outside in ["http:", "https:", "url(", "@import", " src=", "<script"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}

#[test]
fn a_comment_is_short_and_good_for_html() {
    let rubric = rubric(HOSTILE);
    for lang in [Lang::English, Lang::Portuguese] {
        for text in [HOSTILE.to_owned(), "x<".repeat(500_000)] {
            let evidence = evidence(&rubric, &text);
            let comment = comment(&graded(&rubric, &evidence, &text), None, lang);
            assert!(comment.chars().count() <= MOST_CHARACTERS, "{comment}");
            assert!(
                !comment.contains(['<', '>', '\n', '\0', '\u{202e}']),
                "{comment}"
            );
        }
    }
}
