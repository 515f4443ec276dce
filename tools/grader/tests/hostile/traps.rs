//! What programs leave for the worker, which sees more than they do: links to what they may not
//! read, pipes that nobody writes to, folders that nobody may open.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use grader::evidence::Build;
use grader::score::{Outcome, Why};

use crate::case::Case;
use crate::outside::Outside;
use crate::support::{RUBRIC, Seen, limits, play};

/// A file that the worker may read, and the programs may not: theirs has one line.
const FORBIDDEN: &str = "/etc/passwd";

/// The row of the log in place of the message.
fn log_rubric() -> String {
    RUBRIC.replace("ch04-inbox/message-waits", "ch05-csv-log/row-when-read")
}

/// Its log is another file, and its folder has this as well.
fn log(act: &str) -> Seen {
    let act = format!(
        "text = open('servidor.py').read().replace('registro.csv', 'out.txt')\n\
         open('servidor.py', 'w').write(text)\nimport os\n{act}"
    );
    let folder = Case::server("leaves a trap", act.leak()).folder(&Outside::new(3000));
    seen(folder.path(), &log_rubric())
}

fn seen(folder: &Path, rubric: &str) -> Seen {
    let seen = play(folder, rubric, limits()).unwrap();
    let text = seen.text();
    let secret = fs::read_to_string(FORBIDDEN).unwrap();
    // Those that are shown of a file: what it begins with, and its last row.
    let (first, last) = (&secret[..12], secret.lines().next_back().unwrap());
    assert!(!text.contains(first) && !text.contains(last), "{text}");
    seen
}

/// It fails by its own fault, and the client is judged.
fn no_server(seen: &Seen) {
    let Seen { evidence, .. } = seen;
    let mut outcomes = evidence.checks.values().map(|check| &check.outcome);
    assert!(outcomes.any(|it| matches!(it, Outcome::Failed(Why::Session(_)))));
    assert_eq!(seen.points(RUBRIC), "1", "{}", seen.text());
}

#[test]
fn a_log_is_no_link_and_no_pipe() {
    let act = format!(
        "os.symlink('{FORBIDDEN}', 'a.csv')\nos.symlink('/etc', 'etc')\nos.mkfifo('b.csv')\n\
         os.symlink('/proc/self/mem', 'c.csv')"
    );
    no_server(&log(&act));
}

/// Between two looks of the worker's, a file becomes a link, and so does its folder.
#[test]
fn a_log_does_not_become_a_link() {
    let act = format!(
        "import shutil\nif os.fork() == 0:\n  os.mkdir('d')\n  while True:\n    for name in ['a.csv', 'd/passwd.csv']:\n      \
         open('new', 'w').close(); os.rename('new', name)\n      os.symlink('{FORBIDDEN}', 'new'); os.rename('new', name)"
    );
    no_server(&log(&act));
}

#[test]
fn a_log_of_a_gigabyte_and_a_million_logs_are_not_read() {
    let act = "with open('large.csv', 'w') as file: file.truncate(90 * 10**6)
for number in range(60):
  with open(f'l{number}.csv', 'w') as file: file.write('a,b\\n' * 10**6)
for number in range(100000): open(f'{number}.csv', 'w').close()";
    no_server(&log(act));
}

#[test]
fn a_closed_data_folder_holds_no_log() {
    no_server(&log("os.chmod('.', 0)"));
}

/// A build that leaves this; then its server tells all that it finds.
fn left_by_build(build: &str) -> Seen {
    const TELLS: &str = "
import os, sys
for folder, _, names in os.walk('.'):
  for name in names:
    try: print(name, repr(open(os.path.join(folder, name)).read(20)), file=sys.stderr)
    except (OSError, UnicodeError): pass
if not os.path.exists('honest'): sys.exit(1)";
    let case = Case {
        build: build.to_owned().leak(),
        ..Case::server("leaves a trap", TELLS)
    };
    let folder = case.folder(&Outside::new(3001));
    seen(folder.path(), RUBRIC)
}

#[test]
fn what_a_build_links_to_is_not_copied() {
    let links = format!(
        "ln -s {FORBIDDEN} one; mkdir d; ln -s {FORBIDDEN} d/two; ln -s /etc three; ln -s ../../../../../..{FORBIDDEN} four"
    );
    no_server(&left_by_build(&links));
}

#[test]
fn the_user_base_is_no_link_and_no_pipe() {
    let link = format!("ln -sf {FORBIDDEN} usuarios.csv");
    for trap in [&link, "rm usuarios.csv; mkfifo usuarios.csv"] {
        no_server(&left_by_build(trap));
    }
    let seen = left_by_build("touch honest; chmod 444 usuarios.csv");
    assert_eq!(seen.points(RUBRIC), "2", "{}", seen.text());
}

#[test]
fn what_cannot_be_copied_is_the_builds_fault() {
    let deep = "python3 -c 'import os
for _ in range(3000): os.mkdir(\"d\" * 200); os.chdir(\"d\" * 200)'";
    for trap in [
        deep,
        "mkdir closed; chmod 0 closed; rm usuarios.csv; mkdir usuarios.csv",
    ] {
        let seen = left_by_build(trap);
        let is_blamed = matches!(seen.evidence.build, Build::Failed(_)) || {
            let mut checks = seen.evidence.checks.values();
            checks.all(|check| matches!(check.outcome, Outcome::Failed(_) | Outcome::Passed(_)))
        };
        assert!(is_blamed, "{trap}: {}", seen.text());
    }
}

#[test]
fn names_of_any_bytes_are_copied() {
    let build = "python3 -c 'import os
open(b\"\\xff\" * 255, \"w\").close(); os.mkdir(b\"\\xfe\\n\\x1b[2J\")'; touch honest";
    let seen = left_by_build(build);
    assert_eq!(seen.points(RUBRIC), "2", "{}", seen.text());
}

/// The client's folder stays from one check to the next.
#[test]
fn a_client_that_removes_itself_has_failed() {
    let case = Case {
        files: &[(
            "client.sh",
            "#!/bin/sh\nrm client.sh\nexec python3 client.py\n",
        )],
        ..Case::client("removes itself", "")
    };
    let folder = case.folder(&Outside::new(3002));
    let script = folder.path().join("client.sh");
    fs::set_permissions(script, Permissions::from_mode(0o755)).unwrap();
    let manifest = folder.path().join("mensageiro.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("python3 client.py", "./client.sh")).unwrap();
    let another =
        "client = 'sends'\npoints = 0.5\n[[row.check]]\nclient = 'asks-the-name'\npoints = 0.5";
    let rubric = RUBRIC.replace("client = 'sends'\npoints = 1", another);
    let seen = seen(folder.path(), &rubric);
    let asks = &seen.evidence.checks["asks-the-name"].outcome;
    assert!(
        matches!(asks, Outcome::Failed(Why::NoProgram(_))),
        "{asks:?}"
    );
}

/// It may say much, as long as it is not kept.
#[test]
fn what_a_client_sends_is_bounded() {
    const FLOODS: &str = "import socket
c = socket.create_connection(('localhost', 3333))
c.sendall(input().encode() + b'\\n')
while True: c.sendall(b'\\x1b' * 8000 + b'\\n'); c.recv(2)";
    let folder = Case::client("floods", FLOODS).folder(&Outside::new(3003));
    let seen = seen(folder.path(), RUBRIC);
    let length = seen.text().len();
    assert!(length < 4_000_000, "{length} bytes");
    assert_eq!(seen.points(RUBRIC), "1");
}
