//! The log of a program whose author chose its name and its columns: found by what it holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::formula_text;
use crate::csv_file;
use crate::plain_file;
use crate::session_file::LogRow;

/// The most CSV files that are looked at.
const MOST_FILES: usize = 64;

/// The longest one, in bytes.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// All of them together: each look reads them again.
const MOST_BYTES_OF_ALL: u64 = 4 * MOST_BYTES;

/// The most files of any kind that are passed by.
const MOST_ENTRIES: usize = 20_000;

/// How deep in the data folder one may lie.
const DEEPEST: usize = 3;

/// What is known of which file is the log.
///
/// The log is whichever CSV file holds a message in exactly one row once it has been read, and none
/// before: a program may keep its inboxes in a CSV file too.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// The files that have held every message so far that was to be there.
    logs: Option<BTreeSet<PathBuf>>,
    /// The files that have held a message before it was read.
    early: Vec<(LogRow, BTreeSet<PathBuf>)>,
}

/// Where a log may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Files<'a> {
    /// The folder with the data.
    pub(crate) data: &'a Path,
    /// The user base below it, which is no log.
    pub(crate) users: &'a Path,
    /// Sender and recipient need not be in a row, nor the text be alone in its cell: nobody has said
    /// which columns there are.
    pub(crate) text_is_enough: bool,
}

impl Search {
    /// Whether the log has exactly one row with this message. Nobody may be in the middle of
    /// writing when the answer is to be kept.
    pub(crate) fn has_row(&mut self, files: Files, row: &LogRow) -> bool {
        let found = files.holding(row, |count| count == 1);
        let logs: BTreeSet<_> = found
            .into_iter()
            .filter(|file| self.may_be_log(file) && !self.was_early(file, row))
            .collect();
        let has_row = !logs.is_empty();
        if has_row {
            self.logs = Some(logs);
        }
        has_row
    }

    /// Whether the log has no row with this message: whichever file the log is, where that is not
    /// known yet. Those that have one are no logs of this message.
    pub(crate) fn has_no_row(&mut self, files: Files, row: &LogRow) -> bool {
        let holding = files.holding(row, |count| count > 0);
        let has_no_row = match &self.logs {
            Some(logs) => !logs.is_subset(&holding),
            None => holding.is_empty(),
        };
        self.early.push((row.clone(), holding));
        has_no_row
    }

    /// Whether some file had this message before it was read.
    pub(crate) fn is_early(&self, row: &LogRow) -> bool {
        let mut early = self.early.iter();
        early.any(|(early, files)| early == row && !files.is_empty())
    }

    fn was_early(&self, file: &PathBuf, row: &LogRow) -> bool {
        let mut early = self.early.iter();
        early.any(|(early, files)| early == row && files.contains(file))
    }

    fn may_be_log(&self, file: &PathBuf) -> bool {
        self.logs.as_ref().is_none_or(|logs| logs.contains(file))
    }
}

