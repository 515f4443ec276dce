//! The header: `key: value`, up to the first blank line.

use std::path::PathBuf;

use super::{Located, Session, Vary, is_login};
use crate::user_base::Password;

const KEYS: &str = "title, since, until, why, users, passwords, vary and pace";

/// Takes the header's lines, the blank one included, and gives a session without steps.
pub(super) fn parse<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
) -> Result<Session, Located> {
    let mut header = Header::default();
    for (number, line) in lines {
        header.last_line = number;
        let blank = line.trim().is_empty();
        if blank && !header.fields.is_empty() {
            break;
        }
        if !blank {
            header
                .add(number, line)
                .map_err(|message| (number, message))?;
        }
    }
    header.into_session()
}

#[derive(Default)]
struct Header<'a> {
    fields: Vec<(usize, &'a str, &'a str)>,
    last_line: usize,
}

impl<'a> Header<'a> {
    fn add(&mut self, number: usize, line: &'a str) -> Result<(), String> {
        let Some((key, value)) = line.split_once(':') else {
            return Err(format!(
                "`{line}` is no header line; write `key: value`, and a blank line before the steps"
            ));
        };
        if !KEYS
            .split([',', ' '])
            .any(|known| known == key && known != "and")
        {
            return Err(format!(
                "no header key `{key}`; there are {KEYS}, and a blank line ends the header"
            ));
        }
        if self.get(key).is_some() {
            return Err(format!("`{key}` stands twice; once is enough"));
        }
        let value = without_comment(value).trim();
        if value.is_empty() {
            return Err(format!("`{key}` has no value; write it behind the colon"));
        }
        self.fields.push((number, key, value));
        Ok(())
    }

    fn get(&self, key: &str) -> Option<(usize, &'a str)> {
        let field = self.fields.iter().find(|field| field.1 == key)?;
        Some((field.0, field.2))
    }

    fn required(&self, key: &str) -> Result<String, Located> {
        let missing = || {
            (
                self.last_line.max(1),
                format!("the header has no `{key}:`; title, since and why are required"),
            )
        };
        self.get(key)
            .map(|(_, value)| value.to_owned())
            .ok_or_else(missing)
    }

    /// The value of an optional key by `read`, which says what is allowed where it fails.
    fn optional<T: Default>(
        &self,
        key: &str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<T, Located> {
        let Some((line, value)) = self.get(key) else {
            return Ok(T::default());
        };
        read(value).map_err(|message| (line, message))
    }

    fn into_session(self) -> Result<Session, Located> {
        Ok(Session {
            file: PathBuf::new(),
            title: self.required("title")?,
            since: self.required("since")?,
            until: self.get("until").map(|(_, value)| value.to_owned()),
            why: self.required("why")?,
            users: self.optional("users", users)?,
            passwords: self.optional("passwords", passwords)?,
            vary: self.optional("vary", vary)?,
            may_coalesce: !self.optional("pace", as_written)?,
            steps: Vec::new(),
        })
    }
}

/// A comment begins with `#` after two or more blanks, so that `C# course` stays whole.
fn without_comment(value: &str) -> &str {
    match value.find("  #") {
        Some(end) => &value[..end],
        None => value,
    }
}

fn users(value: &str) -> Result<Vec<String>, String> {
    let logins: Vec<_> = value
        .split(',')
        .map(|login| login.trim().to_owned())
        .collect();
    match logins.iter().find(|login| !is_login(login)) {
        Some(bad) => Err(format!(
            "`{bad}` is no login; write logins like `ana`, separated by commas"
        )),
        None => Ok(logins),
    }
}

fn passwords(value: &str) -> Result<Vec<Password>, String> {
    let password = |pair: &str| {
        let (login, text) = pair.trim().split_once(' ')?;
        is_login(login).then(|| Password {
            login: login.to_owned(),
            text: text.to_owned(),
        })
    };
    let wrong = |pair: &str| {
        format!("`{pair}` is no login with its password; write `ana her password, bia another`")
    };
    let pairs = value.split(',');
    pairs
        .map(|pair| password(pair).ok_or_else(|| wrong(pair)))
        .collect()
}

fn vary(value: &str) -> Result<Vary, String> {
    match value {
        "all" => Ok(Vary::All),
        "logins" => Ok(Vary::Logins),
        "no" => Ok(Vary::No),
        _ => Err(format!(
            "`vary: {value}` means nothing; allowed are all, logins and no"
        )),
    }
}

fn as_written(value: &str) -> Result<bool, String> {
    match value {
        "as-written" => Ok(true),
        _ => Err(format!(
            "`pace: {value}` means nothing; allowed is as-written"
        )),
    }
}
