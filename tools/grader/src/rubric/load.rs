//! Reads a rubric, and checks that it can be used.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use testkit::{Reading, Session, Words};

use super::{Check, Late, Part, Play, Prompt, Row, Rubric, sessions};
use crate::client::ClientCheck;
use crate::framing::Choice;
use crate::located::{self, FileError};
use crate::points::Points;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    title_pt: Option<String>,
    #[serde(default)]
    reading: Reading,
    #[serde(default)]
    framing: Choice,
    late: Option<toml::Spanned<Late>>,
    row: Vec<toml::Spanned<RawRow>>,
    #[serde(default)]
    question: Vec<Prompt>,
    #[serde(default)]
    change: Vec<Prompt>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    id: String,
    title: String,
    title_pt: Option<String>,
    statement: Option<String>,
    statement_pt: Option<String>,
    part: Part,
    points: Points,
    #[serde(default)]
    rules: Vec<u32>,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    words: RawWords,
    #[serde(default)]
    check: Vec<toml::Spanned<RawCheck>>,
}

/// ASCII unless a row says otherwise, so that a fault with UTF-8 costs that row alone.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum RawWords {
    #[default]
    Ascii,
    Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    session: Option<String>,
    client: Option<String>,
    points: Points,
    not_flushed: Option<Points>,
}

/// What is wrong, and where.
type Wrong = (Range<usize>, String);

/// Loads a rubric from its text; `file` is only printed.
///
/// # Errors
/// The first thing that is wrong, with its line: a form that is not a rubric's, points that do not
/// add up, a session or a row that does not exist, a name given twice, rows that wait for each
/// other.
pub fn load(file: &Path, text: &str) -> Result<Rubric, FileError> {
    let folder = file.parent().unwrap_or(Path::new(""));
    load_with(file, text, &|name| {
        Session::load(folder.join(name)).map_err(|error| error.to_string())
    })
}

/// Finds a session beside the rubric, by its name without `./`.
pub(super) type Beside<'a> = &'a dyn Fn(&str) -> Result<Session, String>;

/// The same, with the sessions beside the rubric from somewhere else.
pub(super) fn load_with(file: &Path, text: &str, beside: Beside) -> Result<Rubric, FileError> {
    let raw: Raw = located::parse(file, text)?;
    let spans: BTreeMap<_, _> = raw
        .row
        .iter()
        .map(|row| (row.get_ref().id.clone(), row.span()))
        .collect();
    let wrong = |(span, message): Wrong| located::at(file, text, Some(span), message);
    if let Some(late) = &raw.late {
        let (span, late) = (late.span(), late.get_ref());
        if late.most < late.per_day {
            let message = "late: `most` is less than what one day costs".to_owned();
            return Err(wrong((span, message)));
        }
    }
    let mut rows = Vec::new();
    for raw in raw.row {
        rows.push(row(raw, &rows, beside).map_err(wrong)?);
    }
    if let Some((id, message)) = dependencies(&rows) {
        return Err(wrong((spans[&id].clone(), message)));
    }
    Ok(Rubric {
        title: raw.title,
        title_pt: raw.title_pt,
        reading: raw.reading,
        framing: raw.framing,
        late: raw.late.map(toml::Spanned::into_inner),
        questions: raw.question,
        changes: raw.change,
        rows,
    })
}

fn row(raw: toml::Spanned<RawRow>, before: &[Row], beside: Beside) -> Result<Row, Wrong> {
    let span = raw.span();
    let raw = raw.into_inner();
    let id = raw.id;
    let wrong = |message: String| (span.clone(), format!("row `{id}`: {message}"));
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err(wrong("an id is one word".to_owned()));
    }
    if before.iter().any(|row| row.id == id) {
        return Err(wrong("there is one of this name already".to_owned()));
    }
    let checks = raw.check.into_iter().map(|raw| check(&id, raw, beside));
    let checks = checks.collect::<Result<Vec<_>, _>>()?;
    let sum: Points = checks.iter().map(|check| check.points).sum();
    if raw.part == Part::People && !checks.is_empty() {
        return Err(wrong("people give its points, so it has no checks".into()));
    }
    if raw.part != Part::People && sum != raw.points {
        let points = raw.points;
        let message = format!("it has {points} points, and those of its checks add up to {sum}");
        return Err(wrong(message));
    }
    Ok(Row {
        title: raw.title,
        title_pt: raw.title_pt,
        statement: raw.statement,
        statement_pt: raw.statement_pt,
        part: raw.part,
        points: raw.points,
        rules: raw.rules,
        after: raw.after,
        words: match raw.words {
            RawWords::Ascii => Words::Ascii,
            RawWords::Any => Words::Any,
        },
        checks,
        id,
    })
}

fn check(row: &str, raw: toml::Spanned<RawCheck>, beside: Beside) -> Result<Check, Wrong> {
    let span = raw.span();
    let wrong = |message: String| (span.clone(), format!("row `{row}`: {message}"));
    let raw = raw.into_inner();
    let play = match (raw.session, raw.client) {
        (Some(name), None) => session(&name, beside).map_err(wrong)?,
        (None, Some(name)) => Play::Client(name.parse::<ClientCheck>().map_err(wrong)?),
        _ => return Err(wrong("a check has either `session` or `client`".into())),
    };
    let not_flushed = raw.not_flushed.unwrap_or(raw.points.half());
    if not_flushed > raw.points {
        let message = format!("`not_flushed` is more than the {} points", raw.points);
        return Err(wrong(message));
    }
    Ok(Check {
        play,
        points: raw.points,
        not_flushed,
    })
}

/// A session that comes with the grader, or a file beside the rubric: `./mine.session`.
fn session(name: &str, beside: Beside) -> Result<Play, String> {
    if let Some(file) = name.strip_prefix("./") {
        return beside(file).map(|session| Play::Session(Box::new(session)));
    }
    match sessions::named(name) {
        Some(Ok(session)) => Ok(Play::Session(Box::new(session))),
        Some(Err(error)) => Err(error.to_string()),
        None => Err(format!(
            "there is no session `{name}`; a name is a file of chapters/*/sessions, such as `ch04-inbox/message-waits`, or of the grader's, such as `original/in-order`, or begins with `./`"
        )),
    }
}

/// A row whose `after` cannot be, and why.
fn dependencies(rows: &[Row]) -> Option<(String, String)> {
    for row in rows {
        let unknown = |id: &&String| !rows.iter().any(|row| row.id == **id);
        if let Some(id) = row.after.iter().find(unknown) {
            let message = format!(
                "row `{}`: `after` names `{id}`, and there is no such row",
                row.id
            );
            return Some((row.id.clone(), message));
        }
    }
    // Whatever waits for nobody is done, again and again; a circle stays.
    let mut done = BTreeSet::new();
    while done.len() < rows.len() {
        let ready =
            |row: &&Row| !done.contains(&row.id) && row.after.iter().all(|id| done.contains(id));
        let Some(next) = rows.iter().find(ready) else {
            let stuck = rows.iter().find(|row| !done.contains(&row.id))?;
            let message = format!("row `{}`: `after` leads back to itself", stuck.id);
            return Some((stuck.id.clone(), message));
        };
        done.insert(next.id.clone());
    }
    None
}