impl Files<'_> {
    /// Whether the text stands in one of them, in whatever form.
    pub(crate) fn mention(self, row: &LogRow) -> bool {
        self.texts().any(|text| text.contains(&row.text))
    }

    /// Whether the text has been written as it is, and a sign in it has cut it.
    pub(crate) fn have_cut(self, row: &LogRow) -> bool {
        row.text.contains([',', '"'])
            && self.mention(row)
            && !self.list().iter().any(|file| {
                let rows = self.rows(file);
                rows.iter().flatten().any(|cell| is_text(cell, row))
            })
    }

    /// What is in them, for people: their names and their last rows. `row` tells a header from a
    /// row.
    pub(crate) fn shown(self, row: &LogRow) -> String {
        let files = self.list();
        if files.is_empty() {
            return "there is no CSV file beside the user base".to_owned();
        }
        let shown = files.iter().map(|file| {
            let name = file.strip_prefix(self.data).unwrap_or(file);
            format!("{}: {}", name.display(), last_row(&self.rows(file), row))
        });
        in_words(shown.collect())
    }

    fn holding(self, asked: &LogRow, is_right: impl Fn(usize) -> bool) -> BTreeSet<PathBuf> {
        let count = |file: &PathBuf| {
            let rows = self.rows(file);
            rows.iter().filter(|row| self.holds(row, asked)).count()
        };
        let files = self.list().into_iter();
        files.filter(|file| is_right(count(file))).collect()
    }

    fn holds(self, row: &[String], asked: &LogRow) -> bool {
        if self.text_is_enough {
            row.iter().any(|cell| cell.contains(&asked.text))
        } else {
            holds(row, asked)
        }
    }

    fn list(self) -> Vec<PathBuf> {
        files(self.data, self.users)
    }

    fn texts(self) -> impl Iterator<Item = String> {
        let files = self.list().into_iter();
        files.map(move |file| String::from_utf8_lossy(&self.bytes(&file)).into_owned())
    }

    fn rows(self, file: &Path) -> Vec<Vec<String>> {
        csv_file::rows(&self.bytes(file))
    }

    /// Whoever has written the file may have put another one in its place: what is none is empty.
    fn bytes(self, file: &Path) -> Vec<u8> {
        plain_file::read(self.data, file, MOST_BYTES).unwrap_or_default()
    }
}

/// One thing on the line where it is asked for, several on lines of their own.
pub(crate) fn in_words(items: Vec<String>) -> String {
    match items.as_slice() {
        [item] => item.clone(),
        items => items.iter().map(|item| format!("\n    {item}")).collect(),
    }
}

/// How many rows there are behind the header, and the last one.
fn last_row(rows: &[Vec<String>], asked: &LogRow) -> String {
    let is_header = |row: &Vec<String>| !row.contains(&asked.from) && !row.contains(&asked.to);
    let rows = match rows {
        [first, rows @ ..] if is_header(first) => rows,
        rows => rows,
    };
    match rows {
        [] => "no row".to_owned(),
        [row] => format!("1 row: {}", row.join(" | ")),
        [.., row] => format!("{} rows, the last one: {}", rows.len(), row.join(" | ")),
    }
}

/// Whether sender, recipient and text stand in a row, each in a cell of its own.
fn holds(row: &[String], asked: &LogRow) -> bool {
    let mut cells: Vec<_> = row.iter().map(String::as_str).collect();
    let text = |cell: &str| is_text(cell, asked);
    [
        &text as &dyn Fn(&str) -> bool,
        &|cell| cell == asked.from,
        &|cell| cell == asked.to,
    ]
    .iter()
    .all(|is_it| {
        let found = cells.iter().position(|cell| is_it(cell));
        found.map(|index| cells.swap_remove(index)).is_some()
    })
}

fn is_text(cell: &str, asked: &LogRow) -> bool {
    cell == asked.text || formula_text(cell) == asked.text
}

/// The CSV files, the user base not among them.
fn files(data: &Path, users: &Path) -> Vec<PathBuf> {
    let (mut found, mut bytes, mut passed) = (Vec::new(), 0, 0);
    let mut open = vec![(data.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            passed += 1;
            if passed > MOST_ENTRIES {
                return found;
            }
            let path = entry.path();
            // Of the entry itself: links are not followed.
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() && depth < DEEPEST {
                open.push((path, depth + 1));
            } else if metadata.is_file() && is_csv(&path) && path != data.join(users) {
                let is_short = metadata.len() <= MOST_BYTES;
                let has_room = bytes + metadata.len() <= MOST_BYTES_OF_ALL;
                if is_short && has_room && found.len() < MOST_FILES {
                    bytes += metadata.len();
                    found.push(path);
                }
            }
        }
    }
    found.sort();
    found
}

fn is_csv(path: &Path) -> bool {
    let end = path.extension();
    end.is_some_and(|end| end.eq_ignore_ascii_case("csv"))
}

#[cfg(test)]
mod tests;
