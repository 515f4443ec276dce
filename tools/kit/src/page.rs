//! Pages of the exercises on a terminal: as much of Markdown as they use.

mod spans;

use std::iter;

use colored::Colorize;
use terminal_size::{Width, terminal_size_of};
use textwrap::{Options, WordSeparator, WordSplitter};

use spans::spans;

/// So wide is a page where nobody says how wide the terminal is.
const PLAIN_WIDTH: usize = 80;

/// Longer lines are hard to read.
const WIDEST: usize = 100;

/// In fewer columns nothing can be laid out.
const NARROWEST: usize = 20;

/// How far a table's cells stand from the margin.
const FIRST_CELL: &str = "  ";
const OTHER_CELLS: &str = "      ";

/// What stands between the cells of a table's head.
const HEAD_CELLS: &str = " → ";

/// What stands before a quoted line.
const QUOTE: &str = "│ ";

/// How many columns there are for a page on stdout.
pub fn width() -> usize {
    let width = terminal_width().unwrap_or(PLAIN_WIDTH);
    width.clamp(NARROWEST, WIDEST)
}

/// How many columns the terminal has that is stdout; none where it is no terminal.
pub fn terminal_width() -> Option<usize> {
    let (Width(columns), _) = terminal_size_of(std::io::stdout())?;
    Some(usize::from(columns))
}

/// A line that would end where the terminal does is broken between words. Where stdout is no
/// terminal, it stays as it is.
pub fn line(text: &str, first: &str, others: &str) -> String {
    let line = match terminal_width() {
        Some(width) => fill(text, width, first, others),
        None => format!("{first}{text}"),
    };
    format!("{}\n", line.trim_end())
}

/// Breaks a text between words, and nowhere else, into lines of at most this width.
pub fn fill(text: &str, width: usize, first: &str, others: &str) -> String {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(others)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}

/// A page as lines of at most this width. `folder` is where the page stands, from the project's
/// root: links are shown as paths from there.
pub fn render(markdown: &str, folder: &str, width: usize) -> String {
    let mut page = Page {
        folder,
        width,
        text: String::new(),
        paragraph: String::new(),
        indent: "",
        is_in_table: false,
    };
    let mut is_code = false;
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(first) = line.strip_prefix('>') {
            let others = iter::from_fn(|| lines.next_if(|it| it.starts_with('>')));
            let others = others.map(|line| &line[1..]);
            let quoted: Vec<_> = iter::once(first).chain(others).map(unspaced).collect();
            page.quote(&quoted.join("\n"));
        } else if line.starts_with("```") {
            page.end_paragraph();
            is_code = !is_code;
        } else if is_code {
            page.text += &format!("    {}\n", line.cyan());
        } else {
            page.line(line);
        }
    }
    page.end_paragraph();
    page.text
}

struct Page<'a> {
    folder: &'a str,
    width: usize,
    text: String,
    /// The lines of a paragraph are one text, until it ends.
    paragraph: String,
    /// What stands before it: nothing, or the mark of a list.
    indent: &'a str,
    /// Whether the line before was a row.
    is_in_table: bool,
}

impl<'a> Page<'a> {
    fn line(&mut self, line: &'a str) {
        let text = line.trim();
        if text.is_empty() {
            self.end_paragraph();
            if !self.text.is_empty() {
                self.text.push('\n');
            }
        } else if let Some(heading) = text.strip_prefix('#') {
            self.end_paragraph();
            let heading = heading.trim_start_matches('#').trim();
            let heading = fill(heading, self.width, "", "");
            self.text += &format!("{}\n", heading.bold());
        } else if text.starts_with('|') {
            self.end_paragraph();
            self.row(text);
            self.is_in_table = true;
            return;
        } else if let Some(place) = after_mark(text) {
            self.end_paragraph();
            (self.indent, self.paragraph) = (&text[..place], text[place..].to_owned());
        } else {
            self.paragraph += if self.paragraph.is_empty() { "" } else { " " };
            self.paragraph += text;
        }
        self.is_in_table = false;
    }

