//! Which file is the user base.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The names that people give it, in small letters.
const NAMES: [&str; 6] = [
    "usuarios.csv",
    "users.csv",
    "usuários.csv",
    "usuario.csv",
    "user.csv",
    "logins.csv",
];

/// Where it may be, below the folder; the server's own folder comes before them.
const FOLDERS: [&str; 4] = ["", "data", "dados", "src"];

/// A CSV with one of these in its name is no user base but a log.
const LOGS: [&str; 6] = ["mensag", "messag", "log", "hist", "chat", "inbox"];

/// A user base is not longer, in bytes.
const MOST_BYTES: u64 = 1024 * 1024;

/// The most characters of what looks like a login.
const MOST_LOGIN: usize = 40;

/// The user base that was found, relative to the folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Users {
    pub(super) file: Option<PathBuf>,
    /// Those that might have been it too.
    pub(super) passed_over: Vec<String>,
}

/// Looks for it: by its name, or the only CSV whose first column looks like logins.
pub(super) fn find(root: &Path, home: Option<&str>) -> Users {
    let folders = home.into_iter().chain(FOLDERS);
    let mut files: Vec<PathBuf> = Vec::new();
    for file in folders.flat_map(|folder| csv_files(root, folder)) {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let named = NAMES
        .iter()
        .filter_map(|name| files.iter().position(|file| name_of(file) == *name));
    // The server's own folder counts more than how common a name is.
    let named = named
        .min_by_key(|&index| files[index].parent().map(Path::to_owned) != home.map(PathBuf::from));
    if let Some(index) = named {
        let file = files.remove(index);
        let rivals = files
            .into_iter()
            .filter(|file| NAMES.contains(&name_of(file).as_str()));
        return Users {
            file: Some(file),
            passed_over: rivals.map(shown).collect(),
        };
    }
    files.retain(|file| looks_like_logins(root, file));
    match files.as_slice() {
        [only] => Users {
            file: Some(only.clone()),
            passed_over: Vec::new(),
        },
        _ => Users {
            file: None,
            passed_over: files.into_iter().map(shown).collect(),
        },
    }
}

fn csv_files(root: &Path, folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join(folder))
        .into_iter()
        .flatten()
        .flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut files: Vec<_> = files
        .map(|entry| Path::new(folder).join(entry.file_name()))
        .collect();
    files.retain(|file| name_of(file).ends_with(".csv"));
    files.sort();
    files
}

fn looks_like_logins(root: &Path, file: &Path) -> bool {
    let name = name_of(file);
    if LOGS.iter().any(|log| name.contains(log)) {
        return false;
    }
    let mut text = Vec::new();
    let read =
        File::open(root.join(file)).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut text));
    // The first row is the header.
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_slice());
    let rows = rows.byte_records().map_while(Result::ok);
    let first =
        |row: csv::ByteRecord| String::from_utf8_lossy(row.get(0).unwrap_or_default()).into_owned();
    let first: Vec<String> = rows.map(first).collect();
    let is_login = |text: &String| {
        let count = text.chars().count();
        (1..=MOST_LOGIN).contains(&count)
            && text.chars().any(char::is_alphabetic)
            && !text.contains(char::is_whitespace)
    };
    read.is_ok() && !first.is_empty() && first.iter().all(is_login)
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase()
}

fn shown(file: PathBuf) -> String {
    file.display().to_string()
}
