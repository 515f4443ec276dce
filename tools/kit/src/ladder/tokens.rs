//! Rust source as tokens: enough to tell code from comments and strings, and names from each other.

/// A name, a number, a lifetime, or a sign such as `::`, `&` or `(`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    /// The line in which it begins, from 1.
    pub(super) line: usize,
}

impl Token {
    pub(super) fn is_name(&self) -> bool {
        self.text.starts_with(is_name_start)
    }

    /// Whether it is one with a name: `'_` has none.
    pub(super) fn is_lifetime(&self) -> bool {
        self.text.starts_with('\'') && self.text != "'_"
    }
}

/// The tokens of a source, without comments, strings and characters in quotes.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest).unwrap_or(0);
        if length > 0 {
            rest = &rest[length..];
            continue;
        }
        let length = token_length(rest, first);
        if !first.is_whitespace() {
            let line = 1 + source[..source.len() - rest.len()].matches('\n').count();
            let text = rest[..length].to_owned();
            tokens.push(Token { text, line });
        }
        rest = &rest[length..];
    }
    tokens
}

/// The length of the comment, string or character that begins here.
fn skipped(rest: &str) -> Option<usize> {
    let end_of = |start: usize, end: &str| rest[start..].find(end).map(|at| start + at + end.len());
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(end_of(2, "*/").unwrap_or(rest.len()));
    }
    let prefix = rest.len() - rest.trim_start_matches(['b', 'r']).len();
    let quoted = &rest[prefix..];
    if prefix <= 2 && rest[..prefix].contains('r') && quoted.starts_with('#') {
        return hashed_string_length(quoted).map(|length| prefix + length);
    }
    if prefix <= 2 && quoted.starts_with('"') {
        let is_raw = rest[..prefix].contains('r');
        return Some(prefix + string_length(quoted, is_raw));
    }
    if prefix <= 1 && quoted.starts_with('\'') {
        return character_length(quoted).map(|length| prefix + length);
    }
    None
}

/// The length of `#"…"#`, with as many `#` as there are; `None` where it is a raw name.
fn hashed_string_length(hashed: &str) -> Option<usize> {
    let hashes = hashed.len() - hashed.trim_start_matches('#').len();
    let text = hashed[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", &hashed[..hashes]);
    let length = text.find(&end).map(|at| at + end.len());
    Some(hashes + 1 + length.unwrap_or(text.len()))
}

/// The length of a string from its quote to its other one.
fn string_length(quoted: &str, is_raw: bool) -> usize {
    let mut is_escaped = false;
    for (at, c) in quoted.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = !is_raw,
            '"' => return at + 1,
            _ => {}
        }
    }
    quoted.len()
}

/// The length of a character in quotes; `None` where it is a lifetime.
fn character_length(quoted: &str) -> Option<usize> {
    let mut characters = quoted.char_indices().skip(1);
    let (_, first) = characters.next()?;
    let (at, second) = characters.next()?;
    if first != '\\' {
        return (second == '\'').then_some(at + 1);
    }
    let end = quoted[at + second.len_utf8()..].find('\'')?;
    Some(at + second.len_utf8() + end + 1)
}

fn token_length(rest: &str, first: char) -> usize {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    if is_name(first) {
        return rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    }
    if first == '\'' {
        return 1 + rest[1..].find(|c| !is_name(c)).unwrap_or(rest.len() - 1);
    }
    if rest.starts_with("::") || rest.starts_with("..") {
        return 2;
    }
    first.len_utf8()
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn texts(source: &str) -> Vec<String> {
        tokens(source).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn names_and_signs_are_tokens() {
        assert_eq!(
            texts("let x = a::b(&y[..n]);"),
            [
                "let", "x", "=", "a", "::", "b", "(", "&", "y", "[", "..", "n", "]", ")", ";"
            ]
        );
    }

    #[test]
    fn comments_and_strings_are_none() {
        let source = "a // Mutex\n/* Arc */ b \"dyn \\\" unsafe\" c b\"move\" d r\"\\\" e";
        assert_eq!(texts(source), ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn a_raw_string_may_hold_quotes() {
        let source = "a r#\"say \"unsafe\"\"# b br##\"\"# \"## c r#move d";
        assert_eq!(texts(source), ["a", "b", "c", "r", "#", "move", "d"]);
    }

    #[test]
    fn a_character_is_no_lifetime() {
        assert_eq!(
            texts("&'a str, 'x', '\\'', '\\u{2028}', b'\\n', 'static"),
            ["&", "'a", "str", ",", ",", ",", ",", ",", "'static"]
        );
    }

    #[test]
    fn a_token_knows_its_line() {
        let lines: Vec<_> = tokens("a\n\nb \"x\ny\" c")
            .iter()
            .map(|token| token.line)
            .collect();
        assert_eq!(lines, [1, 3, 4]);
    }
}
