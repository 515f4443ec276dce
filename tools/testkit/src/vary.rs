//! The same session with other names and other texts, so that no program can know them beforehand.

mod words;

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::env;
use std::hash::{BuildHasher, Hasher};

use crate::pattern;
use crate::session_file::{
    Action, ClientAct, Expected, LogAct, LogRow, Quoted, Session, Vary, is_login,
};
pub use words::Words;

/// The environment variable that fixes the seed (a decimal number).
pub const SEED_VARIABLE: &str = "TESTKIT_SEED";

/// Logins that mean something else too: the end of a batch, a column's name.
const KEPT: [&str; 3] = ["f", "login", "usuario"];

const LOGIN_HEAD: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const LOGIN_TAIL: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789._-";

/// The seed of [`SEED_VARIABLE`], or another one each time.
pub fn seed() -> u64 {
    let fixed = env::var(SEED_VARIABLE)
        .ok()
        .and_then(|value| value.parse().ok());
    // Five digits are easy to type again, and enough.
    fixed.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 100_000)
}

/// The new logins by the old ones, as far as the session allows; the alphabetical order stays.
pub fn names(session: &Session, seed: u64) -> BTreeMap<String, String> {
    if session.vary == Vary::No {
        return BTreeMap::new();
    }
    let taken = all_words(session);
    let old: BTreeSet<_> = session
        .users
        .iter()
        .filter(|login| !KEPT.contains(&login.as_str()))
        .cloned()
        .collect();
    let mut random = Random(seed);
    let mut new = BTreeSet::new();
    while new.len() < old.len() {
        let login = random.login();
        if !KEPT.contains(&login.as_str()) && !taken.contains(login.as_bytes()) {
            new.insert(login);
        }
    }
    old.into_iter().zip(new).collect()
}

/// The session with these names, and with a word of the seed's behind each text that some step
/// sends. With [`Words::Ascii`], its own texts become ASCII too.
pub fn vary(
    session: &Session,
    names: &BTreeMap<String, String>,
    seed: u64,
    words: Words,
) -> Session {
    let mut varied = session.clone();
    for user in &mut varied.users {
        *user = rename(user, names);
    }
    for password in &mut varied.passwords {
        password.login = rename(&password.login, names);
    }
    each_line(&mut varied, |line| {
        *line = pattern::map_text(line, |text| rename(text, names));
    });
    each_raw(&mut varied, |piece| {
        piece.bytes = rename_bytes(&piece.bytes, names)
    });
    each_row(&mut varied, |row| *row = rename_row(row, names));
    if session.vary == Vary::All {
        if words == Words::Ascii {
            to_ascii(&mut varied);
        }
        let sent = texts_sent(&varied);
        let longer = |text: &str| longer(text, &sent, seed, words);
        each_line(&mut varied, |line| append_word(line, longer));
        each_row(&mut varied, |row| row.text = longer(&row.text));
    }
    varied
}

/// Bytes that are no UTF-8 are meant to be none, so they stay.
fn to_ascii(session: &mut Session) {
    each_line(session, |line| *line = words::ascii(line));
    each_row(session, |row| row.text = words::ascii(&row.text));
    each_raw(session, |piece| {
        if let Ok(text) = std::str::from_utf8(&piece.bytes) {
            piece.bytes = words::ascii(text).into_bytes();
        }
    });
}

/// Visits every line that is sent or expected.
fn each_line(session: &mut Session, change: impl Fn(&mut String)) {
    for step in &mut session.steps {
        if let Action::Client { act, .. } = &mut step.action
            && let ClientAct::Send(line)
            | ClientAct::Slowly(line)
            | ClientAct::Expect(Expected::Line(line)) = act
        {
            change(line);
        }
    }
}

fn each_row(session: &mut Session, change: impl Fn(&mut LogRow)) {
    for step in &mut session.steps {
        if let Action::Log(LogAct::Row(row) | LogAct::NoRow(row)) = &mut step.action {
            change(row);
        }
    }
}

fn each_raw(session: &mut Session, change: impl Fn(&mut Quoted)) {
    for step in &mut session.steps {
        if let Action::Client {
            act: ClientAct::Raw(pieces) | ClientAct::Receive(pieces),
            ..
        } = &mut step.action
        {
            pieces.iter_mut().for_each(&change);
        }
    }
}

/// The texts of all messages that are sent as lines.
fn texts_sent(session: &Session) -> HashSet<String> {
    let sent = session.steps.iter().filter_map(|step| match &step.action {
        Action::Client {
            act: ClientAct::Send(line) | ClientAct::Slowly(line),
            ..
        } => Some(line),
        _ => None,
    });
    sent.filter_map(|line| message_text(line))
        .map(str::to_owned)
        .collect()
}

/// The text of `@login text`, or of the same behind `#ID TIME `.
pub(crate) fn message_text(line: &str) -> Option<&str> {
    let message = match line.strip_prefix('#') {
        Some(numbered) => numbered.splitn(3, ' ').nth(2)?,
        None => line,
    };
    let (login, text) = message.strip_prefix('@')?.split_once(' ')?;
    (is_login(login) && !text.is_empty()).then_some(text)
}

fn append_word(line: &mut String, longer: impl Fn(&str) -> String) {
    if let Some(text) = message_text(line) {
        let head = line.len() - text.len();
        *line = format!("{}{}", &line[..head], longer(text));
    }
}

/// The text with its word behind it, if it is one of those sent.
fn longer(text: &str, sent: &HashSet<String>, seed: u64, words: Words) -> String {
    if !sent.contains(text) {
        return text.to_owned();
    }
    // FNV-1a: the word depends on the text and the seed, on nothing else.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut random = Random(seed ^ hash);
    format!("{text} {}{}", random.pick(words.all()), random.below(100))
}

fn rename(text: &str, names: &BTreeMap<String, String>) -> String {
    // Whole words are replaced by ASCII, so what was UTF-8 is so still.
    String::from_utf8_lossy(&rename_bytes(text.as_bytes(), names)).into_owned()
}

fn rename_row(row: &LogRow, names: &BTreeMap<String, String>) -> LogRow {
    LogRow {
        from: rename(&row.from, names),
        to: rename(&row.to, names),
        text: rename(&row.text, names),
    }
}

fn rename_bytes(bytes: &[u8], names: &BTreeMap<String, String>) -> Vec<u8> {
    let new = |word: &[u8]| {
        let name = std::str::from_utf8(word)
            .ok()
            .and_then(|word| names.get(word));
        name.map_or_else(|| word.to_vec(), |name| name.clone().into_bytes())
    };
    words(bytes).flat_map(new).collect()
}

/// Words, and what stands between them, in order. What is not ASCII belongs to a word.
fn words(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.chunk_by(|&one, &next| is_in_word(one) && is_in_word(next))
}

fn is_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"._-".contains(&byte)
}

fn all_words(session: &Session) -> HashSet<Vec<u8>> {
    let lines = session.steps.iter().map(|step| step.source.as_bytes());
    lines.flat_map(words).map(<[u8]>::to_vec).collect()
}

/// SplitMix64: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Mostly short, as people's are; one in four up to the limit of 32.
    fn login(&mut self) -> String {
        let longest = if self.below(4) == 0 { 32 } else { 8 };
        let tail = self.below(longest);
        let mut login = vec![self.pick(LOGIN_HEAD)];
        login.extend((0..tail).map(|_| self.pick(LOGIN_TAIL)));
        login.into_iter().map(char::from).collect()
    }
}
