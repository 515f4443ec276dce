//! The log of a program whose author chose its name and its columns: found by what it holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::formula_text;
use crate::csv_file;
use crate::session_file::LogRow;

/// The most CSV files that are looked at.
const MOST_FILES: usize = 64;

/// The longest one, in bytes.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// How deep in the data folder one may lie.
const DEEPEST: usize = 3;

/// What is known of which file is the log.
///
/// The log is whichever CSV file holds a message in exactly one row once it has been read. A file
/// that held it before that is something else, such as an inbox on the disk.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// The files that have held every message so far that was to be there.
    logs: Option<BTreeSet<PathBuf>>,
    others: BTreeSet<PathBuf>,
}

impl Search {
    /// Whether the log has exactly one row with this message. Nobody may be in the middle of
    /// writing when the answer is to be kept.
    pub(crate) fn has_row(&mut self, data: &Path, users: &Path, row: &LogRow) -> bool {
        let found = holding(data, users, row, |count| count == 1);
        let logs: BTreeSet<_> = found
            .into_iter()
            .filter(|file| self.may_be_log(file))
            .collect();
        let has_row = !logs.is_empty();
        if has_row {
            self.logs = Some(logs);
        }
        has_row
    }

    /// Whether the log has no row with this message, as far as it is known which file the log is.
    pub(crate) fn has_no_row(&mut self, data: &Path, users: &Path, row: &LogRow) -> bool {
        let holding = holding(data, users, row, |count| count > 0);
        let Some(logs) = &mut self.logs else {
            self.others.extend(holding);
            return true;
        };
        logs.retain(|file| !holding.contains(file));
        !logs.is_empty()
    }

    fn may_be_log(&self, file: &PathBuf) -> bool {
        let is_known = self.logs.as_ref().is_none_or(|logs| logs.contains(file));
        is_known && !self.others.contains(file)
    }
}

/// What is in the CSV files below this folder, for people: their names and their last rows.
pub(crate) fn shown(data: &Path, users: &Path) -> String {
    let files = files(data, users);
    if files.is_empty() {
        return "there is no CSV file beside the user base".to_owned();
    }
    let last = |file: &PathBuf| {
        let rows = rows(file);
        let last = rows.last().map_or(String::new(), |row| row.join(" | "));
        let file = file.strip_prefix(data).unwrap_or(file);
        format!(
            "\n    {}: {} rows, the last one: {last}",
            file.display(),
            rows.len()
        )
    };
    files.iter().map(last).collect()
}

fn holding(
    data: &Path,
    users: &Path,
    asked: &LogRow,
    is_right: impl Fn(usize) -> bool,
) -> BTreeSet<PathBuf> {
    let count = |file: &PathBuf| {
        let rows = rows(file);
        rows.iter().filter(|row| holds(row, asked)).count()
    };
    let files = files(data, users).into_iter();
    files.filter(|file| is_right(count(file))).collect()
}

/// Whether sender, recipient and text stand in a row, each in a cell of its own.
fn holds(row: &[String], asked: &LogRow) -> bool {
    let mut cells: Vec<_> = row.iter().map(String::as_str).collect();
    let text = |cell: &str| cell == asked.text || formula_text(cell) == asked.text;
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

fn rows(file: &Path) -> Vec<Vec<String>> {
    csv_file::rows(&fs::read(file).unwrap_or_default())
}

/// The CSV files, the user base not among them.
fn files(data: &Path, users: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![(data.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            let is_csv = path
                .extension()
                .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
            if metadata.is_dir() && depth < DEEPEST {
                open.push((path, depth + 1));
            } else if is_csv
                && metadata.len() <= MOST_BYTES
                && path != data.join(users)
                && found.len() < MOST_FILES
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(from: &str, to: &str, text: &str) -> LogRow {
        let [from, to, text] = [from, to, text].map(str::to_owned);
        LogRow { from, to, text }
    }

    fn write(data: &tempfile::TempDir, file: &str, text: &str) {
        fs::write(data.path().join(file), text).expect("a file");
    }

    #[test]
    fn whichever_file_holds_the_message_once_is_the_log() {
        let data = tempfile::tempdir().expect("a folder");
        write(&data, "users.csv", "x\nana,bia,oi\n");
        let mut search = Search::default();
        let users = Path::new("users.csv");
        let asked = row("ana", "bia", "oi");
        assert!(!search.has_row(data.path(), users, &asked));
        write(&data, "mensagens.csv", "quem;a quem;o que\nana;bia;oi\n");
        assert!(search.has_row(data.path(), users, &asked));
        write(&data, "mensagens.csv", "a,b,c\nana,bia,oi\nana,bia,oi\n");
        assert!(!search.has_row(data.path(), users, &asked));
        assert!(!search.has_no_row(data.path(), users, &asked));
    }

    #[test]
    fn a_file_that_held_it_before_it_was_read_is_not_the_log() {
        let data = tempfile::tempdir().expect("a folder");
        let (mut search, users) = (Search::default(), Path::new("users.csv"));
        let asked = row("ana", "bia", "oi");
        write(&data, "inbox.csv", "ana,bia,oi\n");
        assert!(search.has_no_row(data.path(), users, &asked));
        assert!(!search.has_row(data.path(), users, &asked));
        write(&data, "log.CSV", "7,oi,bia,ana,ontem\n");
        assert!(search.has_row(data.path(), users, &asked));
        write(&data, "inbox.csv", "ana,caio,oi\n");
        assert!(search.has_no_row(data.path(), users, &row("ana", "caio", "oi")));
    }

    #[test]
    fn each_part_has_a_cell_of_its_own() {
        let cells = |cells: &[&str]| {
            cells
                .iter()
                .map(|&cell| cell.to_owned())
                .collect::<Vec<_>>()
        };
        assert!(!holds(&cells(&["ana", "oi"]), &row("ana", "ana", "oi")));
        assert!(holds(
            &cells(&["ana", "oi", "ana"]),
            &row("ana", "ana", "oi")
        ));
        assert!(holds(&cells(&["a", "b", "'=1+1"]), &row("a", "b", "=1+1")));
    }
}
