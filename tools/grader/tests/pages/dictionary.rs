//! What the grader says in English is known in Portuguese.

use std::fs;
use std::path::{Path, PathBuf};

use grader::Rubric;
use grader::client::ClientCheck;
use grader::lang::Dictionary;
use grader::rubric::Play;
use grader::score::Remark;
use testkit::{Cause, Pace};

const TEXT: &str = include_str!("../../lang/pt-BR.toml");

#[track_caller]
fn is_known(english: &str) {
    let dictionary = Dictionary::parse(TEXT).unwrap();
    assert!(
        dictionary.entry(english).is_some(),
        "lang/pt-BR.toml does not have: {english}"
    );
}

/// A rubric may have its own words.
#[track_caller]
fn is_known_or(english: &str, portuguese: Option<&str>) {
    if portuguese.is_none() {
        is_known(english);
    }
}

fn rubrics() -> Vec<Rubric> {
    let names = Rubric::names();
    names.map(|name| Rubric::named(name).unwrap()).collect()
}

#[test]
fn every_row_and_session_of_the_rubrics() {
    for rubric in rubrics() {
        is_known_or(&rubric.title, rubric.title_pt.as_deref());
        for row in &rubric.rows {
            is_known_or(&row.title, row.title_pt.as_deref());
            if let Some(statement) = &row.statement {
                is_known_or(statement, row.statement_pt.as_deref());
            }
            for check in &row.checks {
                if let Play::Session(session) = &check.play {
                    is_known(&session.title);
                    is_known(grader::pages::rule(&session.why));
                }
            }
        }
    }
}

#[test]
fn every_check_of_a_client() {
    for check in ClientCheck::ALL {
        is_known(check.title());
    }
}

/// The next cause; the compiler wants a new one to be put here.
fn next(cause: &Cause) -> Option<Cause> {
    let words = || "x".to_owned();
    Some(match cause {
        Cause::ServerEnded(_) => Cause::Panicked,
        Cause::Panicked => Cause::Pace(Pace::ByteByByte),
        Cause::Pace(Pace::ByteByByte) => Cause::Pace(Pace::Coalesced),
        Cause::Pace(_) => Cause::Variation,
        Cause::Variation => Cause::Chance,
        Cause::Chance => Cause::CrBeforeLf,
        Cause::CrBeforeLf => Cause::NoLf,
        Cause::NoLf => Cause::LinesJoined,
        Cause::LinesJoined => Cause::ExtraF,
        Cause::ExtraF => Cause::MissingF,
        Cause::MissingF => Cause::OneFTooMany,
        Cause::OneFTooMany => Cause::Twice,
        Cause::Twice => Cause::OutOfOrder,
        Cause::OutOfOrder => Cause::NotForHere,
        Cause::NotForHere => Cause::NoSender,
        Cause::NoSender => Cause::WaitsForLineEnd,
        Cause::WaitsForLineEnd => Cause::HeaderIsUser,
        Cause::HeaderIsUser => Cause::Latin1,
        Cause::Latin1 => Cause::EncodedTwice,
        Cause::EncodedTwice => Cause::NotAsciiLost,
        Cause::NotAsciiLost => Cause::Notice(words()),
        Cause::Notice(_) => Cause::Reset,
        Cause::Reset => Cause::NotFlushed,
        Cause::NotFlushed => Cause::TextCut,
        Cause::TextCut => Cause::RowIsEarly,
        Cause::RowIsEarly => return None,
    })
}

#[test]
fn every_cause() {
    let mut cause = Some(Cause::ServerEnded("x".to_owned()));
    while let Some(known) = cause {
        is_known(&known.to_string());
        cause = next(&known);
    }
}

#[test]
fn every_remark() {
    let late = |failed| Remark::Late {
        failed,
        tries: 3,
        waited: "it waited 2 s for `f`".to_owned(),
    };
    for remark in [Remark::Unstable, late(1), late(2), Remark::NotFlushed] {
        is_known(&remark.words());
        if let Remark::Late { waited, .. } = remark {
            is_known(&waited);
        }
    }
}

/// A piece of a sentence that no other sentence is likely to have.
const LONG: usize = 11;

/// Every file below a folder whose name ends so.
fn files(folder: &Path, end: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, end, found);
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands in quotation marks in lines of code, where it reads like a sentence; what varies is
/// `{}`.
fn sentences(code: &str) -> Vec<String> {
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let quoted = code.split('"').skip(1).step_by(2);
    let is_sentence = |text: &&str| text.split(' ').count() > 2 && !text.contains('\n');
    quoted.filter(is_sentence).map(without_names).collect()
}

fn without_names(text: &str) -> String {
    let mut pieces = text.split('{');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let behind = piece.split_once('}').map_or(piece, |it| it.1);
        plain += "{}";
        plain += behind;
    }
    plain
}

/// What a session or a client was to do, and what it did instead.
#[test]
fn every_sentence_of_those_who_play() {
    let player = ["connection", "stage", "steps", "texts"];
    let player = player.map(|name| package().join(format!("../testkit/src/player/{name}.rs")));
    let client = package().join("src/client/visit.rs");
    let player: Vec<_> = player.into_iter().chain([client]).collect();
    let dictionary = Dictionary::parse(TEXT).unwrap();
    let known: Vec<_> = dictionary.sentences().collect();
    let said: Vec<_> = player
        .iter()
        .flat_map(|file| sentences(&fs::read_to_string(file).unwrap()))
        .collect();
    // It may be a part of a sentence.
    let is_in = |it: &&String| {
        known
            .iter()
            .any(|known| known.contains(it.trim_start_matches("{}").trim_end_matches("{}").trim()))
    };
    let unknown: Vec<_> = said.iter().filter(|it| !is_in(it)).collect();
    assert!(
        unknown.is_empty(),
        "lang/pt-BR.toml does not have {unknown:#?}"
    );
    assert!(said.len() > 15, "{} sentences found", said.len());
}

/// Nobody says a sentence any more that is found nowhere.
#[test]
fn every_sentence_is_said_somewhere() {
    let mut sources = Vec::new();
    for folder in [
        "../testkit/src",
        "src",
        "rubrics",
        "sessions",
        "../../chapters",
    ] {
        for end in [".rs", ".toml", ".session"] {
            files(&package().join(folder), end, &mut sources);
        }
    }
    let is_ours = |file: &PathBuf| !file.starts_with(package().join("src/lang"));
    let texts: String = sources
        .iter()
        .filter(|file| is_ours(file))
        .map(|file| fs::read_to_string(file).unwrap_or_default())
        .collect();
    let texts = texts.replace("\\\"", "\"");
    let dictionary = Dictionary::parse(TEXT).unwrap();
    let mut unsaid = Vec::new();
    // How the system says that a process has ended.
    let is_the_system_s = |it: &&str| ["exit status: {}", "signal: {}"].contains(it);
    for sentence in dictionary.sentences().filter(|it| !is_the_system_s(it)) {
        // What is surely written as it is: constants may stand in the rest.
        let mut pieces = sentence.split("{}").map(str::trim);
        let is_long = |piece: &&str| piece.len() >= LONG.min(sentence.replace("{}", "").len() / 2);
        let is_said = pieces.any(|piece| is_long(&piece) && texts.contains(piece));
        unsaid.extend((!is_said).then_some(sentence));
    }
    assert!(unsaid.is_empty(), "nobody says {unsaid:#?}");
}
