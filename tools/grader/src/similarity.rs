//! A folder prepared for JPlag and Dolos, which look for programs that resemble each other.
//!
//! JPlag wants a folder for each student, one with base code, and one with prior work
//! (<https://github.com/jplag/JPlag>, README, "CLI"). Dolos compares files, so each student's
//! sources of a language are put into one, with an `info.csv` that says whose they are
//! (<https://dolos.ugent.be/docs/adding-metadata.html>).

mod language;
mod readme;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::archive::{harmless, is_junk};
use crate::intake::{Found, Ids};
pub use language::Language;

/// Folders below the one that is prepared.
const SUBMISSIONS: &str = "submissions";
const BASE: &str = "base";
const PRIOR: &str = "prior";
const DOLOS: &str = "dolos";

/// So many files of one program are copied.
const MOST_FILES: usize = 1_000;

/// The most bytes of a source file: what is longer was not written by hand.
const MOST_BYTES: u64 = 1024 * 1024;

/// No one's own sources are in them.
const NOT_ENTERED: [&str; 6] = [
    "target",
    "node_modules",
    "venv",
    "site-packages",
    "out",
    "steps",
];

/// What is compared, and how.
#[derive(Debug, Clone)]
pub struct Similarity {
    /// The folder of the course, with its starters, chapters and `final`.
    pub course: PathBuf,
    /// Whether ids stand for names.
    pub anonymous: bool,
}

/// What was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// How many submissions have sources.
    pub submissions: usize,
    /// In which languages.
    pub languages: BTreeSet<Language>,
}

/// The folder of the course that this program was built in.
pub fn course() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A program's sources: paths below it, and the language of each.
struct Sources {
    name: String,
    title: String,
    label: &'static str,
    root: PathBuf,
    files: Vec<(PathBuf, Language)>,
}

/// Writes the folder, which must not be there yet.
///
/// # Errors
/// Where the course is not there, or a file cannot be read or written; the path is in the message.
pub fn prepare(found: &[Found], out: &Path, what: &Similarity) -> io::Result<Prepared> {
    let starters = below(&what.course.join("exercises/capstone"), "starter-")?;
    let mut prior = below(&what.course.join("chapters"), "ch")?;
    prior.push(Sources::of(
        "final",
        "prior work",
        &what.course.join("final"),
    ));
    let submissions = submitted(found, what.anonymous);
    fs::create_dir_all(out.parent().unwrap_or(out))?;
    fs::create_dir(out).map_err(|error| about(out, &error))?;
    copy_all(&submissions, &out.join(SUBMISSIONS))?;
    copy_all(&starters, &out.join(BASE))?;
    copy_all(&prior, &out.join(PRIOR))?;
    let all = submissions.iter().flat_map(|sources| &sources.files);
    let languages: BTreeSet<_> = all.map(|(_, language)| *language).collect();
    for language in &languages {
        dolos(out, *language, &submissions, &starters, &prior)?;
    }
    let of = |list: &[Sources]| -> BTreeSet<Language> {
        list.iter()
            .flat_map(|sources| &sources.files)
            .map(|(_, language)| *language)
            .collect()
    };
    fs::write(
        out.join("README.md"),
        readme::text(&languages, &of(&starters), &of(&prior)),
    )?;
    Ok(Prepared {
        submissions: submissions.len(),
        languages,
    })
}

/// Those with sources, each under a name of its own.
fn submitted(found: &[Found], anonymous: bool) -> Vec<Sources> {
    let mut ids = Ids::default();
    let mut submitted = Vec::new();
    for found in found.iter().filter(|found| found.problem.is_none()) {
        let name = if anonymous {
            &found.who.id
        } else {
            &found.who.name
        };
        let mut sources = Sources::of(&ids.next(None, name), "submission", &found.root);
        sources.title.clone_from(name);
        if !sources.files.is_empty() {
            submitted.push(sources);
        }
    }
    submitted
}

