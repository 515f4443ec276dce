//! `cargo kit watch`: checks an exercise whenever its file is saved.

mod events;

use std::fs;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use colored::Colorize;

use crate::catalogue::Exercise;
use crate::judge::{self, Conduct, Judgement, LIMIT};
use crate::next::{YOURS, statement};
use crate::workbook::Workbook;
use crate::{hint, out, page, test};
use events::{Event, Folder, read_input};

/// A save is several changes of a folder: a file emptied and written, or another one renamed. So
/// long after the first of them, the file is looked at.
const SETTLED: Duration = Duration::from_millis(200);

/// What one can do meanwhile.
const KEYS: &str = "h hint, s statement, n next exercise, q quit, nothing: check again; then Enter";

/// Check an exercise at each save, and go on with the next one
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cargo kit watch\n  cargo kit watch ex07")]
pub struct Arguments {
    /// The exercise, if not the current one: ex07, 7, or a part of its name
    name: Option<String>,
}

/// Watches until somebody has enough, or all exercises have passed.
///
/// # Errors
/// Where there is no such exercise, or its folder cannot be watched.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let workbook = Workbook::open()?;
    let exercise = workbook.exercise(arguments.name.as_deref())?.clone();
    let (sender, receiver) = channel();
    read_input(sender.clone());
    let mut watch = Watch {
        folder: Folder::new(sender.clone())?,
        workbook,
        exercise,
        events: sender,
        is_new: false,
        seen: None,
        due: None,
        run: None,
    };
    watch.turn_to(watch.exercise.clone())?;
    watch.check(true)?;
    watch.until_done(&receiver)?;
    Ok(ExitCode::SUCCESS)
}

struct Watch {
    workbook: Workbook,
    exercise: Exercise,
    folder: Folder,
    events: Sender<Event>,
    /// Whether `watch` has come to this exercise by itself, and nobody has seen its statement yet.
    is_new: bool,
    /// The content that was checked last.
    seen: Option<Vec<u8>>,
    /// When to look at the file, after it was saved.
    due: Option<Instant>,
    run: Option<Run>,
}

impl Drop for Watch {
    /// However it ends, no test outlives it.
    fn drop(&mut self) {
        self.stop(Then::Forget);
        judge::end_all();
    }
}

/// A check that is under way.
struct Run {
    stop: Arc<AtomicBool>,
    then: Then,
}

/// What to do when a check is over.
#[derive(Clone, Copy)]
enum Then {
    Tell,
    /// The file was saved meanwhile: the verdict is about what it was before.
    CheckAgain,
    /// Another exercise is watched by now.
    Forget,
}

