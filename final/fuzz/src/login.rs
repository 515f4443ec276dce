//! Logins and login lines.

use meu_mensageiro::protocol::{Login, LoginLine};

/// Exactly the logins of section 2 are logins, and a login line prints as it was read.
pub fn check(line: &[u8]) {
    let login = Login::from_bytes(line);
    assert_eq!(login.is_ok(), is_login(line));
    if let Ok(login) = login {
        assert_eq!(login.as_str().as_bytes(), line);
    }
    let name = line.strip_suffix(b" /push").unwrap_or(line);
    let parsed = LoginLine::parse(line);
    assert_eq!(parsed.is_some(), is_login(name));
    if let Some(parsed) = parsed {
        assert_eq!(parsed.to_string().as_bytes(), line);
        assert_eq!(parsed.push, line.contains(&b' '));
    }
}

/// `[a-z0-9][a-z0-9._-]{0,31}`
pub fn is_login(bytes: &[u8]) -> bool {
    let is_first = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9');
    bytes.len() <= 32
        && bytes.first().is_some_and(is_first)
        && bytes
            .iter()
            .all(|byte| is_first(byte) || matches!(byte, b'.' | b'_' | b'-'))
}
