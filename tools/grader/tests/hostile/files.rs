//! Folders that mean harm.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::case::Case;
use crate::case::Verdict::NoServer;
use crate::outside::Outside;

/// Every case whose folder does the harm.
pub(crate) fn cases() -> Vec<Case> {
    let with = |name, prepare: fn(&Path, &Outside), says| {
        let case = Case::server(name, "");
        Case {
            prepare,
            says,
            ..case
        }
    };
    vec![
        Case {
            prepare: links,
            ..Case::server(
                "links to a secret",
                "import os, sys\nfor name in os.listdir():\n  try: print(name, open(name).read(), file=sys.stderr)\n  except OSError: pass\nsys.exit(1)",
            )
            .is(NoServer, "a link to the outside")
        },
        with(
            "a pipe in place of the user base",
            pipe,
            "neither a file nor a folder",
        )
        .is(NoServer, "neither a file nor a folder"),
        with("a folder that nobody may read", closed, ""),
        with("names with escapes and a script", names, "a link that leads nowhere"),
    ]
}

fn links(folder: &Path, outside: &Outside) {
    for (number, secret) in outside.secrets().iter().enumerate() {
        symlink(secret, folder.join(format!("file{number}"))).unwrap();
        symlink(
            secret.parent().unwrap(),
            folder.join(format!("folder{number}")),
        )
        .unwrap();
    }
    symlink("/etc/shadow", folder.join("shadow")).unwrap();
}

fn pipe(folder: &Path, _: &Outside) {
    fs::remove_file(folder.join("usuarios.csv")).unwrap();
    let mut command = Command::new("mkfifo");
    let made = command.arg(folder.join("usuarios.csv")).status();
    assert!(made.unwrap().success());
}

fn closed(folder: &Path, _: &Outside) {
    let closed = folder.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::write(closed.join("file"), "text").unwrap();
    fs::set_permissions(closed.join("file"), Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
}

fn names(folder: &Path, _: &Outside) {
    let names = [
        "\u{1b}[2J\u{1b}]0;evil\u{7}",
        "<script>alert(1)<\\script>",
        "a\nb",
        "--help",
    ];
    for name in names {
        fs::write(folder.join(name), "text").unwrap();
        symlink("nowhere", folder.join(format!("link{name}"))).unwrap();
    }
}
