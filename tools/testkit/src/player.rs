//! Plays a session: does what its clients do, and looks at what comes.

mod connection;
mod evidence;
mod stage;
mod steps;
mod story;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitStatus;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::deadline;
use crate::failure::Failure;
use crate::pattern::Bindings;
use crate::program::Program;
use crate::session_file::{Action, ClientAct, Session, Step};
use crate::vary::{self, Words};
use connection::Connection;
use stage::Stage;
use story::Story;

pub(crate) use connection::History;

/// How the bytes of a session's clients are cut into writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// A line a write.
    #[default]
    Normal,
    /// A byte a write.
    ByteByByte,
    /// A write holds all that one connection sends up to the next step of another subject.
    /// Sessions with `pace: as-written` are played as [`Pace::Normal`].
    Coalesced,
}

impl Pace {
    /// Every pace.
    pub const ALL: [Pace; 3] = [Pace::Normal, Pace::ByteByByte, Pace::Coalesced];
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Pace::Normal => "normal",
            Pace::ByteByByte => "byte-by-byte",
            Pace::Coalesced => "coalesced",
        })
    }
}

impl FromStr for Pace {
    type Err = String;

    fn from_str(text: &str) -> Result<Pace, String> {
        let known = Pace::ALL.into_iter().find(|pace| pace.to_string() == text);
        known.ok_or_else(|| {
            format!("no pace `{text}`; there are normal, byte-by-byte and coalesced")
        })
    }
}

/// How to play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct How {
    /// How bytes are cut into writes.
    pub pace: Pace,
    /// Chooses names and texts, as far as the session lets them vary; none plays it as written.
    pub seed: Option<u64>,
    /// Which words a seed may choose.
    pub words: Words,
    /// How long a line, or a row of the log, is waited for; none is [`deadline::patience`].
    pub patience: Option<Duration>,
}

impl How {
    /// The options of a command that plays in the same way, each with a blank before it.
    pub fn options(&self) -> String {
        let mut options = String::new();
        if let Some(seed) = self.seed {
            options += &format!(" --seed {seed}");
        }
        if self.words != Words::Any {
            options += &format!(" --words {}", self.words);
        }
        if self.pace != Pace::Normal {
            options += &format!(" --pace {}", self.pace);
        }
        options
    }

    fn limit(&self) -> Duration {
        self.patience.unwrap_or_else(deadline::patience)
    }
}

/// What a session is played against.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A program, started for this session alone.
    Program(&'a Program),
    /// A server that runs already, with the session's users and empty inboxes. Its log cannot be
    /// looked at.
    Address(SocketAddr),
    /// The same with the server's data folder, so that its log can be looked at.
    Running {
        /// Where it listens.
        address: SocketAddr,
        /// Where it writes its log.
        data: &'a Path,
    },
}

/// A session that did not fail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Played {
    /// The steps that could not be checked against a server that runs already: those of the log
    /// where its data folder is not known, and all from the first `server:` on.
    pub unchecked: Vec<Step>,
    /// A foreign program has written a row only when it was asked to end; the steps behind that
    /// could not be checked, but for those of the log.
    pub not_flushed: bool,
}

/// Plays a session.
///
/// One that fails at another pace than [`Pace::Normal`] is played once more at that pace, because
/// the difference tells the cause; against a server that runs already there is no second try.
///
/// # Errors
/// The first step that did not go as written.
pub fn play(session: &Session, target: &Target, how: How) -> Result<Played, Box<Failure>> {
    let pace = if session.may_coalesce || how.pace != Pace::Coalesced {
        how.pace
    } else {
        Pace::Normal
    };
    let how = How { pace, ..how };
    let normal = How {
        pace: Pace::Normal,
        ..how
    };
    let mut result = play_once(session, target, how);
    if let (Err(failure), Target::Program(_)) = (&mut result, target)
        && how != normal
        && play_once(session, target, normal).is_ok()
    {
        failure.passes_at_normal_pace();
    }
    result
}

