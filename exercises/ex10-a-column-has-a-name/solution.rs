//! The users of a messenger, from the list that the school's office exports.

use std::collections::HashSet;

use serde::Deserialize;

/// What a row is to this program. serde finds the column by its name; other columns may stand
/// beside it, and in any order.
#[derive(Deserialize)]
struct Row {
    #[serde(alias = "usuario")]
    login: String,
}

/// The logins in the text of a CSV file, or what is wrong with it, in words.
fn read_users(text: &str) -> Result<HashSet<String>, String> {
    let mut users = HashSet::new();
    // The reader knows what a program that splits at commas does not: quotes, line feeds in a cell,
    // CR LF, the byte order mark. The header is no row to it.
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let row = record.deserialize(Some(&header));
        let Row { login } = row.map_err(|error| error.to_string())?;
        // Whoever has to mend the file wants to know where. A cell may hold line feeds, so the
        // number of the row would not say it.
        let line = record.position().map_or(0, |place| place.line());
        if !is_login(&login) {
            return Err(format!("line {line}: `{login}` cannot be a login"));
        }
        if users.contains(&login) {
            return Err(format!("line {line}: `{login}` is there twice"));
        }
        users.insert(login);
    }
    if users.is_empty() {
        return Err("there is no user in it".to_string());
    }
    Ok(users)
}

/// Whether this can be a login: at most 32 small letters, digits, `.`, `_` and `-`, and the first
/// one is a letter or a digit.
fn is_login(name: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= 32
        && name.starts_with(alphanumeric)
        && name.chars().all(|c| alphanumeric(c) || "._-".contains(c))
}

#[cfg(test)]
mod tests;