impl Watch {
    fn until_done(&mut self, events: &Receiver<Event>) -> Result<()> {
        loop {
            let event = match self.due {
                None => events.recv().map_err(RecvTimeoutError::from),
                Some(due) => events.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            let flow = match event {
                Ok(Event::Saved) => {
                    self.due = self.due.or_else(|| Some(Instant::now() + SETTLED));
                    ControlFlow::Continue(())
                }
                Ok(Event::Typed(line)) => self.typed(line.trim())?,
                Ok(Event::Told(line)) => {
                    self.told(&line);
                    ControlFlow::Continue(())
                }
                Ok(Event::Judged(judgement)) => self.judged(judgement)?,
                Err(RecvTimeoutError::Timeout) => {
                    self.due = None;
                    self.check(false)?;
                    ControlFlow::Continue(())
                }
                Ok(Event::Left) | Err(RecvTimeoutError::Disconnected) => ControlFlow::Break(()),
            };
            // Whoever has closed our output has gone.
            if flow.is_break() || out::is_closed() {
                return Ok(());
            }
        }
    }

    fn typed(&mut self, line: &str) -> Result<ControlFlow<()>> {
        match line {
            "q" => return Ok(ControlFlow::Break(())),
            "" => self.check(true)?,
            "h" => {
                let hints = hint::one_more(&mut self.workbook, &self.exercise, page::width())?;
                print!("{hints}");
            }
            "s" => self.state()?,
            "n" if self.is_new => {
                clear();
                self.state()?;
            }
            "n" => match self.workbook.after(&self.exercise).cloned() {
                Some(next) => {
                    self.turn_to(next)?;
                    clear();
                    self.state()?;
                }
                None => println!("All exercises have passed."),
            },
            _ => print!("{}", page::line(KEYS, "", "")),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn state(&mut self) -> Result<()> {
        self.is_new = false;
        print!(
            "{}",
            statement(&self.workbook, &self.exercise, page::width())?
        );
        Ok(())
    }

    /// Watches this exercise from now on.
    fn turn_to(&mut self, exercise: Exercise) -> Result<()> {
        self.stop(Then::Forget);
        self.folder.watch(&exercise.folder(&self.workbook.root))?;
        self.exercise = exercise;
        self.seen = self.content();
        Ok(())
    }

    /// The file's content; none where it is gone, be it for the moment in which an editor replaces
    /// it.
    fn content(&self) -> Option<Vec<u8>> {
        let folder = self.exercise.folder(&self.workbook.root);
        fs::read(folder.join(YOURS)).ok()
    }

    /// Begins a check where the file has changed, or where it is asked for. One that is under way
    /// is stopped, and begins again when it has.
    fn check(&mut self, is_asked_for: bool) -> Result<()> {
        let content = self.content();
        if !is_asked_for && self.seen == content {
            return Ok(());
        }
        self.seen = content;
        if self.run.is_some() {
            self.stop(Then::CheckAgain);
            return Ok(());
        }
        if self.workbook.is_changed(&self.exercise) {
            self.workbook.begin(&self.exercise)?;
        }
        clear();
        print!("{}", test::checking(&self.exercise));
        self.run = Some(self.begin());
        Ok(())
    }

    fn begin(&self) -> Run {
        let stop = Arc::<AtomicBool>::default();
        let run = Run {
            stop: Arc::clone(&stop),
            then: Then::Tell,
        };
        let (root, exercise) = (self.workbook.root.clone(), self.exercise.clone());
        let events = self.events.clone();
        thread::spawn(move || {
            let conduct = Conduct {
                limit: LIMIT,
                stop: &stop,
                tell: &|line| drop(events.send(Event::Told(line.to_owned()))),
            };
            // Nobody listens any more once `watch` ends.
            let _ = events.send(Event::Judged(judge::judge(&root, &exercise, &conduct)));
        });
        run
    }

    fn stop(&mut self, then: Then) {
        if let Some(run) = &mut self.run {
            run.stop.store(true, Ordering::Relaxed);
            run.then = then;
        }
    }

    /// Passes on what a run says, unless it is about what was before.
    fn told(&self, line: &str) {
        if self
            .run
            .as_ref()
            .is_some_and(|run| matches!(run.then, Then::Tell))
        {
            print!("{line}");
        }
    }

    fn judged(&mut self, judgement: Result<Judgement>) -> Result<ControlFlow<()>> {
        let flow = match (self.run.take().map(|run| run.then), judgement) {
            (Some(Then::CheckAgain), _) => {
                self.check(true)?;
                return Ok(ControlFlow::Continue(()));
            }
            (Some(Then::Forget), _) => return Ok(ControlFlow::Continue(())),
            (_, Ok(judgement)) => self.tell(&judgement)?,
            (_, Err(error)) => {
                println!("{error:#}");
                ControlFlow::Continue(())
            }
        };
        if flow.is_continue() {
            self.invite();
        }
        Ok(flow)
    }

    /// What one can do now.
    fn invite(&self) {
        println!("\nwatching {}", self.exercise.path(YOURS));
        if self.is_new {
            let words = format!("new: {}; n shows what to do", self.exercise.title());
            print!("{}", page::line(&words, "", "").bold());
        }
        print!("{}", page::line(KEYS, "", "").dimmed());
    }

    /// Says how it went. A newly passed exercise makes room for the next one.
    fn tell(&mut self, judgement: &Judgement) -> Result<ControlFlow<()>> {
        let was_open = self.workbook.is_open(&self.exercise);
        print!("{judgement}");
        let conclusion = test::conclude(&mut self.workbook, &self.exercise, judgement)?;
        print!("{conclusion}");
        if !was_open || !judgement.is_passed() {
            return Ok(ControlFlow::Continue(()));
        }
        let Some(next) = self.workbook.after(&self.exercise).cloned() else {
            return Ok(ControlFlow::Break(()));
        };
        self.turn_to(next)?;
        self.is_new = true;
        Ok(ControlFlow::Continue(()))
    }
}

/// An empty screen for each check. What is piped into a file stays as it is.
fn clear() {
    if io::stdout().is_terminal() {
        print!("\x1b[2J\x1b[H");
    }
}
