//! Takes a client's line apart: `@recipient text`.

/// The recipient and the text of a line without its end. `None` where it is not such a line.
fn parse(line: &[u8]) -> Option<(&str, &[u8])> {
    let line = str::from_utf8(line).ok()?;
    let mut words = line.split_whitespace();
    let to = words.next()?.trim_start_matches('@');
    let text = words.next()?;
    is_login(to).then_some((to, text.as_bytes()))
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
