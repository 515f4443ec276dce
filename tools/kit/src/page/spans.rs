//! What stands within a line.

use colored::{ColoredString, Colorize};

/// Code, emphasis and links within a paragraph. A mark without its other half stays as it is.
pub(super) fn spans(mut text: &str, folder: &str) -> String {
    let mut shown = String::new();
    while let Some(place) = text.find(['`', '*', '[']) {
        shown += &text[..place];
        text = &text[place..];
        let (span, rest) = span(text, folder).unwrap_or_else(|| {
            let (mark, rest) = text.split_at(1);
            (mark.to_owned(), rest)
        });
        shown += &span;
        text = rest;
    }
    shown + text
}

/// The span that begins here, and what comes behind it.
fn span<'a>(text: &'a str, folder: &str) -> Option<(String, &'a str)> {
    let between = |open: &str, close: &str| text.strip_prefix(open)?.split_once(close);
    if let Some((code, rest)) = between("`", "`") {
        return Some((marked(code, code.cyan(), "`"), rest));
    }
    if let Some((words, rest)) = between("**", "**") {
        let words = spans(words, folder);
        return Some((marked(&words, words.bold(), "**"), rest));
    }
    if let Some((link, rest)) = between("[", ")") {
        let (words, target) = link.split_once("](")?;
        let target = path_from_root(target, folder);
        return Some((format!("{} ({target})", spans(words, folder)), rest));
    }
    let (words, rest) = between("*", "*").filter(|(words, _)| !words.starts_with(' '))?;
    Some((marked(words, words.italic(), "*"), rest))
}

/// A span has a look of its own; where nothing has one, it keeps its marks.
fn marked(text: &str, look: ColoredString, mark: &str) -> String {
    if colored::control::SHOULD_COLORIZE.should_colorize() {
        look.to_string()
    } else {
        format!("{mark}{text}{mark}")
    }
}

/// Where a link leads, as a path that one can open from the project's root.
fn path_from_root(target: &str, folder: &str) -> String {
    if target.contains("://") {
        return target.to_owned();
    }
    let (path, _) = target.split_once('#').unwrap_or((target, ""));
    let mut parts: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}
