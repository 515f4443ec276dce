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

fn rubrics() -> Vec<Rubric> {
    vec![Rubric::course().unwrap()]
}

#[test]
fn every_row_and_session_of_the_rubrics() {
    for rubric in rubrics() {
        is_known(&rubric.title);
        for row in &rubric.rows {
            is_known(&row.title);
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
    ClientCheck::ALL.map(|check| is_known(check.title()));
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
        Cause::MissingF => Cause::HeaderIsUser,
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
    let mut player = Vec::new();
    files(&package().join("../testkit/src/player"), ".rs", &mut player);
    player.push(package().join("src/client/visit.rs"));
    let dictionary = Dictionary::parse(TEXT).unwrap();
    let known: Vec<_> = dictionary.sentences().collect();
    let mut count = 0;
    for file in player {
        for sentence in sentences(&fs::read_to_string(&file).unwrap()) {
            // It may be a part of a sentence.
            let is_in = known.iter().any(|it| it.contains(sentence.trim()));
            assert!(is_in, "{}: {sentence}", file.display());
            count += 1;
        }
    }
    assert!(count > 15, "{count} sentences found");
}

/// Nobody says a sentence any more that is found nowhere.
#[test]
fn every_sentence_is_said_somewhere() {
    let mut sources = Vec::new();
    for folder in ["../testkit/src", "src", "rubrics", "../../chapters"] {
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
    let texts = without_names(&texts.replace("\\\"", "\""));
    let dictionary = Dictionary::parse(TEXT).unwrap();
    for sentence in dictionary.sentences() {
        // The longest piece that is surely written as it is.
        let pieces = sentence.split("{}").map(|piece| piece.trim());
        let piece = pieces.max_by_key(|piece| piece.len()).unwrap();
        assert!(texts.contains(piece), "nobody says: {sentence}");
    }
}
