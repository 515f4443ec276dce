//! Writes what comes of the evidence: results, pages, and what goes back to Moodle.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::earlier;
use super::moodle::Moodle;
use super::shown::Shown;
use super::summary;
use crate::evidence::Evidence;
use crate::graded::{Graded, Who};
use crate::harmless::harmless;
use crate::oral::Oral;
use crate::overrides::{self, Decided};
use crate::pages;
use crate::record::{Folder, Run};
use crate::results::Results;
use crate::rubric::{Rubric, Source};
use crate::students::Students;
use crate::{report, whole_file};

/// Where the grades go, unless one says otherwise.
pub(super) const OUT: &str = "grades";

/// Everything that a machine needs.
pub(super) const RESULTS: &str = "results.json";

/// The results that were there before something has changed in them.
pub(super) const BEFORE: &str = "results.before.json";

/// What the instructor decides.
const OVERRIDES: &str = "overrides.csv";

/// A table for people.
const GRADES: &str = "grades.csv";

/// The instructor's page.
const CLASS: &str = "class.html";

/// The sheet for the oral check.
const ORAL: &str = "oral.html";

/// The students' pages.
const STUDENTS: &str = "students";

/// How results are published.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Publishing {
    /// The folder with the grades
    #[arg(long, value_name = "DIR", default_value = OUT)]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) shown: Shown,
}

impl Publishing {
    /// Whether the files that are needed in the end are what they should be: nobody wants to hear it
    /// only then.
    pub(super) fn check(&self, rubric: &str) -> Result<()> {
        students(self.shown.students())?;
        let rubric = Source::meant(rubric)?.rubric()?;
        decided(&self.out, &rubric, &[])?;
        self.shown.moodle.check(&rubric)
    }

    /// With what is not said now as it was before.
    pub(super) fn over(&self, before: &Shown) -> Publishing {
        Publishing {
            out: self.out.clone(),
            shown: self.shown.over(before),
        }
    }

    /// The same; but the worksheet is the one that is named now, or none.
    pub(super) fn again(&self, before: &Shown) -> Publishing {
        let shown = self.shown.over(before).with_worksheet_of(&self.shown);
        Publishing {
            out: self.out.clone(),
            shown,
        }
    }

    /// What is typed to do something else with the same folder.
    pub(super) fn command(&self, verb: &str) -> String {
        let out = self.out.to_string_lossy();
        match self.out == Path::new(OUT) {
            true => format!("cargo grade {verb}"),
            false => format!("cargo grade {verb} --out {}", shell_words::quote(&out)),
        }
    }

    /// What is typed to publish once more: what was filled in now is filled in then.
    fn once_more(&self) -> String {
        self.command("score") + &self.shown.moodle.options()
    }

    /// That the worksheet of the run is not filled in now: it belongs to those who name it.
    fn stale(&self, run: &Run) -> Option<String> {
        let (now, before) = (&self.shown.moodle, &run.shown.moodle);
        let file = before
            .worksheet
            .as_ref()
            .filter(|_| now.worksheet.is_none())?;
        let (file, options) = (file.display(), before.options());
        let options = options.trim_start();
        Some(format!(
            "{file} still has the earlier grades: {options} fills it again"
        ))
    }
}

/// What was seen of each submission, as far as it was.
struct Seen {
    run: Run,
    rubric: Rubric,
    submissions: Vec<(Who, Evidence)>,
    notes: Vec<String>,
}

/// Scores everything that was seen, and writes all files. The exit code is 1 where somebody needs a
/// person.
pub(super) fn publish(folder: &Folder, arguments: &Publishing) -> Result<ExitCode> {
    let seen = Seen::of(folder, &arguments.command("--resume"))?;
    let submissions: Vec<_> = seen
        .submissions
        .iter()
        .map(|(who, it)| (who.clone(), it))
        .collect();
    let mut students = students(arguments.shown.students())?;
    students.name_nobody(arguments.shown.is_anonymous());
    let mut class = students.class(&seen.rubric, seen.rubric.late, &submissions)?;
    let mut decided = decide(folder, &seen.rubric, &mut class.graded)?;
    let mut notes = seen.notes.clone();
    notes.append(&mut class.notes);
    notes.append(&mut decided);
    notes.extend(arguments.stale(&seen.run));
    let desk = Desk {
        folder: folder.path(),
        arguments,
        seen: &seen,
    };
    desk.publish(class.graded, notes)
}

