//! Plays a session: does what its clients do, and looks at what comes.

mod connection;
mod evidence;
mod framing;
mod pace;
mod stage;
mod steps;
mod story;
mod texts;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::deadline;
use crate::failure::{Failure, Trouble};
use crate::pattern::Bindings;
use crate::program::Program;
use crate::session_file::{Action, ClientAct, Session, Step};
use crate::vary::{self, Words};
use connection::Connection;
use stage::Stage;
use story::Story;

pub(crate) use connection::History;
pub use framing::{Framing, Reading, Wire, ends_with_lf, trim_text};
pub use pace::Pace;

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
    /// How the player ends what it sends. Without line ends, the pace is [`Pace::Normal`].
    #[serde(default)]
    pub framing: Framing,
    /// How what comes is compared.
    #[serde(default)]
    pub reading: Reading,
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
        if self.framing != Framing::Lf {
            options += &format!(" --framing {}", self.framing);
        }
        if self.reading != Reading::Lines {
            options += &format!(" --reading {}", self.reading);
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
    /// How the server's batches have come; none where lines were read, or no batch came.
    pub wire: Option<Wire>,
}

/// Plays a session.
///
/// One that fails at another pace than [`Pace::Normal`] is played once more at that pace, because
/// the difference tells the cause; against a server that runs already there is no second try.
///
/// # Errors
/// The first step that did not go as written.
pub fn play(session: &Session, target: &Target, how: How) -> Result<Played, Box<Failure>> {
    let pace = match how.pace {
        Pace::Coalesced if !session.may_coalesce => Pace::Normal,
        _ if how.framing == Framing::None => Pace::Normal,
        pace => pace,
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
    /// Every text of the session, where texts are read.
    known: Vec<String>,
    /// The step that has failed, where it was checked with an earlier one.
    failed_at: Option<usize>,
    /// See [`Played::wire`].
    wire: Option<Wire>,
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
    /// So are the steps up to this one.
    CheckedTo(usize),
    Unchecked,
    /// Nor can any later step be checked.
    UncheckedFromHere,
}

impl Player {
    fn new(session: Session, how: How, names: BTreeMap<String, String>) -> Player {
        Player {
            known: texts::known_texts(&session),
            failed_at: None,
            wire: None,
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
        let mut next = 0;
        while next < self.session.steps.len() {
            let index = next;
            next += 1;
            match self
                .step(index)
                .map_err(|trouble| self.failed(index, &trouble))?
            {
                Done::Checked => self.checked(index),
                Done::CheckedTo(last) => {
                    (index..=last).for_each(|index| self.checked(index));
                    next = last + 1;
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
            wire: self.wire,
        })
    }

    /// The failure of a step, or of one behind it that was checked with it.
    fn failed(&mut self, index: usize, trouble: &Trouble) -> Box<Failure> {
        let failed = self.failed_at.take().unwrap_or(index);
        (index..failed).for_each(|index| self.checked(index));
        self.failure(Some(failed), trouble)
    }

    /// A step went as written.
    fn checked(&mut self, index: usize) {
        self.note('✓', index);
        self.tell(index);
    }

    /// Adds the step, and the notice that was skipped in it, to the transcript.
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