/// The programs of a folder whose names begin so.
fn below(folder: &Path, begin: &str) -> io::Result<Vec<Sources>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(|error| about(folder, &error))? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    let wanted = names
        .iter()
        .filter(|name| name.starts_with(begin) && folder.join(name).is_dir());
    Ok(wanted
        .map(|name| Sources::of(name, "prior work", &folder.join(name)))
        .collect())
}

impl Sources {
    fn of(name: &str, label: &'static str, root: &Path) -> Sources {
        let mut files = Vec::new();
        collect(root, Path::new(""), &mut files);
        files.sort();
        let (name, root) = (harmless(name), root.to_owned());
        Sources {
            title: name.clone(),
            name,
            label,
            root,
            files,
        }
    }

    /// All files of a language as one text, each behind a comment with its name.
    fn joined(&self, language: Language) -> io::Result<Option<String>> {
        let mut text = String::new();
        for (path, _) in self.files.iter().filter(|(_, own)| *own == language) {
            let bytes = fs::read(self.root.join(path)).map_err(|error| about(path, &error))?;
            let shown = crate::archive::shown(&path.display().to_string());
            text.push_str(&format!("{} {shown}\n", language.comment()));
            text.push_str(&String::from_utf8_lossy(&bytes));
            text.push('\n');
        }
        Ok((!text.is_empty()).then_some(text))
    }
}

/// Source files below a folder; links are not followed.
fn collect(root: &Path, below: &Path, files: &mut Vec<(PathBuf, Language)>) {
    let entries = fs::read_dir(root.join(below))
        .into_iter()
        .flatten()
        .flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (path, Ok(kind)) = (below.join(&name), entry.file_type()) else {
            continue;
        };
        let is_left_out = name.starts_with('.') || is_junk(&name) || files.len() == MOST_FILES;
        if kind.is_dir() && !is_left_out && !NOT_ENTERED.contains(&name.as_str()) {
            collect(root, &path, files);
        } else if kind.is_file()
            && !is_left_out
            && entry
                .metadata()
                .is_ok_and(|metadata| metadata.len() <= MOST_BYTES)
            && let Some(language) = Language::of(&path)
        {
            files.push((path, language));
        }
    }
}

fn copy_all(list: &[Sources], into: &Path) -> io::Result<()> {
    fs::create_dir(into)?;
    for sources in list.iter().filter(|sources| !sources.files.is_empty()) {
        for (path, _) in &sources.files {
            let target = into.join(&sources.name).join(path);
            fs::create_dir_all(target.parent().unwrap_or(into))?;
            fs::copy(sources.root.join(path), &target).map_err(|error| about(&target, &error))?;
        }
    }
    Ok(())
}

/// One file for each program, and whose it is.
fn dolos(
    out: &Path,
    language: Language,
    submissions: &[Sources],
    starters: &[Sources],
    prior: &[Sources],
) -> io::Result<()> {
    let folder = out.join(DOLOS).join(language.jplag());
    fs::create_dir_all(&folder)?;
    let mut info = csv::Writer::from_path(folder.join("info.csv"))?;
    info.write_record(["filename", "full_name", "label", "created_at"])?;
    for (list, mark) in [(submissions, ""), (prior, "prior-")] {
        for sources in list {
            let Some(text) = sources.joined(language)? else {
                continue;
            };
            let file = format!("{mark}{}.{}", sources.name, language.end());
            fs::write(folder.join(&file), text)?;
            // When it was handed in is not known here.
            info.write_record([file.as_str(), &sources.title, sources.label, ""])?;
        }
    }
    info.flush()?;
    let mut base = String::new();
    for sources in starters {
        base.push_str(&sources.joined(language)?.unwrap_or_default());
    }
    if base.is_empty() {
        return Ok(());
    }
    fs::write(folder.join(format!("{BASE}.{}", language.end())), base)
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
