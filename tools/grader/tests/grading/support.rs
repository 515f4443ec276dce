//! Submissions in temporary folders, and small rubrics.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use grader::rubric;
use grader::{Conduct, Outcome, Rubric, Submission, grade};
use tempfile::TempDir;

/// The student's programs that lie beside these tests.
pub(crate) const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/submissions/python");

/// The line that takes the port from the command, instead of a number.
const PORT: &str = "int(__import__('sys').argv[1])";

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    needs_python();
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The Python submission with a port of its own, so that nobody's server on 3333 is in the way, and
/// with these changes of its files.
pub(crate) fn python(changes: &[(&str, &str, &str)]) -> TempDir {
    let mut all = vec![
        ("servidor.py", "3333", PORT),
        ("cliente.py", "3333", PORT),
        ("mensageiro.toml", "servidor.py\"", "servidor.py {port}\""),
        ("mensageiro.toml", "cliente.py\"", "cliente.py {port}\""),
    ];
    all.extend(changes);
    changed(PYTHON, &all)
}

/// A submission with these changes of its files.
pub(crate) fn changed(submission: &str, changes: &[(&str, &str, &str)]) -> TempDir {
    let folder = folder(&[]);
    testkit::working_copy::copy(Path::new(submission), folder.path()).unwrap();
    for &(file, old, new) in changes {
        let file = folder.path().join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(old), "{} has no `{old}`", file.display());
        fs::write(&file, text.replace(old, new)).unwrap();
    }
    folder
}

/// The programs of these tests are written in Python.
fn needs_python() {
    let mut command = Command::new("python3");
    let status = command.arg("--version").stdout(Stdio::null()).status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "these tests need python3; install it and try again"
    );
}

/// A rubric with one row `a` of these checks, a point each, and a row `b` that comes after it.
pub(crate) fn rubric(checks: &[&str]) -> Rubric {
    let check = |check: &&str| format!("[[row.check]]\n{check}\npoints = 1\n");
    let checks_of_a: String = checks.iter().map(check).collect();
    let text = format!(
        "title = 't'\n{}points = {}\n{checks_of_a}\n{}points = 1\nafter = ['a']\n{}",
        row("a"),
        checks.len(),
        row("b"),
        check(&"session = 'ch04-inbox/message-waits'"),
    );
    rubric::load(Path::new("r.toml"), &text).unwrap()
}

fn row(id: &str) -> String {
    format!("[[row]]\nid = '{id}'\ntitle = 't'\npart = 'server'\nrules = [1]\n")
}

/// The outcomes of each row, and whether the submission could be read and copied.
pub(crate) fn outcomes(folder: &Path, rubric: &Rubric) -> Vec<Vec<Outcome>> {
    let copy = Submission::open(folder).unwrap().copy(None).unwrap();
    let score = grade(rubric, &copy, &Conduct::new(7));
    score.rows.into_iter().map(|row| row.outcomes).collect()
}
