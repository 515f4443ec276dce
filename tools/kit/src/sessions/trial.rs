//! One session with one program: at one pace after the other, and again where it fails.

use std::env;
use std::time::Duration;

use testkit::deadline::DEADLINE_VARIABLE;
use testkit::session_file::Vary;
use testkit::{Failure, How, Pace, Program, Session, Target, play};

use super::files::stem;
use crate::course::CourseProgram;

/// How long a line is waited for at first. Whoever is late gets a second chance with all the time
/// there is, so this makes no slow machine fail.
const QUICK: Duration = Duration::from_secs(1);

/// A session to be played with a program.
#[derive(Debug, Clone)]
pub struct Trial<'a> {
    /// What is played.
    pub session: &'a Session,
    /// Against whom.
    pub program: &'static CourseProgram,
    /// How the bytes are cut, one way after the other.
    pub paces: Vec<Pace>,
    /// Chooses names and texts.
    pub seed: u64,
}

/// What became of a trial.
pub type Verdict = Result<(), Box<Failure>>;

/// [`QUICK`], unless somebody has said how long to wait.
pub(super) fn quick() -> Option<Duration> {
    env::var_os(DEADLINE_VARIABLE).is_none().then_some(QUICK)
}

impl Trial<'_> {
    /// Whether the course demands that it passes.
    pub fn must_pass(&self) -> bool {
        self.program.must_pass(self.session)
    }

    /// Plays it, up to the first pace at which it fails. `quick` is how long a line is waited for
    /// at first; none is as long as at last.
    ///
    /// # Errors
    /// How it fails, with the command that plays it again.
    pub fn run(&self, program: &Program, quick: Option<Duration>) -> Verdict {
        let mut paces = self.paces.iter();
        let verdict = paces.try_for_each(|&pace| self.at(pace, program, quick));
        verdict.map_err(|mut failure| {
            failure.again = self.again(&failure.how);
            failure
        })
    }

    /// Where it fails with other names, it is played as written too: that is easier to read, and
    /// tells whether the names make the difference.
    fn at(&self, pace: Pace, program: &Program, quick: Option<Duration>) -> Verdict {
        let play = |seed, patience| {
            let how = How {
                pace,
                seed,
                patience,
                ..How::default()
            };
            play(self.session, &Target::Program(program), how)
        };
        let varied = Some(self.seed);
        let Err(mut first) = play(varied, quick) else {
            return Ok(());
        };
        play(None, None)?;
        if self.session.vary != Vary::No
            && let Err(mut second) = play(varied, None)
        {
            second.passes_as_written();
            return Err(second);
        }
        if first.is_late && quick.is_some() {
            return Ok(());
        }
        first.passes_sometimes();
        Err(first)
    }

    fn again(&self, how: &How) -> String {
        format!(
            "cargo kit sessions --program {} --session {}{}",
            self.program.name,
            stem(self.session),
            how.options()
        )
    }
}
