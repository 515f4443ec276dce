//! A submission of the zoo, graded.

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use grader::rubric::Play;
use grader::score::RowScore;
use grader::{Conduct, Outcome, Points, Rubric, Submission, grade};
use tempfile::TempDir;
use testkit::working_copy;
use zoo::{Kind, Specimen};

use crate::table::{NOTHING, Table, agree};

/// Most failures are answers that do not come. What differs from the table is played again with
/// all the time there is.
const BRIEF: Duration = Duration::from_millis(400);

/// What the naive programs are handed in without.
const NAIVE_MANIFEST: &str = r#"
[server]
run = "python3 servidor.py {port}"
users = "usuarios.csv"

[client]
run = "python3 cliente.py {port}"
"#;

/// A rubric with its name in the table.
pub(crate) type Named = (&'static str, Rubric);

/// The rubrics that come with the grader.
pub(crate) fn rubrics() -> Result<Vec<Named>, Box<dyn Error>> {
    let rubrics = Rubric::names().map(|name| Ok((name, Rubric::named(name)?)));
    rubrics.collect()
}

/// What is handed in.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A folder of `submissions` that does everything right.
    Right(&'static str),
    /// The folder of one that knows nothing of lines.
    Naive,
    /// One that has a defect.
    Wrong(Specimen),
}

impl Entry {
    /// Everything that the table has to have.
    pub(crate) fn all() -> Result<Vec<Entry>, Box<dyn Error>> {
        let right = zoo::RIGHT.map(Entry::Right).into_iter();
        let wrong = Specimen::all()?.into_iter().map(Entry::Wrong);
        Ok(right.chain([Entry::Naive]).chain(wrong).collect())
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Entry::Right(name) => name,
            Entry::Naive => zoo::NAIVE,
            Entry::Wrong(specimen) => &specimen.name,
        }
    }

    /// Writes it where it can be built and run.
    fn written(&self) -> Result<TempDir, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        match self {
            Entry::Right(name) => working_copy::copy(&zoo::folder(name), folder.path())?,
            Entry::Naive => write_naive(folder.path())?,
            Entry::Wrong(specimen) => zoo::write_submission(specimen, folder.path())?,
        }
        name_python(&folder.path().join("mensageiro.toml"))?;
        Ok(folder)
    }

    /// Whether it can lose a row that plays this. A right client beside a wrong server is tried
    /// often enough by itself.
    fn is_about(&self, play: &Play) -> bool {
        match self {
            Entry::Right(_) | Entry::Naive => true,
            Entry::Wrong(specimen) => {
                let is_client = matches!(play, Play::Client(_));
                is_client == (specimen.kind == Kind::Client)
            }
        }
    }
}

/// The naive programs know no port but one, and only one of them can have it at a time: here they
/// take the port as an argument.
fn write_naive(folder: &Path) -> Result<(), Box<dyn Error>> {
    working_copy::copy(&zoo::folder(zoo::NAIVE), folder)?;
    for file in ["servidor.py", "cliente.py"] {
        let path = folder.join(file);
        let text = fs::read_to_string(&path)?;
        let port = ", int(__import__('sys').argv[1]))";
        fs::write(&path, text.replace(", 3333)", port))?;
    }
    Ok(fs::write(folder.join("mensageiro.toml"), NAIVE_MANIFEST)?)
}

/// Puts the interpreter itself in place of `python3`, which version managers make a script that
/// looks for it at each start. That takes longer than all else that a session does.
fn name_python(manifest: &Path) -> Result<(), Box<dyn Error>> {
    static PYTHON: LazyLock<io::Result<String>> = LazyLock::new(|| {
        let mut command = Command::new("python3");
        let found = command.args(["-c", "import sys; print(sys.executable)"]);
        Ok(String::from_utf8_lossy(&found.output()?.stdout)
            .trim_end()
            .to_owned())
    });
    let python = PYTHON
        .as_ref()
        .map_err(|error| format!("python3: {error}"))?;
    let text = fs::read_to_string(manifest)?;
    let named = text.replace("\"python3 ", &format!("\"{python} "));
    Ok(fs::write(manifest, named)?)
}

/// A submission under a rubric, and what came of it.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) name: String,
    pub(crate) rubric: &'static str,
    pub(crate) seed: u64,
    /// The rows that were lost, or why it could not be graded.
    pub(crate) lost: String,
    /// The rows that had to be.
    pub(crate) expected: String,
}

impl Trial {
    /// Grades an entry.
    pub(crate) fn of(entry: &Entry, (rubric, rows): &Named, seed: u64, table: &Table) -> Trial {
        let mut rows = rows.clone();
        rows.rows
            .retain(|row| row.checks.iter().any(|check| entry.is_about(&check.play)));
        let expected = table.expected(entry.name(), rubric);
        let mut trial = Trial {
            name: entry.name().to_owned(),
            rubric,
            seed,
            lost: said(lost(entry, &rows, seed, Some(BRIEF))),
            expected: expected.unwrap_or("not in the table").to_owned(),
        };
        if !trial.is_right() {
            trial.lost = said(lost(entry, &rows, seed, None));
        }
        trial
    }

    /// Whether it has lost what it had to.
    pub(crate) fn is_right(&self) -> bool {
        agree(&self.expected, &self.lost)
    }
}

fn said(lost: Result<String, Box<dyn Error>>) -> String {
    lost.unwrap_or_else(|error| format!("not graded: {error}"))
}

fn lost(
    entry: &Entry,
    rubric: &Rubric,
    seed: u64,
    patience: Option<Duration>,
) -> Result<String, Box<dyn Error>> {
    let folder = entry.written()?;
    let rows = lost_in(folder.path(), rubric, seed, patience)?;
    Ok(match rows.is_empty() {
        true => NOTHING.to_owned(),
        false => rows.join(", "),
    })
}

/// The rows that lose points, and those that are not checked, as they stand in the table.
fn lost_in(
    folder: &Path,
    rubric: &Rubric,
    seed: u64,
    patience: Option<Duration>,
) -> Result<Vec<String>, Box<dyn Error>> {
    let submission = Submission::open(folder)?;
    submission.build()?;
    let conduct = Conduct {
        patience,
        ..Conduct::new(seed)
    };
    let score = grade(rubric, &submission.copy(None)?, &conduct);
    Ok(score.rows.iter().filter_map(entry_of).collect())
}

fn entry_of(scored: &RowScore) -> Option<String> {
    let RowScore { row, outcomes } = scored;
    let lost = row.points - scored.points();
    let mut open = outcomes.iter().filter(|outcome| outcome.is_open());
    match open.next() {
        Some(Outcome::NotChecked { .. }) => Some(format!("{} -", row.id)),
        // Nothing of the sort is ever right here: the whole reason has to be seen.
        Some(other) => Some(format!("{} {other:?}", row.id)),
        None if lost == Points::default() => None,
        None => Some(format!("{} {lost}", row.id)),
    }
}
