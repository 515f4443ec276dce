//! What is broken, and who has to notice.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kit::diff::Files;

use super::catcher::Catcher;

/// Before what is broken, in the first line of a control's file.
const BROKEN: &str = "broken: ";

/// Before its catcher, in the second.
const CAUGHT_BY: &str = "caught by: ";

/// A server that is broken in one way.
pub(super) struct Control {
    /// The name of its file.
    pub(super) name: String,
    /// What is broken, in one line.
    pub(super) broken: String,
    /// Who has to notice.
    pub(super) catcher: Catcher,
    /// How it is broken: a unified diff of the workspace.
    diff: String,
}

impl Control {
    /// Every control, by name.
    pub(super) fn all() -> Result<Vec<Self>> {
        let folder = folder();
        let mut controls = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            let text = fs::read_to_string(&path)?;
            let parsed = Self::parse(&path, &text);
            controls.push(parsed.with_context(|| {
                format!(
                    "{}: wants {BROKEN:?} in its first line, and in its second {CAUGHT_BY:?} with a \
                     command: `cargo prove` of a proof that there is, or `cargo test`",
                    path.display()
                )
            })?);
        }
        controls.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(controls)
    }

    fn parse(path: &Path, text: &str) -> Option<Self> {
        let (broken, rest) = text.strip_prefix(BROKEN)?.split_once('\n')?;
        let (catcher, diff) = rest.strip_prefix(CAUGHT_BY)?.split_once('\n')?;
        Some(Self {
            name: path.file_stem()?.to_str()?.to_owned(),
            broken: broken.to_owned(),
            catcher: Catcher::parse(catcher)?,
            diff: diff.to_owned(),
        })
    }

    /// The sources with what is broken.
    ///
    /// # Errors
    /// Where the diff does not fit them.
    pub(super) fn apply(&self, sound: &Files) -> Result<Files> {
        sound.apply(&self.diff).with_context(|| {
            format!(
                "{} no longer fits the sources: break them once more by hand, write `git diff \
                 final` under the first two lines of this file, and take the change back",
                folder().join(format!("{}.diff", self.name)).display()
            )
        })
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("controls")
}

#[cfg(test)]
mod tests {
    use super::super::{SAMPLE, workshop};
    use super::*;

    /// Fewer would leave too much to trust.
    const ENOUGH: usize = 10;

    #[test]
    fn every_control_fits_the_sources_and_changes_them() {
        let sound = workshop::sources().unwrap();
        for control in Control::all().unwrap() {
            let broken = control
                .apply(&sound)
                .unwrap_or_else(|error| panic!("{error:#}"));
            assert_ne!(broken, sound, "{}", control.name);
        }
    }

    #[test]
    fn there_are_enough_controls_and_those_of_the_sample() {
        let names: Vec<_> = Control::all()
            .unwrap()
            .into_iter()
            .map(|it| it.name)
            .collect();
        assert!(names.len() >= ENOUGH, "{names:?}");
        for name in SAMPLE {
            assert!(names.iter().any(|it| it == name), "{name}");
        }
    }
}