fn play_once(session: &Session, target: &Target, how: How) -> Result<Played, Box<Failure>> {
    let names = how
        .seed
        .map(|seed| vary::names(session, seed))
        .unwrap_or_default();
    let varied = match how.seed {
        Some(seed) => vary::vary(session, &names, seed, how.words),
        None => session.clone(),
    };
    let mut player = Player::new(varied, how, names);
    let mut result = match Stage::set(target, &player.session) {
        Ok(stage) => player.play(stage),
        Err(trouble) => Err(player.failure(None, &trouble)),
    };
    if let (Err(failure), Target::Address(address)) = (&mut result, target) {
        let file = session.file.display();
        failure.again = format!("cargo kit play {file} --addr {address}{}", how.options());
    }
    result
}

/// A session while it is played.
struct Player {
    session: Session,
    how: How,
    names: BTreeMap<String, String>,
    connections: BTreeMap<String, Connection>,
    stage: Stage,
    bindings: Bindings,
    /// Sends before this step have gone out with an earlier one.
    written: usize,
    /// The steps done, as they will be shown.
    transcript: Vec<String>,
    /// What has happened, for [`Failure::story`].
    story: Story,
    unchecked: Vec<Step>,
    /// See [`Played::not_flushed`].
    not_flushed: bool,
    /// How the server had ended, and what it had written to stderr, before it was asked to end so
    /// that it writes what it holds back. None where it was not asked.
    before_interrupt: Option<(Option<ExitStatus>, String)>,
}

/// Whoever ends a connection first keeps its port in use for a minute (tcp(7), TIME_WAIT), and a
/// foreign program may always take the same one: its connections are broken before it is stopped.
impl Drop for Player {
    fn drop(&mut self) {
        if self.stage.is_foreign_program() {
            for connection in std::mem::take(&mut self.connections).into_values() {
                // Fails where the server has broken it.
                let _ = connection.reset();
            }
        }
    }
}

/// What became of a step that did not fail.
enum Done {
    Checked,
    Unchecked,
    /// Nor can any later step be checked.
    UncheckedFromHere,
}

impl Player {
    fn new(session: Session, how: How, names: BTreeMap<String, String>) -> Player {
        Player {
            session,
            how,
            names,
            connections: BTreeMap::new(),
            stage: Stage::default(),
            bindings: Bindings::new(),
            written: 0,
            transcript: Vec::new(),
            story: Story::default(),
            unchecked: Vec::new(),
            not_flushed: false,
            before_interrupt: None,
        }
    }

    fn play(mut self, stage: Stage) -> Result<Played, Box<Failure>> {
        self.stage = stage;
        for index in 0..self.session.steps.len() {
            match self
                .step(index)
                .map_err(|trouble| self.failure(Some(index), &trouble))?
            {
                Done::Checked => {
                    self.note('✓', index);
                    self.tell(index);
                }
                Done::Unchecked => self.skip(index..=index),
                Done::UncheckedFromHere => {
                    self.skip(index..=self.session.steps.len() - 1);
                    break;
                }
            }
        }
        self.finish()
            .map_err(|trouble| self.failure(None, &trouble))?;
        Ok(Played {
            unchecked: std::mem::take(&mut self.unchecked),
            not_flushed: self.not_flushed,
        })
    }

    /// Adds the step, and the notice that was skipped in it, to the story.
    fn note(&mut self, mark: char, index: usize) {
        let Step { line, action, .. } = &self.session.steps[index];
        if let Action::Client {
            label,
            act: ClientAct::Expect(_),
        } = action
            && let Some(notice) = self
                .connections
                .get(label)
                .and_then(|open| open.history().notice.as_deref())
        {
            self.transcript.push(format!("·      {label}< {notice}"));
        }
        self.transcript.push(format!("{mark} {line:>3}  {action}"));
    }

    fn skip(&mut self, steps: std::ops::RangeInclusive<usize>) {
        self.note('?', *steps.start());
        self.unchecked.extend_from_slice(&self.session.steps[steps]);
    }
}
