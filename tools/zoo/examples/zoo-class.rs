//! `zoo-class DIR`: a class of thirty, as Moodle packs it, to try `cargo grade` on.
//!
//! Writes `submissions.zip`, in which the zoo's right, naive and wrong programs have people's names,
//! `worksheet.csv`, as Moodle in Brazilian Portuguese writes it, and `who.csv`, which says who is
//! what.

#[allow(dead_code)] // It has more than an example needs.
#[path = "../../grader/tests/support/moodle.rs"]
mod moodle;

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use moodle::Participant;
use tempfile::TempDir;
use zoo::Specimen;

/// The class.
const NAMES: [&str; 30] = [
    "Ana Souza",
    "Beatriz Lima",
    "Caio Araújo",
    "Daniela Rocha",
    "Eduardo Nunes",
    "Fátima Reis",
    "Gabriel Pinto",
    "Helena Dias",
    "Igor Barros",
    "Joana d'Ávila",
    "Karina Melo",
    "Luís Antônio",
    "Márcia Conceição",
    "Nuno Tavares",
    "Olívia Prado",
    "Pedro Peçanha",
    "Quitéria Gomes",
    "Rafael Costa",
    "Sílvia Magalhães",
    "Tiago Farias",
    "Úrsula Brandão",
    "Vítor Hugo",
    "Wanda Teixeira",
    "Xavier Moura",
    "Yara Cunha",
    "Zeca Ramos",
    "Álvaro Sá",
    "Íris Campos",
    "João Batista",
    "Maria-José Leão",
];

/// The number of the first one.
const FIRST: u64 = 4101;

/// One in so many of the wrong ones is taken: a class has some of each kind.
const STEP: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let to = std::env::args_os().nth(1).map(PathBuf::from);
    let to = to.ok_or("name the folder to write to")?;
    fs::create_dir_all(&to)?;
    let scratch = TempDir::new()?;
    let mut class = Vec::new();
    for (name, (what, folder)) in NAMES.iter().zip(submissions(scratch.path())?) {
        let number = FIRST + class.len() as u64 * 7;
        class.push((Participant::new(number, name), what, folder));
    }
    let packed: Vec<_> = class
        .iter()
        .map(|(who, _, folder)| (who.clone(), folder.as_path()))
        .collect();
    fs::write(to.join("submissions.zip"), moodle::class_zip(&packed))?;
    let people: Vec<_> = class.iter().map(|(who, ..)| who.clone()).collect();
    fs::write(to.join("worksheet.csv"), moodle::worksheet(&people))?;
    let who = class
        .iter()
        .map(|(who, what, _)| format!("{},{},{what}\n", who.number, who.name));
    fs::write(
        to.join("who.csv"),
        format!("id,name,submission\n{}", who.collect::<String>()),
    )?;
    println!("{} has the work of {} people", to.display(), class.len());
    Ok(())
}

/// The right ones, the naive one, and so many wrong ones as there are names left.
fn submissions(scratch: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let right = zoo::RIGHT.into_iter().chain([zoo::NAIVE]);
    let mut all: Vec<_> = right
        .map(|name| (name.to_owned(), zoo::folder(name)))
        .collect();
    for specimen in Specimen::all()?.into_iter().step_by(STEP) {
        all.push((specimen.name.clone(), written(&specimen, scratch)?));
    }
    Ok(all)
}

fn written(specimen: &Specimen, scratch: &Path) -> io::Result<PathBuf> {
    let folder = scratch.join(&specimen.name);
    fs::create_dir(&folder)?;
    zoo::write_submission(specimen, &folder)?;
    Ok(folder)
}
