//! The names in Moodle's zip of all submissions, as `mod_assign` writes them
//! (`download_submissions` in `mod/assign/locallib.php`): `Full Name_1234_assignsubmission_file`,
//! with a `_` behind it before Moodle 4.1, a folder each; or, without folders, the same before each
//! file's name.

use std::collections::BTreeMap;

use crate::archive::Entry;

const PLUGIN: &str = "_assignsubmission_";

/// What stands for a name where marking is blind, in English and Portuguese.
const BLIND: [&str; 2] = ["participant", "participante"];

/// Text typed in the browser, which Moodle packs beside the files.
const ONLINE_TEXT: &str = "onlinetext";

/// A name at the top of Moodle's zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The person, or `Participant 1234`.
    pub person: String,
    /// Moodle's number.
    pub participant: u64,
    /// The folder's name, to the byte. Without folders, what stands before the file's name.
    pub folder: String,
    /// The file's name, where there are no folders.
    pub file: Option<String>,
    /// Whether it is text typed in the browser, and no files.
    pub is_online_text: bool,
}

impl Name {
    /// Takes a name at the top apart; none where Moodle has not made it.
    pub fn parse(top: &str) -> Option<Name> {
        let (left, right) = match top.split_once(PLUGIN) {
            Some((left, right)) => (left, Some(right)),
            None => (top, None),
        };
        let (person, number) = left.rsplit_once('_')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let participant = number.parse().ok().filter(|_| is_number)?;
        let is_blind = BLIND.contains(&person.to_lowercase().as_str());
        if right.is_none() && !is_blind {
            return None;
        }
        let right = right.unwrap_or_default();
        let (plugin, file) = right.split_once('_').unwrap_or((right, ""));
        let folder = top.strip_suffix(file).unwrap_or(top).to_owned();
        let person = person.replace('_', " ");
        Some(Name {
            person: if is_blind {
                format!("{person} {participant}")
            } else {
                person
            },
            participant,
            folder,
            file: (!file.is_empty()).then(|| file.to_owned()),
            is_online_text: plugin == ONLINE_TEXT,
        })
    }
}

/// What one participant has handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The first of the names.
    pub name: Name,
    /// Whether there is text typed in the browser.
    pub has_online_text: bool,
    /// Whether there is anything else, even if it is an empty folder.
    pub has_files: bool,
}

/// What the names at the top stand for, by participant.
pub fn groups<'a>(tops: impl Iterator<Item = &'a str>) -> BTreeMap<u64, Group> {
    let mut groups: BTreeMap<u64, Group> = BTreeMap::new();
    for name in tops.filter_map(Name::parse) {
        let is_text = name.is_online_text;
        let group = groups.entry(name.participant).or_insert_with(|| Group {
            name: name.clone(),
            has_online_text: false,
            has_files: false,
        });
        group.has_online_text |= is_text;
        if !is_text && !group.has_files {
            group.has_files = true;
            group.name = name;
        }
    }
    groups
}

impl Group {
    /// Where an entry goes, below the participant's folder; none where it is not of these files.
    pub fn place(&self, entry: &Entry) -> Option<String> {
        let (top, below) = match entry.path.split_once('/') {
            Some((top, below)) => (top, Some(below)),
            None => (entry.path.as_str(), None),
        };
        let name = Name::parse(top)?;
        if name.participant != self.name.participant || name.is_online_text {
            return None;
        }
        match (name.file, below) {
            (Some(file), None) => Some(file),
            (Some(file), Some(below)) => Some(format!("{file}/{below}")),
            (None, below) => below.map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(top: &str) -> Option<(String, u64, String, Option<String>)> {
        Name::parse(top).map(|name| (name.person, name.participant, name.folder, name.file))
    }

    /// A name, and the person, number, folder and file in it.
    type Case = (
        &'static str,
        &'static str,
        u64,
        &'static str,
        Option<&'static str>,
    );

    const NAMES: [Case; 7] = [
        (
            "Ana Lima_12_assignsubmission_file_",
            "Ana Lima",
            12,
            "Ana Lima_12_assignsubmission_file_",
            None,
        ),
        (
            "Ana Lima_12_assignsubmission_file",
            "Ana Lima",
            12,
            "Ana Lima_12_assignsubmission_file",
            None,
        ),
        (
            "Ana_Lima_12_assignsubmission_file_",
            "Ana Lima",
            12,
            "Ana_Lima_12_assignsubmission_file_",
            None,
        ),
        (
            "Participante_7_assignsubmission_file",
            "Participante 7",
            7,
            "Participante_7_assignsubmission_file",
            None,
        ),
        ("Participant_7", "Participant 7", 7, "Participant_7", None),
        (
            "Ana_12_assignsubmission_file_my_work.zip",
            "Ana",
            12,
            "Ana_12_assignsubmission_file_",
            Some("my_work.zip"),
        ),
        (
            "G1-Ana_12_assignsubmission_onlinetext_",
            "G1-Ana",
            12,
            "G1-Ana_12_assignsubmission_onlinetext_",
            None,
        ),
    ];

    #[test]
    fn every_form_of_the_name_is_read() {
        for (top, person, number, folder, file) in NAMES {
            let expected = (
                person.to_owned(),
                number,
                folder.to_owned(),
                file.map(str::to_owned),
            );
            assert_eq!(parsed(top), Some(expected), "{top}");
        }
        for top in [
            "Ana_12",
            "ana.zip",
            "_assignsubmission_file_",
            "Ana_x_assignsubmission_file_",
        ] {
            assert_eq!(parsed(top), None, "{top}");
        }
    }
}
