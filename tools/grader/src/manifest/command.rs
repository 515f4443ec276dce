//! Commands and lines as they stand in the file, and the places in them.

use serde::Deserialize;

/// A command in one line or as a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct Words(Vec<String>);

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a command is a line such as \"make all\", or a list of words such as [\"make\", \"all\"]"
)]
enum Written {
    Line(String),
    List(Vec<String>),
}

impl TryFrom<Written> for Words {
    type Error = String;

    fn try_from(written: Written) -> Result<Words, String> {
        match written {
            Written::List(words) => Ok(Words(words)),
            Written::Line(line) => shell_words::split(&line)
                .map(Words)
                .map_err(|_| format!("a quotation mark is not closed in `{line}`")),
        }
    }
}

impl Words {
    pub(super) fn begins_with(&self, words: &[&str]) -> bool {
        self.0.iter().take(words.len()).eq(words)
    }

    pub(super) fn into_list(self) -> Vec<String> {
        self.0
    }
}

/// Lines to be typed. A single one in place of a list is understood, to be told how to write it.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "what is typed is a list of lines such as [\"1\", \"{to}\", \"{text}\"]"
)]
pub(super) enum Typed {
    List(Vec<String>),
    Line(String),
}

impl Typed {
    pub(super) fn into_lines(self, key: &str) -> Result<Vec<String>, String> {
        match self {
            Typed::List(lines) => Ok(lines),
            Typed::Line(line) => Err(format!("{key} needs brackets: {key} = [{line:?}]")),
        }
    }
}

/// What only a shell understands.
const OF_SHELLS: [&str; 8] = ["&&", "||", "|", "&", ";", ">", ">>", "<"];

/// Whether no shell is needed for this word.
pub(super) fn check_word(word: &str) -> Result<(), String> {
    if OF_SHELLS.contains(&word) {
        return Err(format!(
            "`{word}` means nothing here: this is one command, not run by a shell; put several into a script or a Makefile, and run that"
        ));
    }
    Ok(())
}

/// The keys whose value is a text.
const TEXTS: [&str; 3] = ["command", "run", "users"];

/// How a line `key = value` is to be written whose value has no quotation marks around it.
pub(super) fn quoted(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim(), value.trim());
    let begins = value.chars().next()?;
    let is_bare = begins.is_alphabetic() || "./~{".contains(begins);
    // A text with both kinds of quotation marks in it is for TOML's own message.
    let quote = ['"', '\'']
        .into_iter()
        .find(|&quote| !value.contains(quote))?;
    (TEXTS.contains(&key) && is_bare).then(|| format!("{key} = {quote}{value}{quote}"))
}

/// The lines, where a person can type them, these places stand in them, and no others.
pub(super) fn check_lines(lines: Vec<String>, holes: &[&str]) -> Result<Vec<String>, String> {
    let is_missing = |hole: &&&str| !lines.iter().any(|line| line.contains(**hole));
    if let Some(hole) = holes.iter().find(is_missing) {
        return Err(format!("{hole} must stand in one of the lines"));
    }
    for line in &lines {
        check_line(line)?;
        check_holes(line, holes)?;
    }
    Ok(lines)
}

/// Whether all that looks like a place is one of these.
pub(super) fn check_holes(text: &str, holes: &[&str]) -> Result<(), String> {
    let unknown = places(text).find(|place| !holes.contains(place));
    unknown.map_or(Ok(()), |place| {
        Err(match holes {
            [] => format!("{place} means nothing here"),
            holes => format!("{place} means nothing here; there are {}", holes.join(", ")),
        })
    })
}

/// Whether a person can type this as one line.
fn check_line(line: &str) -> Result<(), String> {
    if line.contains(char::is_control) {
        return Err("a line to be typed has no control characters; Enter comes by itself".into());
    }
    Ok(())
}

/// `{word}`, each with its braces.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').filter_map(|(start, _)| {
        let end = start + text[start..].find('}')?;
        let word = &text[start + 1..end];
        let is_word = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        is_word.then(|| &text[start..=end])
    })
}
