//! Other programs read the files: they must find the same texts.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use testkit::pipe;

use super::super::journal;
use super::{FILE, READ, Scene, TEXTS};
use crate::Report;

/// Prints one column of every row that has it, each text's bytes in hexadecimal digits on a line.
const PYTHON: &str = "import csv, sys
with open(sys.argv[1], newline='', encoding='utf-8') as file:
    for row in csv.reader(file):
        if len(row) > int(sys.argv[2]):
            print(row[int(sys.argv[2])].encode().hex())
";

/// Where the text stands in a row of the log, and in a line of the journal.
const TEXT: [(&str, usize); 2] = [(FILE, 4), (journal::FILE, 6)];

/// Lets other programs read, as far as there are any.
pub(super) fn run(scene: &Scene, report: &mut Report) -> Result<()> {
    let folder = scene.folder(Some(scene.log()))?;
    let python = is_there("python3");
    report.figure(
        "python3's csv",
        if python {
            "tried"
        } else {
            "not installed: skipped"
        },
    );
    if python && let Err(error) = with_python(folder.path()) {
        report.violation(format!("python3's csv: {error:#}"));
    }
    let office = match (scene.setting.short, is_there("soffice")) {
        (true, _) => "only in the long form: skipped",
        (_, false) => "not installed: skipped",
        _ => "tried",
    };
    report.figure("LibreOffice", office);
    if office == "tried"
        && let Err(error) = with_office(folder.path())
    {
        report.violation(format!("LibreOffice: {error:#}"));
    }
    Ok(())
}

fn is_there(program: &str) -> bool {
    let tried = Command::new(program).arg("--version").output();
    tried.is_ok_and(|output| output.status.success())
}

/// The log has the texts that were read, the journal those since the last start, also unread ones.
fn with_python(data: &Path) -> Result<()> {
    for (file, column) in TEXT {
        let mut command = Command::new("python3");
        command
            .args(["-c", PYTHON])
            .arg(data.join(file))
            .arg(column.to_string());
        let ended = pipe::run(&mut command, "")?;
        ensure!(ended.code == Some(0), "{file}: {}", ended.errors);
        let found: Vec<_> = ended.output.lines().collect();
        let wanted = if file == FILE {
            &TEXTS[..READ]
        } else {
            &TEXTS[super::BEFORE..]
        };
        for text in wanted {
            let shown = if file == FILE {
                inert(text)
            } else {
                (*text).to_owned()
            };
            ensure!(
                found.contains(&&*hex(&shown)),
                "{file}: {text} is not in it"
            );
        }
    }
    Ok(())
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// As the log writes a text that a spreadsheet would run.
fn inert(text: &str) -> String {
    let quoted = text.starts_with(['=', '+', '-', '@', '\t', '\'']);
    format!("{}{text}", if quoted { "'" } else { "" })
}

/// A spreadsheet must show formulas as the texts that they are.
fn with_office(data: &Path) -> Result<()> {
    let out = data.join("converted");
    let mut command = Command::new("soffice");
    let profile = format!("-env:UserInstallation=file://{}/profile", data.display());
    command.args([&profile, "--headless", "--convert-to", "csv", "--outdir"]);
    command.arg(&out).arg(data.join(FILE));
    let ended = pipe::run(&mut command, "")?;
    ensure!(
        ended.code == Some(0),
        "it ends with {:?}: {}",
        ended.code,
        ended.errors
    );
    let mut reader = csv::Reader::from_path(out.join(FILE)).context("nothing was converted")?;
    let rows = reader.records().collect::<csv::Result<Vec<_>>>()?;
    for (row, text) in rows.iter().zip(TEXTS) {
        let cell = row.get(4).unwrap_or_default();
        ensure!(cell.ends_with(text), "{text} has become {cell}");
    }
    Ok(())
}