impl Seen {
    /// What was seen of other files is nobody's: the id may be another person's by now. `again` is the
    /// command that grades those.
    fn of(folder: &Folder, again: &str) -> Result<Seen> {
        let run = folder.run()?.context("nothing was graded there")?;
        let rubric = Source::meant(&run.rubric)?.rubric()?;
        let (mut submissions, mut notes) = (Vec::new(), Vec::new());
        for entry in &run.submissions {
            let who = &entry.who;
            notes.extend(entry.notes.iter().map(|note| format!("{}: {note}", who.id)));
            match folder.evidence(&who.id)? {
                Some(evidence) if evidence.digest == entry.digest => {
                    submissions.push((who.clone(), evidence));
                }
                Some(_) => notes.push(format!(
                    "{} has handed in something else since it was graded: `{again}` grades it",
                    who.id
                )),
                None => notes.push(format!("{} is not graded yet", who.id)),
            }
        }
        Ok(Seen {
            run,
            rubric,
            submissions,
            notes,
        })
    }
}

fn students(file: Option<&Path>) -> Result<Students> {
    let Some(file) = file else {
        return Ok(Students::default());
    };
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(Students::parse(file, &bytes)?)
}

/// Adds what people have decided, in a file that is theirs, and says what in it is about nobody.
fn decide(folder: &Folder, rubric: &Rubric, graded: &mut [Graded]) -> Result<Vec<String>> {
    let file = folder.path().join(OVERRIDES);
    overrides::create(&file, rubric).with_context(|| file.display().to_string())?;
    let decided = decided(folder.path(), rubric, graded)?;
    overrides::apply(&decided.overrides, graded);
    Ok(decided.notes)
}

