//! Whole sentences in English, and the same in another language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::fill;

/// What a hole of a sentence may hold is looked up too, and what holes of that hold, so deep.
const DEPTH: usize = 3;

/// Longer sentences are not looked up, in bytes: none of ours is.
const LONGEST: usize = 4000;

/// Sentences, with `{}` for what varies.
#[derive(Debug)]
pub struct Dictionary {
    fixed: BTreeMap<String, String>,
    /// Those with holes; those with the most words of their own first.
    holed: Vec<(String, String)>,
}

static PORTUGUESE: LazyLock<Dictionary> = LazyLock::new(|| {
    // A test reads it. Without it everything stays English.
    Dictionary::parse(include_str!("../../lang/pt-BR.toml")).unwrap_or_else(|_| Dictionary {
        fixed: BTreeMap::new(),
        holed: Vec::new(),
    })
});

impl Dictionary {
    /// Brazilian Portuguese.
    pub fn portuguese() -> &'static Dictionary {
        &PORTUGUESE
    }

    /// Reads `"English {}" = "Portuguese {}"` lines: TOML.
    ///
    /// # Errors
    /// Where it is none, or a sentence has no words of its own, or another number of holes.
    pub fn parse(text: &str) -> Result<Dictionary, String> {
        let all: BTreeMap<String, String> =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let holes = |sentence: &str| sentence.matches("{}").count();
        for (english, other) in &all {
            if english.replace("{}", "").trim().is_empty() || holes(english) != holes(other) {
                return Err(format!("the holes of `{english}` do not agree"));
            }
        }
        let (mut holed, fixed): (Vec<_>, BTreeMap<_, _>) = {
            let (holed, fixed): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|(english, _)| holes(english) > 0);
            (holed, fixed.into_iter().collect())
        };
        holed.sort_by_key(|(english, _)| std::cmp::Reverse(english.len()));
        Ok(Dictionary { fixed, holed })
    }

    /// All sentences in English.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        let holed = self.holed.iter().map(|(english, _)| english.as_str());
        self.fixed.keys().map(String::as_str).chain(holed)
    }

    /// The sentence in the other language; none where it is not known.
    pub fn say(&self, english: &str) -> Option<String> {
        self.entry(english).map(|_| self.said(english, DEPTH))
    }

    /// The sentence in English as it stands here, with its holes.
    pub fn entry(&self, english: &str) -> Option<&str> {
        if english.len() > LONGEST {
            return None;
        }
        let fixed = self.fixed.get_key_value(english).map(|(key, _)| key);
        let mut holed = self.holed.iter().map(|(key, _)| key);
        let entry = fixed.or_else(|| holed.find(|key| held(key, english).is_some()));
        entry.map(String::as_str)
    }

    fn said(&self, english: &str, depth: usize) -> String {
        if let Some(fixed) = self.fixed.get(english) {
            return fixed.clone();
        }
        let mut found = self.holed.iter().filter_map(|(key, other)| {
            let held = held(key, english)?;
            Some((held, other))
        });
        match found.next() {
            Some((held, other)) if depth > 0 => {
                let held: Vec<_> = held.iter().map(|it| self.said(it, depth - 1)).collect();
                fill(other, &held.iter().map(String::as_str).collect::<Vec<_>>())
            }
            _ => english.to_owned(),
        }
    }
}

/// What the holes of a sentence hold; none where it is another sentence.
fn held<'a>(key: &str, english: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = key.split("{}");
    let mut rest = english.strip_prefix(pieces.next()?)?;
    let mut held = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        // The last piece is the sentence's end, an earlier one ends at its first occurrence.
        let end = match pieces.peek() {
            None => rest.strip_suffix(piece)?.len(),
            Some(_) => rest.find(piece)?,
        };
        held.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    Some(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
\"it waited {} for {}\" = \"esperou {} por {}\"
\"it waited {}\" = \"esperou {}\"
\"nothing\" = \"nada\"
\"({})\" = \"[{}]\"
";

    fn say(english: &str) -> Option<String> {
        Dictionary::parse(TEXT).expect("a dictionary").say(english)
    }

    #[test]
    fn whole_sentences_are_found_and_their_holes_filled() {
        for (english, said) in [
            ("nothing", Some("nada")),
            ("nothing at all", None),
            ("it waited 2 s for `oi`", Some("esperou 2 s por `oi`")),
            ("it waited 2 s for nothing", Some("esperou 2 s por nada")),
            ("so it waited 2 s", None),
            ("it waited 2 s", Some("esperou 2 s")),
            // However deep somebody nests it.
            ("((((((nothing))))))", Some("[[[(((nothing)))]]]")),
        ] {
            assert_eq!(say(english).as_deref(), said, "{english}");
        }
    }

    #[test]
    fn holes_that_do_not_agree_are_refused() {
        for wrong in ["\"a {}\" = \"b\"", "\"{}\" = \"{}\"", "a = 1"] {
            assert!(Dictionary::parse(wrong).is_err(), "{wrong}");
        }
    }
}
