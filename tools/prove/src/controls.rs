//! `controls`: servers that were broken on purpose, and the proof that has to catch each.
//!
//! A proof that finds nothing wrong says something only if it would have found it. So each control
//! is a small change that breaks one promise (`controls/NAME.diff`), and the proof that its header
//! names has to report a violation. The sound server passes the same proofs in the same form, or
//! being caught would mean nothing.

mod catcher;
mod control;
mod workshop;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{Report, Setting};
use catcher::Catcher;
use control::Control;
use workshop::Workshop;

/// The controls of the short form: quickly built, quickly caught, on every system.
const SAMPLE: [&str; 3] = ["bad-text-panics", "numbers-begin-again", "unbounded-line"];

/// How many seeds a proof is given: the short form of some tries a few cases out of many.
const TRIES: u64 = 5;

/// How many characters are shown of what a catcher found.
const SHOWN: usize = 100;

/// Runs the proof. It builds its servers itself: that of the setting is not looked at.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new(
        "controls: broken servers, and what catches each",
        setting.seed,
    );
    let mut controls = Control::all()?;
    if setting.short {
        controls.retain(|control| SAMPLE.contains(&&*control.name));
    }
    let trials = Trials {
        workshop: Workshop::open()?,
        seed: setting.seed,
    };
    for catcher in catchers(&controls) {
        trials.sound_must_pass(catcher, &mut report)?;
    }
    for control in &controls {
        eprintln!("controls: {}", control.name);
        trials
            .must_be_caught(control, &mut report)
            .with_context(|| format!("the control {}", control.name))?;
    }
    Ok(report)
}

/// Each of their catchers once.
fn catchers(controls: &[Control]) -> BTreeSet<&Catcher> {
    controls.iter().map(|control| &control.catcher).collect()
}

struct Trials {
    workshop: Workshop,
    seed: u64,
}

impl Trials {
    /// Gives the sound server to a catcher.
    fn sound_must_pass(&self, catcher: &Catcher, report: &mut Report) -> Result<()> {
        let began = Instant::now();
        let server = self.workshop.build(self.workshop.sound())?;
        if let Some(found) = catcher.run(&self.workshop, &server, self.seed)? {
            report.violation(format!("{catcher} catches the sound server: {found}"));
        }
        report.figure(format!("sound: {catcher}"), seconds(began));
        Ok(())
    }

    /// Builds a broken server and gives it to its catcher.
    fn must_be_caught(&self, control: &Control, report: &mut Report) -> Result<()> {
        let Control {
            name,
            broken,
            catcher,
            ..
        } = control;
        let began = Instant::now();
        let sources = control.apply(self.workshop.sound())?;
        let server = self.workshop.build(&sources)?;
        let built = seconds(began);
        match self.catch(catcher, &server) {
            Ok((run, found)) => {
                let found: String = found.chars().take(SHOWN).collect();
                let times = format!("{} (build {built})", seconds(began));
                report.figure(name, format!("{times}, run {run} of {catcher}: {found}"));
            }
            Err(why) => report.violation(format!(
                "{name} ({broken}), not caught by {catcher}: {why:#}"
            )),
        }
        Ok(())
    }

    /// Runs a catcher until it finds something: in which run, and what.
    ///
    /// # Errors
    /// Why it did not the last time. Where a proof cannot be run, something may be wrong, but nobody
    /// says that it is the server.
    fn catch(&self, catcher: &Catcher, server: &Path) -> Result<(u64, String)> {
        let mut run = 1;
        loop {
            let seed = self.seed.wrapping_add(run - 1);
            match catcher.run(&self.workshop, server, seed) {
                Ok(Some(found)) => return Ok((run, found)),
                Ok(None) if run == catcher.tries() => bail!("it found nothing"),
                Err(error) if run == catcher.tries() => return Err(error),
                Ok(None) | Err(_) => run += 1,
            }
        }
    }
}

fn seconds(began: Instant) -> String {
    format!("{:.1} s", began.elapsed().as_secs_f64())
}