    /// A page within a page, with a line at its left.
    fn quote(&mut self, markdown: &str) {
        self.end_paragraph();
        let width = self.width.saturating_sub(QUOTE.chars().count());
        for line in render(markdown, self.folder, width).lines() {
            let line = format!("{}{line}", QUOTE.dimmed());
            self.text += &format!("{}\n", line.trim_end());
        }
    }

    /// A row of a table: its first cell, and below it the others. Columns would not fit. The first
    /// row is the head.
    fn row(&mut self, row: &str) {
        let cells = row.trim_matches('|').split('|').map(str::trim);
        let is_line = |cell: &str| !cell.is_empty() && cell.trim_matches(['-', ':']).is_empty();
        if cells.clone().all(is_line) {
            return;
        }
        if !self.is_in_table {
            let head = cells.collect::<Vec<_>>().join(HEAD_CELLS);
            let head = fill(&head, self.width, FIRST_CELL, FIRST_CELL);
            let longest = head.lines().map(|line| line.trim().chars().count()).max();
            let line = "─".repeat(longest.unwrap_or_default());
            self.text += &format!("{}\n{FIRST_CELL}{}\n", head.bold(), line.dimmed());
            return;
        }
        let indents = iter::once(FIRST_CELL).chain(iter::repeat(OTHER_CELLS));
        for (cell, indent) in cells.zip(indents) {
            let cell = spans(cell, self.folder);
            self.text += &format!("{}\n", fill(&cell, self.width, indent, indent));
        }
    }

    fn end_paragraph(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        let indent = std::mem::take(&mut self.indent);
        let hanging = " ".repeat(indent.len());
        let paragraph = spans(&std::mem::take(&mut self.paragraph), self.folder);
        self.text += &fill(&paragraph, self.width, indent, &hanging);
        self.text.push('\n');
    }
}

/// A quoted line without the blank behind its mark.
fn unspaced(line: &str) -> &str {
    line.strip_prefix(' ').unwrap_or(line)
}

/// Where the text behind a list's mark begins.
fn after_mark(line: &str) -> Option<usize> {
    if line.starts_with("- ") {
        return Some(2);
    }
    let (number, _) = line.split_once(". ")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        colored::control::set_override(false);
        render(markdown, "exercises/ex01-a/", width)
    }

    #[test]
    fn paragraphs_and_lists_are_wrapped() {
        let page = "# A title\n\nOne two three\nfour five.\n\n- a point that is long\n1. another\n";
        let expected =
            "A title\n\nOne two three\nfour five.\n\n- a point that\n  is long\n1. another\n";
        assert_eq!(plain(page, 14), expected);
    }

    #[test]
    fn a_table_is_a_list_of_its_rows() {
        let page = "It sends:\n\n| input | what to do |\n|---|:--|\n\
                    | a line that is long | `f` |\n\nEnd.\n";
        let expected = "It sends:\n\n  input → what\n  to do\n  ────────────\n  a line that is\n  \
                        long\n      `f`\n\nEnd.\n";
        assert_eq!(plain(page, 16), expected);
    }

    #[test]
    fn a_quote_is_a_page_with_a_line_at_its_left() {
        let page = "So:\n\n> 1. **One.** Two three\n>    four.\n> 2. Five\n>\n> six\n\nEnd.\n";
        let expected = "So:\n\n│ 1. **One.** Two\n│    three four.\n│ 2. Five\n│\n│ six\n\nEnd.\n";
        assert_eq!(plain(page, 17), expected);
    }

    #[test]
    fn links_are_paths_from_the_root() {
        let page = "See [the **chapter**](../../chapters/ch01-echo/README.md#x), \
                    and [it](https://a.b/#c).";
        let expected =
            "See the **chapter** (chapters/ch01-echo/README.md), and it (https://a.b/#c).\n";
        assert_eq!(plain(page, 100), expected);
    }

    #[test]
    fn code_stays_as_it_is() {
        let page = "`a * b * c` and *no* 2 * 3 `open\n\n```console\n$ cargo   kit\n\n# more\n```\n";
        let expected = "`a * b * c` and *no* 2 * 3 `open\n\n    $ cargo   kit\n    \n    # more\n";
        assert_eq!(plain(page, 80), expected);
    }
}
