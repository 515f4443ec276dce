//! Reads a rubric, and checks that it can be used.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use testkit::Words;

use super::{Check, Part, Play, Row, Rubric, sessions};
use crate::client::ClientCheck;
use crate::located::{self, FileError};
use crate::points::Points;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    row: Vec<toml::Spanned<RawRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    id: String,
    title: String,
    part: Part,
    points: Points,
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
    let raw: Raw = located::parse(file, text)?;
    let spans: BTreeMap<_, _> = raw
        .row
        .iter()
        .map(|row| (row.get_ref().id.clone(), row.span()))
        .collect();
    let wrong = |(span, message): Wrong| located::at(file, text, Some(span), message);
    let mut rows = Vec::new();
    for raw in raw.row {
        rows.push(row(raw, &rows).map_err(wrong)?);
    }
    if let Some((id, message)) = dependencies(&rows) {
        return Err(wrong((spans[&id].clone(), message)));
    }
    Ok(Rubric {
        title: raw.title,
        rows,
    })
}

fn row(raw: toml::Spanned<RawRow>, before: &[Row]) -> Result<Row, Wrong> {
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
    let checks = raw.check.into_iter().map(|raw| check(&id, raw));
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

fn check(row: &str, raw: toml::Spanned<RawCheck>) -> Result<Check, Wrong> {
    let span = raw.span();
    let wrong = |message: String| (span.clone(), format!("row `{row}`: {message}"));
    let raw = raw.into_inner();
    let play = match (raw.session, raw.client) {
        (Some(name), None) => session(&name).map_err(wrong)?,
        (None, Some(name)) => Play::Client(name.parse::<ClientCheck>().map_err(wrong)?),
        _ => return Err(wrong("a check has either `session` or `client`".into())),
    };
    Ok(Check {
        play,
        points: raw.points,
    })
}

fn session(name: &str) -> Result<Play, String> {
    match sessions::named(name) {
        Some(Ok(session)) => Ok(Play::Session(Box::new(session))),
        Some(Err(error)) => Err(error.to_string()),
        None => Err(format!(
            "there is no session `{name}`; a name is a file of chapters/*/sessions, such as `ch04-inbox/message-waits`"
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
