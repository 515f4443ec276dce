//! The users of a messenger, from the list that the school's office exports.

use std::collections::HashSet;

/// The logins in the text of a CSV file, or what is wrong with it, in words.
fn read_users(text: &str) -> Result<HashSet<String>, String> {
    let mut users = HashSet::new();
    for row in text.lines().skip(1) {
        let login = row.split(',').next().unwrap_or_default();
        if is_login(login) {
            users.insert(login.to_string());
        }
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
