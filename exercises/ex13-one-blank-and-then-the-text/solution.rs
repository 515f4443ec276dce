//! Takes a client's line apart: `@recipient text`.

/// The recipient and the text of a line without its end. `None` where it is not such a line.
fn parse(line: &[u8]) -> Option<(&str, &[u8])> {
    // Each of these takes exactly one byte. `trim_start_matches` and `split_whitespace` would take
    // as many as there are, and a space, a tab and a no-break space for the same.
    let line = line.strip_prefix(b"@")?;
    let blank = line.iter().position(|byte| *byte == b' ')?;
    let (to, text) = (&line[..blank], &line[blank + 1..]);
    // Only the login has to be text for this function. Whether the message is text, or what else is
    // wrong with it, is another question; who asks it needs the bytes as they came.
    let to = str::from_utf8(to).ok()?;
    (is_login(to) && !text.is_empty()).then_some((to, text))
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
