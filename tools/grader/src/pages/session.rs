//! One failure: what was expected, what came, why, and how it looked.

use maud::{Markup, PreEscaped, html};
use testkit::Failure;
use testkit::diagram::{self, Diagram, What};
use testkit::failure::show::width;

use super::text::{boxed, coded, codes, heading, lines, plain, sentences};
use super::{MOST_ITEMS, MOST_LINE};
use crate::client::ClientFailure;
use crate::lang::{Lang, Words, fill};

/// A session that did not go as written.
pub(super) fn failed(
    failure: &Failure,
    lost: &str,
    is_open: bool,
    with_diagram: bool,
    lang: Lang,
) -> Markup {
    let words = lang.words();
    html! {
        details open[is_open] {
            summary { (heading(&say(lang, &failure.title))) " " span.lost { "(" (lost) ")" } }
            p { (words.why) " " (said(lang, rule(&failure.why))) "." }
            (difference(failure, lang))
            @if let Some(cause) = &failure.cause {
                p { strong { (words.likely) } " " (said(lang, &cause.to_string())) "." }
            }
            @if with_diagram { (drawn(failure, lang)) }
            @if !failure.errors.trim().is_empty() {
                p { (words.errors) }
                (boxed(words.errors, &last_words(failure, lang)))
            }
            (play(failure, lang))
        }
    }
}

/// The last words of the program; how many are left out is said in this language.
fn last_words(failure: &Failure, lang: Lang) -> String {
    let words = failure.last_words();
    let words: Vec<_> = words
        .iter()
        .map(|line| match line.starts_with("… ") {
            true => lang.say(line),
            false => line.into(),
        })
        .collect();
    lines(words.iter().map(AsRef::as_ref))
}

/// A client that did not do what it is to do.
pub(super) fn client_failed(failure: &ClientFailure, lost: &str, lang: Lang) -> Markup {
    let words = lang.words();
    let screen = failure.screen.iter().map(String::as_str);
    html! {
        details open {
            summary { (heading(&say(lang, failure.check.title()))) " " span.lost { "(" (lost) ")" } }
            dl {
                dt { (words.expected) } dd { (said(lang, &failure.expected)) }
                dt { (words.received) } dd { (said(lang, &failure.received)) }
                dt { (words.typed) } dd { (codes(&failure.typed, words.nothing)) }
                dt { (words.sent) } dd { (codes(&failure.sent, words.nothing)) }
                dt { (words.answered) } dd { (codes(&failure.answers, words.nothing)) }
            }
            @if failure.screen.is_empty() { p { (words.screen_empty) } }
            @else { p { (words.screen) } (boxed(words.screen, &lines(screen))) }
        }
    }
}

fn say(lang: Lang, english: &str) -> String {
    plain(&lang.say(english), MOST_LINE * 2)
}

fn said(lang: Lang, english: &str) -> Markup {
    coded(&say(lang, english))
}

/// Why a session is as it is, without the place in the course's protocol page: here the rules are
/// those of the statement.
pub fn rule(why: &str) -> &str {
    why.rsplit_once(" (protocol page").map_or(why, |it| it.0)
}

/// Both sides; bytes one above the other, with a caret where they differ.
fn difference(failure: &Failure, lang: Lang) -> Markup {
    let words = lang.words();
    let Some(column) = failure.caret else {
        return html! { dl {
            dt { (words.expected) } dd { (words_or_line(&failure.expected, lang)) }
            dt { (words.received) } dd { (words_or_line(&failure.received, lang)) }
        } };
    };
    let wide = width(words.expected).max(width(words.received)) + 2;
    let head = |word: &str| format!("{word}{}", " ".repeat(wide - width(word)));
    let column = wide + column.min(MOST_LINE);
    // Bytes stay as they came. Behind those that no LF ends stand words.
    let received = match failure.received.ends_with("\\n") {
        true => plain(&failure.received, MOST_LINE),
        false => say(lang, &failure.received),
    };
    html! {
        pre.box tabindex="0" role="region" aria-label={ (words.expected) ", " (words.received) } {
            span.head { (head(words.expected)) } (plain(&failure.expected, MOST_LINE)) "\n"
            span.head { (head(words.received)) } (received) "\n"
            span.caret { (" ".repeat(column)) "^" }
        }
    }
}

/// A line of the session's stands in monospaced letters; all else is words.
fn words_or_line(text: &str, lang: Lang) -> Markup {
    html! {
        @if text.ends_with("\\n") { code { (plain(text, MOST_LINE)) } }
        @else { (sentences(&lang.say(text))) }
    }
}

fn drawn(failure: &Failure, lang: Lang) -> Markup {
    let words = lang.words();
    let Some(diagram) = failure.diagram() else {
        return html! {};
    };
    let svg = in_language(diagram, lang).svg();
    html! {
        figure {
            figcaption { (words.diagram) }
            div.scroll tabindex="0" role="region" aria-label=(words.diagram) { (PreEscaped(svg)) }
            @if let Some(names) = names(failure, words) { figcaption { (names) } }
        }
    }
}

fn in_language(mut diagram: Diagram, lang: Lang) -> Diagram {
    let words = lang.words();
    diagram.title = say(lang, &diagram.title);
    for event in &mut diagram.events {
        if let What::Remark(words) | What::Note(words) = &mut event.what {
            *words = say(lang, words);
        }
    }
    diagram.words = diagram::Words {
        server: words.diagram_server,
        connected: words.diagram_connected,
        empty_line: words.diagram_empty_line,
        no_lf: words.diagram_no_lf,
        expected: words.diagram_expected,
        reset: words.diagram_reset,
        not_drawn: words.diagram_not_drawn,
        later_events: words.diagram_later_events,
        more_connections: words.diagram_more_connections,
    };
    diagram
}

/// The names that the seed has put in place of the session's.
fn names(failure: &Failure, words: &Words) -> Option<String> {
    let names = failure.names.iter().take(MOST_ITEMS);
    let names: Vec<_> = names
        .map(|(old, new)| {
            fill(
                words.is_called,
                &[&plain(new, MOST_LINE), &plain(old, MOST_LINE)],
            )
        })
        .collect();
    (!names.is_empty()).then(|| fill(words.diagram_names, &[&names.join(", ")]))
}

/// The command that plays this session alone; none where a running server does not show what is
/// wrong: its log, or how it ends.
fn play(failure: &Failure, lang: Lang) -> Markup {
    let is_seen = |step: &String| !step.contains("  log: ") && !step.contains("  server: ");
    let is_seen = failure.steps.last().is_some_and(is_seen);
    let file = failure.file.to_string_lossy();
    let is_known = file.starts_with("chapters/") || file.starts_with("tools/");
    let words = lang.words();
    html! {
        @if is_seen && is_known {
            @let command = format!(
                "cargo kit play {} --addr 127.0.0.1:3333{}",
                plain(&file, MOST_LINE),
                failure.how.options()
            );
            p { (words.play) }
            (boxed(words.play, &command))
        }
    }
}
