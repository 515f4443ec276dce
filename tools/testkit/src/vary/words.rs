//! Which words and characters a varied text may have.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which words the player may put into texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// Words with accents, of other scripts, and emoji, so that an encoding shows.
    #[default]
    Any,
    /// Words of ASCII. What is not ASCII in a session's own texts is replaced: for servers that may
    /// take UTF-8 for something else, as long as something else is asked.
    Ascii,
}

const ANY: [&str; 12] = [
    "maçã",
    "até",
    "coração",
    "açaí",
    "über",
    "naïve",
    "Ωmega",
    "пока",
    "日本",
    "🙂",
    "chá☕",
    "👋🏽",
];

const ASCII: [&str; 12] = [
    "casa", "vento", "ponte", "janela", "sol", "livro", "rio", "pedra", "jardim", "mar", "estrada",
    "luz",
];

impl Words {
    /// Every choice.
    pub const ALL: [Words; 2] = [Words::Any, Words::Ascii];

    /// What is appended to texts.
    pub(super) fn all(self) -> &'static [&'static str] {
        match self {
            Words::Any => &ANY,
            Words::Ascii => &ASCII,
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Words::Any => "any",
            Words::Ascii => "ascii",
        })
    }
}

impl FromStr for Words {
    type Err = String;

    fn from_str(text: &str) -> Result<Words, String> {
        let known = Words::ALL
            .into_iter()
            .find(|words| words.to_string() == text);
        known.ok_or_else(|| format!("no words `{text}`; there are any and ascii"))
    }
}

/// The text with the letters of Portuguese without their accents, and `x` for all else that is not
/// ASCII.
pub(super) fn ascii(text: &str) -> String {
    text.chars().map(ascii_char).collect()
}

fn ascii_char(character: char) -> char {
    match character {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' => 'u',
        'ç' => 'c',
        _ if character.is_ascii() => character,
        _ => 'x',
    }
}
