//! `faults`: the same story again and again, and each time another call to the system fails, is
//! interrupted or is the last one.

mod points;
mod trial;

use anyhow::Result;
use fastrand::Rng;

use super::{parallel, strace};
use crate::{Report, Setting};
use points::{Fault, Point};

/// Runs the proof.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    strace::check_is_there()?;
    let mut report = Report::new(
        "faults: each call to the disk fails or is the last",
        setting.seed,
    );
    let counted = points::count(setting)?;
    for (what, count) in &counted.calls {
        report.figure(format!("calls: {what}"), count);
    }
    report.figure("calls that another thread hides", counted.hidden);
    let mut points = counted.points;
    if setting.short {
        points = a_few_of_each(points, setting.seed);
    }
    let trials = parallel::map(&points, |point| trial::run(setting, point))?;
    for fault in Fault::ALL {
        let of_fault = || {
            points
                .iter()
                .zip(&trials)
                .filter(|(it, _)| it.fault == fault)
        };
        let reached = of_fault().filter(|(_, trial)| trial.reached).count();
        let name = format!("{fault}: points tried, reached");
        report.figure(name, format!("{}, {reached}", of_fault().count()));
    }
    let refused: usize = trials.iter().map(|trial| trial.refused).sum();
    report.figure("messages refused with a full disk", refused);
    for violation in trials.into_iter().flat_map(|trial| trial.violations) {
        report.violation(violation);
    }
    Ok(report)
}

/// How many points of each fault the short form tries.
const FEW: usize = 4;

fn a_few_of_each(mut points: Vec<Point>, seed: u64) -> Vec<Point> {
    Rng::with_seed(seed).shuffle(&mut points);
    let few = |fault| {
        let points = points.iter().filter(move |point| point.fault == fault);
        points.take(FEW).cloned()
    };
    Fault::ALL.into_iter().flat_map(few).collect()
}
