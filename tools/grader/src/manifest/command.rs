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
pub(super) fn check_line(line: &str) -> Result<(), String> {
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
