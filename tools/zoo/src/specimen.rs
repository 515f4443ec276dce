//! Everything that is wrong in the zoo, whatever it is written in.

use std::fmt;

use serde::Deserialize;

use crate::Defect;

/// The defects of the Python programs.
const IN_PYTHON: &str = include_str!("../submissions/python-wrong/defects.csv");

/// A wrong server or a wrong client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Specimen {
    /// Its name on a command line; no two have the same.
    pub name: String,
    /// Which of the two programs is wrong.
    pub kind: Kind,
    /// What it does wrong, in one sentence.
    pub does: String,
    /// The rule that it breaks, with its number on the page that has it.
    pub breaks: String,
    pub(crate) body: Body,
}

/// Which program of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The server.
    Server,
    /// The client.
    Client,
}

/// The program that has the defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// `zoo-server`.
    Rust,
    /// `server.py` or `client.py` of `submissions/python-wrong`.
    Python,
}

/// A row of [`IN_PYTHON`].
#[derive(Debug, Deserialize)]
struct Row {
    name: String,
    kind: Kind,
    does: String,
    breaks: String,
}

impl Specimen {
    /// Every one: the servers in Rust, those in Python, and the clients.
    ///
    /// # Errors
    /// Where the list of the Python programs is no CSV; that it is right is tested.
    pub fn all() -> csv::Result<Vec<Specimen>> {
        let mut all: Vec<_> = Defect::ALL.iter().copied().map(Specimen::from).collect();
        let mut reader = csv::Reader::from_reader(IN_PYTHON.as_bytes());
        for row in reader.deserialize::<Row>() {
            all.push(row?.into());
        }
        Ok(all)
    }
}

impl From<Defect> for Specimen {
    fn from(defect: Defect) -> Specimen {
        Specimen {
            name: defect.name().to_owned(),
            kind: Kind::Server,
            does: defect.does().to_owned(),
            breaks: defect.breaks().to_owned(),
            body: Body::Rust,
        }
    }
}

impl From<Row> for Specimen {
    fn from(row: Row) -> Specimen {
        Specimen {
            name: row.name,
            kind: row.kind,
            does: row.does,
            breaks: row.breaks,
            body: Body::Python,
        }
    }
}

impl fmt::Display for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name)
    }
}
