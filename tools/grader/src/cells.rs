//! The cells of a CSV file as ranges of its bytes, so that one cell can be replaced and every other
//! byte stays as it is.

use std::ops::Range;

/// The mark that some programs put before UTF-8.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

/// Begins a text that a spreadsheet would run as a formula, or take away.
const RUN: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// Whether a backslash before a quotation mark keeps it from ending a cell. PHP's functions, and so
/// Moodle, write and read it like that (`fputcsv` in PHP's manual); nobody else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backslash {
    /// RFC 4180: it is a character like any other.
    Plain,
    /// PHP's way.
    Escapes,
}

/// The places of the cells, row by row, with their quotation marks and without what stands between.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cells {
    /// From the first row on; an empty line is a row with one empty cell.
    pub(crate) rows: Vec<Vec<Range<usize>>>,
    /// Whether every quotation mark has its second one.
    pub(crate) is_closed: bool,
}

impl Cells {
    /// Takes any bytes apart.
    pub(crate) fn of(bytes: &[u8], separator: u8, backslash: Backslash) -> Cells {
        let mut cells = Cells {
            rows: Vec::new(),
            is_closed: true,
        };
        let mut at = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
        let mut row = Vec::new();
        while at < bytes.len() {
            let end = cells.end_of_cell(bytes, at, separator, backslash);
            row.push(at..end);
            at = end + 1;
            match bytes.get(end) {
                Some(&byte) if byte == separator => {
                    // A separator at the very end has an empty cell behind it.
                    if at == bytes.len() {
                        row.push(at..at);
                    }
                }
                byte => {
                    at += usize::from(byte == Some(&b'\r'));
                    cells.rows.push(std::mem::take(&mut row));
                }
            }
        }
        if !row.is_empty() {
            cells.rows.push(row);
        }
        cells
    }

    /// The place of the separator, of the end of the line, or of the end of all.
    fn end_of_cell(
        &mut self,
        bytes: &[u8],
        start: usize,
        separator: u8,
        backslash: Backslash,
    ) -> usize {
        let mut at = start;
        if bytes.get(at) == Some(&b'"') {
            at = self.end_of_quotation(bytes, at + 1, backslash);
        }
        // What stands behind a quotation still belongs to the cell.
        while let Some(&byte) = bytes.get(at) {
            let ends_line = byte == b'\n' || bytes[at..].starts_with(b"\r\n");
            if byte == separator || ends_line {
                return at;
            }
            at += 1;
        }
        at
    }

    /// The place behind the closing mark.
    fn end_of_quotation(&mut self, bytes: &[u8], start: usize, backslash: Backslash) -> usize {
        let mut at = start;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' if backslash == Backslash::Escapes => at += 2,
                b'"' if bytes.get(at + 1) == Some(&b'"') => at += 2,
                b'"' => return at + 1,
                _ => at += 1,
            }
        }
        self.is_closed = false;
        bytes.len()
    }
}

/// The line, from 1, in which this byte stands.
pub(crate) fn line_of(bytes: &[u8], at: usize) -> usize {
    let before = &bytes[..at.min(bytes.len())];
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// What a cell says, without its quotation marks. What is no UTF-8 becomes U+FFFD.
pub(crate) fn text(cell: &[u8]) -> String {
    let Some(quoted) = cell.strip_prefix(b"\"") else {
        return String::from_utf8_lossy(cell).into_owned();
    };
    let inner = quoted.strip_suffix(b"\"").unwrap_or(quoted);
    String::from_utf8_lossy(inner).replace("\"\"", "\"")
}

/// A text as a cell, with quotation marks only where it needs them. A blank is a need for PHP.
pub(crate) fn cell(text: &str, separator: u8) -> String {
    let needs = |it: char| it == char::from(separator) || "\"\r\n\t \\".contains(it);
    if text.contains(needs) {
        quoted(text)
    } else {
        text.to_owned()
    }
}

/// A text as a cell with quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A text from outside as a spreadsheet may see it: what it would run as a formula has a `'` before
/// it, as in the server's `messages.csv`.
pub(crate) fn inert(text: &str) -> String {
    if text.starts_with(RUN) {
        return format!("'{text}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, backslash: Backslash) -> Vec<Vec<&str>> {
        let cells = Cells::of(text.as_bytes(), b',', backslash);
        let row = |row: Vec<Range<usize>>| row.into_iter().map(|cell| &text[cell]).collect();
        cells.rows.into_iter().map(row).collect()
    }

    #[test]
    fn cells_keep_their_quotation_marks() {
        let text = "a,\"b, \"\"c\"\"\n\r\n\",\r\nd,,\n\n\"e\"f,";
        let expected: [&[&str]; 4] = [
            &["a", "\"b, \"\"c\"\"\n\r\n\"", ""],
            &["d", "", ""],
            &[""],
            &["\"e\"f", ""],
        ];
        assert_eq!(rows(text, Backslash::Plain), expected);
        assert_eq!(super::text(b"\"b, \"\"c\"\"\""), "b, \"c\"");
    }

    #[test]
    fn a_backslash_is_read_in_two_ways() {
        let text = "\"a\\\",b\",c\n";
        assert_eq!(rows(text, Backslash::Plain), [["\"a\\\"", "b\"", "c"]]);
        assert_eq!(rows(text, Backslash::Escapes), [["\"a\\\",b\"", "c"]]);
    }

    #[test]
    fn a_quotation_mark_alone() {
        let cells = Cells::of(b"a,\"b\n", b',', Backslash::Plain);
        assert!(!cells.is_closed);
        assert_eq!(cells.rows, [vec![0..1, 2..5]]);
    }

    #[test]
    fn formulas_are_made_inert() {
        assert_eq!(inert("=1+1"), "'=1+1");
        assert_eq!(inert("Ana = Bia"), "Ana = Bia");
        assert_eq!(cell("a b", b','), "\"a b\"");
        assert_eq!(cell("a;b", b','), "a;b");
    }
}
