//! Short names of submissions, good for files.

use std::collections::HashSet;

/// The most bytes of one.
const MOST_BYTES: usize = 60;

/// Letters with marks that names in Portuguese and its neighbours have, and those without.
const PLAIN: [(&str, char); 7] = [
    ("áàâãäå", 'a'),
    ("éèêë", 'e'),
    ("íìîï", 'i'),
    ("óòôõö", 'o'),
    ("úùûü", 'u'),
    ("ç", 'c'),
    ("ñ", 'n'),
];

/// Gives each submission an id that no other has, also where case does not count.
#[derive(Debug, Default)]
pub struct Ids {
    used: HashSet<String>,
}

impl Ids {
    /// The participant's number, or the name made safe; with a number behind it where it is taken.
    pub fn next(&mut self, participant: Option<u64>, name: &str) -> String {
        let id = participant.map_or_else(|| safe_id(name), |number| number.to_string());
        let tries = (1..).map(|number| {
            if number == 1 {
                id.clone()
            } else {
                format!("{id}-{number}")
            }
        });
        let free = tries
            .into_iter()
            .find(|tried| self.used.insert(tried.to_lowercase()));
        free.unwrap_or(id)
    }
}

/// A name as `[A-Za-z0-9._-]+` that every file system takes.
pub fn safe_id(name: &str) -> String {
    let mut safe = String::new();
    for character in crate::archive::harmless(name).chars() {
        let plain = plain(character);
        let is_good = plain.is_ascii_alphanumeric() || "._-".contains(plain);
        if is_good {
            safe.push(plain);
        } else if !safe.ends_with('-') {
            safe.push('-');
        }
    }
    let cut = safe.get(..MOST_BYTES.min(safe.len())).unwrap_or_default();
    let safe = cut.trim_matches(['-', '.', '_']);
    if safe.is_empty() {
        "submission".to_owned()
    } else {
        keep_reserved_away(safe)
    }
}

fn plain(character: char) -> char {
    let small = character.to_lowercase().next().unwrap_or(character);
    let found = PLAIN.iter().find(|(marked, _)| marked.contains(small));
    match found {
        Some((_, letter)) if character.is_uppercase() => letter.to_ascii_uppercase(),
        Some((_, letter)) => *letter,
        None => character,
    }
}

/// `nul` is a device on Windows.
fn keep_reserved_away(safe: &str) -> String {
    if crate::archive::harmless(safe) == safe {
        safe.to_owned()
    } else {
        format!("id-{safe}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_safe_and_unique() {
        let table = [
            ("José da Silva", "Jose-da-Silva"),
            ("../../etc", "etc"),
            ("<script>", "script"),
            ("日本", "submission"),
            ("nul", "id-nul"),
            ("a b.zip", "a-b.zip"),
        ];
        for (name, id) in table {
            assert_eq!(safe_id(name), id, "{name}");
        }
        let mut ids = Ids::default();
        let given = [
            ids.next(None, "Ana"),
            ids.next(None, "ana"),
            ids.next(Some(7), "x"),
            ids.next(None, "7"),
        ];
        assert_eq!(given, ["Ana", "ana-2", "7", "7-2"]);
    }
}
