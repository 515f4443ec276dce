//! Text from outside, cut and without anything that a person does not see.

use maud::{Markup, html};
use testkit::failure::show::is_hidden;

use super::{MOST_ITEMS, MOST_LINE, MOST_LINES};

/// So many characters of a text. What is hidden is shown as in Rust; markup is escaped by whoever
/// puts it into a page.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (number, character) in text.chars().enumerate() {
        if number == most {
            shown.push('…');
            break;
        }
        match character {
            // A joiner inside an emoji.
            '\u{200d}' => shown.push(character),
            '\t' => shown += "    ",
            _ if is_hidden(character) => shown.extend(character.escape_default()),
            _ => shown.push(character),
        }
    }
    shown
}

/// The last lines of a text, each cut.
pub(super) fn lines<'a>(lines: impl DoubleEndedIterator<Item = &'a str>) -> String {
    let mut last: Vec<_> = lines.rev().take(MOST_LINES + 1).collect();
    let is_more = last.len() > MOST_LINES;
    last.truncate(MOST_LINES);
    let shown = last.iter().rev().map(|line| plain(line, MOST_LINE));
    let shown = shown.collect::<Vec<_>>().join("\n");
    if is_more {
        format!("…\n{shown}")
    } else {
        shown
    }
}

/// A heading: with a capital letter.
pub(super) fn heading(words: &str) -> Markup {
    let mut rest = words.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    coded(&first.chain(rest.clone()).collect::<String>())
}

/// A sentence of ours, in which what stands between backticks is code.
pub(crate) fn coded(sentence: &str) -> Markup {
    let pieces: Vec<_> = sentence.split('`').collect();
    // One without its pair stands for itself.
    if pieces.len() % 2 == 0 {
        return html! { (sentence) };
    }
    html! {
        @for (number, piece) in pieces.iter().enumerate() {
            @if number % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

/// A text in a box of its own, in which it scrolls.
pub(super) fn boxed(label: &str, text: &str) -> Markup {
    html! { pre.box tabindex="0" role="region" aria-label=(label) { (text) } }
}

/// Sentences that may have lines of program output below them.
pub(super) fn sentences(text: &str) -> Markup {
    let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
    html! {
        (coded(&plain(head, MOST_LINE * 4)))
        @if !rest.is_empty() { (boxed("", &lines(rest.lines()))) }
    }
}

/// A list of lines, or that there is none. The last ones are shown.
pub(super) fn codes(items: &[String], none: &str) -> Markup {
    let first = items.len().saturating_sub(MOST_ITEMS);
    html! {
        @if items.is_empty() { (none) }
        @if first > 0 { "… " }
        @for (number, item) in items[first..].iter().enumerate() {
            @if number > 0 { " " }
            code { @if item.is_empty() { "⏎" } (plain(item, MOST_LINE)) }
        }
    }
}
