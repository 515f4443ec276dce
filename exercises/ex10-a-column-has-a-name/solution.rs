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
    // CR LF, the byte order mark. The header is no row to it. Rows of any length are let through
    // here, because the crate would name the line of a wrong one by its own way of counting.
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        // Whoever has to mend the file wants to know where.
        let line = line_of(&record, text);
        if record.len() != header.len() {
            let (cells, columns) = (record.len(), header.len());
            return Err(format!("line {line}: {cells} cells in place of {columns}"));
        }
        let row = record.deserialize(Some(&header));
        let Row { login } = row.map_err(|error| error.to_string())?;
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

/// The line in which a row begins, as an editor counts. To csv, a row begins where the one before it
/// has ended: at the LF of a CR LF, or at a blank line.
fn line_of(row: &csv::StringRecord, text: &str) -> usize {
    let start = row.position().map_or(0, |place| place.byte() as usize);
    let row = text[start..].trim_start_matches(['\r', '\n']);
    // A cell may hold line feeds, so counting the rows would not do.
    text[..text.len() - row.len()].lines().count() + 1
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
