//! Bytes in quotes: `"\xff@bia" "x"*5000 "\n"`.

use std::fmt;

use crate::failure::show::escaped;

/// Bytes and how often they follow each other: `"x"*5000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// What stands between the quotes, escapes resolved.
    pub bytes: Vec<u8>,
    /// How often it is repeated; 1 where no `*` follows.
    pub times: usize,
}

/// More than any limit of the protocol, and little memory.
const MOST_TIMES: usize = 1_000_000;

impl Quoted {
    /// All pieces joined, repetitions written out.
    pub fn join(pieces: &[Quoted]) -> Vec<u8> {
        pieces
            .iter()
            .flat_map(|piece| piece.bytes.repeat(piece.times))
            .collect()
    }

    /// One or more pieces, separated by blanks.
    pub(super) fn parse(text: &str) -> Result<Vec<Quoted>, String> {
        let mut pieces = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (bytes, behind) = string(rest)?;
            let (times, behind) = repetition(behind)?;
            pieces.push(Quoted { bytes, times });
            rest = behind.trim_start();
        }
        if pieces.is_empty() {
            return Err(format!("nothing to send; {ALLOWED}"));
        }
        Ok(pieces)
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", escaped(&self.bytes).replace('"', "\\\""))?;
        if self.times != 1 {
            write!(f, "*{}", self.times)?;
        }
        Ok(())
    }
}

const ALLOWED: &str =
    r#"write bytes in quotes such as "\xff@bia\n" or "x"*5000, with blanks between pieces"#;

fn string(text: &str) -> Result<(Vec<u8>, &str), String> {
    let inside = text
        .strip_prefix('"')
        .ok_or_else(|| format!("`{text}` is not in quotes; {ALLOWED}"))?;
    let mut bytes = Vec::new();
    let mut rest = inside;
    loop {
        let mut chars = rest.chars();
        match chars.next() {
            Some('"') => return Ok((bytes, chars.as_str())),
            Some('\\') => rest = escape(chars.as_str(), &mut bytes)?,
            Some(plain) => {
                bytes.extend(plain.encode_utf8(&mut [0; 4]).bytes());
                rest = chars.as_str();
            }
            None => return Err(format!("a closing quote is missing; {ALLOWED}")),
        }
    }
}

/// Resolves what stands behind a backslash, and gives what follows it.
fn escape<'a>(text: &'a str, bytes: &mut Vec<u8>) -> Result<&'a str, String> {
    let unknown = || {
        format!(
            r#"`\{text}` begins with no known escape; allowed are \xNN \n \r \t \0 \\ \" \u{{1F600}}"#
        )
    };
    let mut chars = text.chars();
    let simple = match chars.next().ok_or_else(unknown)? {
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        '0' => 0,
        '\\' => b'\\',
        '"' => b'"',
        'x' => {
            let digits = chars.as_str().get(..2).ok_or_else(unknown)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| unknown())?);
            return Ok(&chars.as_str()[2..]);
        }
        'u' => return unicode(chars.as_str(), bytes).ok_or_else(unknown),
        _ => return Err(unknown()),
    };
    bytes.push(simple);
    Ok(chars.as_str())
}

fn unicode<'a>(text: &'a str, bytes: &mut Vec<u8>) -> Option<&'a str> {
    let (digits, rest) = text.strip_prefix('{')?.split_once('}')?;
    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    bytes.extend(character.encode_utf8(&mut [0; 4]).bytes());
    Some(rest)
}

fn repetition(text: &str) -> Result<(usize, &str), String> {
    let Some(text) = text.strip_prefix('*') else {
        return Ok((1, text));
    };
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    match text[..end].parse() {
        Ok(times) if (1..=MOST_TIMES).contains(&times) => Ok((times, &text[end..])),
        _ => Err(format!(
            "`*{text}` is no repetition; write a number from 1 to {MOST_TIMES} behind the `*`"
        )),
    }
}
