//! How results are shown: a run remembers it, so that those who go on or score again need not say
//! it a second time.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::lang::Lang;

/// How results are shown.
#[derive(Debug, Clone, Default, PartialEq, clap::Args, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// The language of pages and comments: en or pt-BR; en, or what it was before, if not given
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
    /// Groups and late days: a CSV with the columns id, group and late_days
    #[arg(long, value_name = "FILE")]
    pub(super) students: Option<PathBuf>,
    /// No names: people are called by their ids, but for Moodle's own files; --anonymous=false names
    /// them again
    #[arg(
        long,
        value_name = "IS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(super) anonymous: Option<bool>,
    #[command(flatten)]
    pub(super) moodle: Worksheet,
}

/// What to do with Moodle's worksheet.
#[derive(Debug, Clone, Default, PartialEq, clap::Args, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Worksheet {
    /// Fill in this offline grading worksheet of Moodle's: grades and comments, nothing else
    #[arg(long = "moodle", value_name = "FILE")]
    pub(super) worksheet: Option<PathBuf>,
    /// Replace grades and comments in it that are not from `cargo grade`
    #[arg(long, requires = "worksheet")]
    pub(super) overwrite: bool,
    /// Its maximum grade is not the rubric's: convert in proportion
    #[arg(long, requires = "worksheet")]
    pub(super) scale: bool,
}

impl Shown {
    /// What is said now, and for the rest what was said before.
    pub(super) fn over(&self, before: &Shown) -> Shown {
        let moodle = match self.moodle.worksheet {
            Some(_) => &self.moodle,
            None => &before.moodle,
        };
        Shown {
            lang: self.lang.or(before.lang),
            students: self.students.clone().or(before.students.clone()),
            anonymous: self.anonymous.or(before.anonymous),
            moodle: moodle.clone(),
        }
    }

    /// The same but for the worksheet, which belongs to those who name it: nobody else's command
    /// writes there.
    pub(super) fn with_worksheet_of(self, other: &Shown) -> Shown {
        Shown {
            moodle: other.moodle.clone(),
            ..self
        }
    }

    /// With files that are the same from whatever folder one goes on.
    pub(super) fn lasting(&self) -> io::Result<Shown> {
        let absolute = |file: &Option<PathBuf>| {
            let file = file.as_ref().map(std::path::absolute);
            file.transpose()
        };
        Ok(Shown {
            students: absolute(&self.students)?,
            moodle: Worksheet {
                worksheet: absolute(&self.moodle.worksheet)?,
                ..self.moodle
            },
            ..self.clone()
        })
    }

    /// The file of groups and late days.
    pub(super) fn students(&self) -> Option<&Path> {
        self.students.as_deref()
    }

    /// Whether nobody is named.
    pub(super) fn is_anonymous(&self) -> bool {
        self.anonymous.unwrap_or_default()
    }

    /// The language.
    pub(super) fn lang(&self) -> Lang {
        self.lang.unwrap_or_default()
    }
}
