//! `zoo-table --seeds 5 [NAME…]`: what each submission of the zoo loses under each rubric, and
//! whether that is what `tests/zoo/scored.txt` says.
//!
//! Exit codes: 0 no difference, 1 differences, or a rubric that cannot be read.

#[path = "../../tests/zoo/parallel.rs"]
mod parallel;
mod table;
mod trial;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;

use parallel::parallel;
use table::Table;
use trial::{Entry, Trial, rubrics};

/// Grades the zoo, and compares what each of it loses with the table.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds: everything is graded so often.
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// The first seed; the next ones follow.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only under this rubric, instead of all that come with the grader.
    #[arg(long)]
    rubric: Option<String>,
    /// Only these, instead of the whole zoo.
    names: Vec<String>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let (entries, mut rubrics, table) = (chosen(&arguments)?, rubrics()?, Table::read());
    let asked = arguments.rubric.as_deref();
    rubrics.retain(|(name, _)| asked.is_none_or(|asked| asked == *name));
    let mut different = 0;
    for seed in arguments.seed..arguments.seed + arguments.seeds {
        println!("seed {seed}");
        for rubric in &rubrics {
            let grade = |entry: &Entry| Trial::of(entry, rubric, seed, &table);
            let mut trials = parallel(&entries, grade);
            trials.sort_by(|one, other| one.name.cmp(&other.name));
            trials.iter().for_each(say);
            different += trials.iter().filter(|trial| !trial.is_right()).count();
        }
    }
    for name in stale(&table)? {
        different += 1;
        println!("  {name} is in scored.txt, and not in the zoo");
    }
    let (count, under, seeds) = (entries.len(), rubrics.len(), arguments.seeds);
    println!("{different} differences: {count} submissions, {under} rubrics, {seeds} seeds");
    Ok(ExitCode::from(u8::from(different > 0)))
}

fn chosen(arguments: &Arguments) -> Result<Vec<Entry>, Box<dyn Error>> {
    let mut entries = Entry::all()?;
    let names = &arguments.names;
    let known = |name: &String| entries.iter().any(|entry| entry.name() == name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        return Err(format!("there is no `{name}` in the zoo").into());
    }
    let is_meant = |entry: &Entry| names.is_empty() || names.iter().any(|it| it == entry.name());
    entries.retain(is_meant);
    Ok(entries)
}

/// Who is in the table only.
fn stale(table: &Table) -> Result<Vec<&'static str>, Box<dyn Error>> {
    let entries = Entry::all()?;
    let is_there = |name: &&str| entries.iter().any(|entry| entry.name() == *name);
    let mut names = table.names();
    names.retain(|name| !is_there(name));
    Ok(names)
}

/// A line of the table, and where something else was expected, a second one.
fn say(trial: &Trial) {
    let Trial {
        name, rubric, lost, ..
    } = trial;
    println!("  {name:28} {rubric:8} loses {lost}");
    if !trial.is_right() {
        let Trial { seed, expected, .. } = trial;
        println!("  {:28} {:8} EXPECTED {expected} (seed {seed})", "", "");
    }
}