/// What people have decided; nothing where the file is not there yet.
fn decided(folder: &Path, rubric: &Rubric, graded: &[Graded]) -> Result<Decided> {
    let file = folder.join(OVERRIDES);
    match fs::read(&file) {
        Ok(bytes) => Ok(overrides::parse(&file, &bytes, rubric, graded)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Decided::default()),
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

/// Where everything is written.
struct Desk<'a> {
    folder: &'a Path,
    arguments: &'a Publishing,
    seen: &'a Seen,
}

impl Desk<'_> {
    fn publish(&self, mut graded: Vec<Graded>, mut notes: Vec<String>) -> Result<ExitCode> {
        let seed = self.seen.run.seed;
        let results = Results::of(&self.seen.rubric, seed, &graded);
        let people: Vec<_> = graded.iter().map(|it| it.who.clone()).collect();
        if self.arguments.shown.is_anonymous() {
            graded.iter_mut().for_each(|it| it.who = it.who.anonymous());
        }
        let shown = Results::of(&self.seen.rubric, seed, &graded);
        let pages: Vec<_> = graded.iter().map(|it| self.page(it)).collect();
        let feedback = people.iter().zip(pages.iter().map(String::as_str));
        let moodle = Moodle {
            folder: self.folder,
            graded: &graded,
            arguments: &self.arguments.shown.moodle,
            lang: self.arguments.shown.lang(),
            is_anonymous: self.arguments.shown.is_anonymous(),
        };
        notes.append(&mut moodle.publish(&results, &feedback.collect::<Vec<_>>())?);
        if let Some(earlier) = earlier::earlier(self.folder, &shown)? {
            self.write(BEFORE, earlier)?;
        }
        self.write(RESULTS, &shown.to_json()?)?;
        self.write(GRADES, shown.grades_csv())?;
        self.students_pages(&graded, &pages)?;
        self.write(CLASS, self.class_page(&graded, &notes))?;
        self.write(ORAL, self.oral_page(&graded))?;
        self.say(&graded, &notes)?;
        let needs_person = graded.iter().any(Graded::needs_person);
        Ok(ExitCode::from(u8::from(needs_person)))
    }

    fn page(&self, graded: &Graded) -> String {
        let again = self.again(graded);
        let options = pages::Options {
            again: again.as_deref(),
        };
        pages::student(
            graded,
            &self.seen.rubric,
            self.arguments.shown.lang(),
            &options,
        )
    }

    /// The command with which a student repeats the checks; none for a rubric of the instructor's
    /// own, which students do not have, for line ends that it would not choose, and where nobody has
    /// written down what was assumed.
    fn again(&self, graded: &Graded) -> Option<String> {
        let (run, evidence) = (&self.seen.run, graded.evidence);
        let (rubric, seed) = (&run.rubric, evidence.seed);
        let is_known = Rubric::names().any(|name| name == rubric);
        let usual = self.seen.rubric.framing;
        let is_usual = run.framing.is_none_or(|framing| framing == usual);
        let has_manifest = evidence.assumed.is_none() || evidence.manifest.is_some();
        let command = format!("cargo kit capstone . --rubric {rubric} --seed {seed}");
        (is_known && is_usual && has_manifest).then_some(command)
    }

    fn class_page(&self, graded: &[Graded], notes: &[String]) -> String {
        let class = pages::Class {
            rubric: &self.seen.rubric,
            seed: self.seen.run.seed,
            warnings: notes,
        };
        pages::class(graded, &class, self.arguments.shown.lang())
    }

    fn oral_page(&self, graded: &[Graded]) -> String {
        let oral = Oral::of(&self.seen.rubric, self.seen.run.seed);
        let everybody: Vec<_> = graded.iter().map(|it| &it.who).collect();
        oral.page(&everybody, self.arguments.shown.lang())
    }

    /// The pages, and none of whoever is not in the class any more. What else is there is somebody's.
    fn students_pages(&self, graded: &[Graded], pages: &[String]) -> Result<()> {
        let folder = self.folder.join(STUDENTS);
        let shown = || folder.display().to_string();
        fs::create_dir_all(&folder).with_context(shown)?;
        let name = |graded: &Graded| format!("{}.html", graded.who.id);
        let names: BTreeSet<_> = graded.iter().map(name).collect();
        for entry in fs::read_dir(&folder).with_context(shown)? {
            let path = entry.with_context(shown)?.path();
            let is_page = path.extension().is_some_and(|it| it == "html") && path.is_file();
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            if is_page && !names.contains(file.as_ref()) {
                fs::remove_file(&path).with_context(|| path.display().to_string())?;
            }
        }
        for (graded, page) in graded.iter().zip(pages) {
            self.write(&format!("{STUDENTS}/{}", name(graded)), page)?;
        }
        Ok(())
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        let path = self.folder.join(name);
        let written = whole_file::write(&path, bytes.as_ref());
        written.with_context(|| format!("{} cannot be written", path.display()))
    }

    /// The points of one submission in full, of several in a line each; then what a person should
    /// know, and where the files are.
    fn say(&self, graded: &[Graded], notes: &[String]) -> Result<()> {
        let seed = self.seen.run.seed;
        let mut text = match graded {
            [one] => {
                let again = self.again(one).unwrap_or_default();
                report::report(&one.score, &again, seed, &[]) + &summary::people(one)
            }
            several => summary::class(several),
        };
        for note in notes {
            text += &summary::note(note);
        }
        let [class, overrides] =
            [CLASS, OVERRIDES].map(|name| self.folder.join(name).display().to_string());
        let command = self.arguments.once_more();
        text += &summary::next(seed, &class, &overrides, &command);
        // Where the output is closed, nobody wants to know.
        let _ = io::stdout().lock().write_all(harmless(&text).as_bytes());
        Ok(())
    }
}
