//! Grades one submission again, with other names and texts: when somebody asks for a second look.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use testkit::vary;

use super::class::Class;
use super::publish;
use super::runner;
use crate::intake::Found;
use crate::record::Folder;

/// Grade one submission again
///
/// Its evidence is replaced, and everything is published again. What it had before stands in
/// results.before.json.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo grade regrade 1234 --seed 7")]
pub(super) struct Arguments {
    /// An id of grades.csv, or a person's name
    #[arg(value_name = "NAME")]
    name: String,
    /// The number that chooses names and texts; another one each time where it is not given
    #[arg(long)]
    seed: Option<u64>,
    #[command(flatten)]
    running: runner::Running,
    #[command(flatten)]
    publishing: publish::Publishing,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = Folder::open(&arguments.publishing.out)?;
    let asked = folder.run()?.context("nothing was graded there")?;
    let publishing = arguments.publishing.again(&asked.shown);
    publishing.check(&asked.rubric)?;
    let is_anonymous = publishing.shown.is_anonymous();
    let class = Class::open(folder, asked, &arguments.running, is_anonymous)?;
    let place = place(class.found(), &arguments.name)?;
    class.begin(false)?;
    let seed = arguments.seed.unwrap_or_else(vary::seed);
    if class.grade(seed, |it| it == place)? {
        bail!("stopped; the evidence is the one from before");
    }
    publish::publish(class.folder(), &publishing)
}

/// The place of the submission that is meant.
fn place(found: &[Found], name: &str) -> Result<usize> {
    let is_meant = |place: &usize| {
        let who = &found[*place].who;
        who.id == name || who.name == name
    };
    let meant: Vec<_> = (0..found.len()).filter(is_meant).collect();
    let ids = |places: &[usize]| {
        let ids: Vec<_> = places
            .iter()
            .map(|&place| found[place].who.id.as_str())
            .collect();
        ids.join(", ")
    };
    match meant.as_slice() {
        [place] => Ok(*place),
        [] => {
            let all: Vec<_> = (0..found.len()).collect();
            bail!("there is no submission `{name}`; there are {}", ids(&all))
        }
        several => bail!(
            "`{name}` is the name of several: take an id of {}",
            ids(several)
        ),
    }
}
