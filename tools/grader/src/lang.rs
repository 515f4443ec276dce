//! The languages of pages and comments.
//!
//! What the pages say by themselves is in [`Words`], a value for each language. What comes from the
//! evidence is English; [`Lang::say`] looks whole sentences up in `lang/pt-BR.toml`, and what it
//! does not find there stays as it is.

mod comment;
mod dictionary;
mod en;
mod pt;
mod words;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::points::Points;
pub use comment::{MOST_CHARACTERS, comment};
pub(crate) use comment::{late, rubric_title, title};
pub use dictionary::Dictionary;
pub use words::Words;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    English,
    /// Portuguese as in Brazil.
    Portuguese,
}

impl Lang {
    /// What the pages say by themselves.
    pub fn words(self) -> &'static Words {
        match self {
            Lang::English => &en::WORDS,
            Lang::Portuguese => &pt::WORDS,
        }
    }

    /// A sentence of the evidence's or of a rubric's, in this language if it is known there.
    pub fn say(self, english: &str) -> Cow<'_, str> {
        let translated = match self {
            Lang::English => None,
            Lang::Portuguese => Dictionary::portuguese().say(english),
        };
        translated.map_or_else(|| Cow::Owned(english.to_owned()), Cow::Owned)
    }

    /// A text with its translation beside it, where somebody has written one.
    pub fn choose<'a>(self, english: &'a str, portuguese: Option<&'a str>) -> Cow<'a, str> {
        match (self, portuguese) {
            (Lang::Portuguese, Some(words)) => Cow::Borrowed(words),
            (lang, _) => Cow::Owned(lang.say(english).into_owned()),
        }
    }

    /// Points, with this language's decimal sign.
    pub fn points(self, points: Points) -> String {
        self.number(&points.to_string())
    }

    /// A number that is written with a dot.
    pub fn number(self, written: &str) -> String {
        match self {
            Lang::English => written.to_owned(),
            Lang::Portuguese => written.replace('.', ","),
        }
    }
}

/// The tag of the language (BCP 47).
impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Lang::English => "en",
            Lang::Portuguese => "pt-BR",
        })
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(tag: &str) -> Result<Lang, String> {
        let mut all = [Lang::English, Lang::Portuguese].into_iter();
        let known = all.find(|lang| lang.to_string().eq_ignore_ascii_case(tag));
        known.ok_or_else(|| format!("no language `{tag}`; there are en and pt-BR"))
    }
}

/// A sentence with its `{}` filled, from left to right.
pub fn fill(sentence: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut pieces = sentence.split("{}");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text += values.next().copied().unwrap_or_default();
        text += piece;
    }
    text
}
