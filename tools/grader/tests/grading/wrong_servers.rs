//! Servers that do not do what they should, and what their authors are told.

use std::fs;
use std::process::Command;
use std::time::Duration;

use grader::score::{Remark, Why};
use grader::submission::BuildError;
use grader::{Conduct, Outcome, Rubric, Submission, grade};
use tempfile::TempDir;

use crate::support::{folder, outcomes, python, rubric};

/// Another session than the one that the rubrics of these tests end with.
const LOGIN: &str = "session = 'ch04-inbox/login-gets-a-batch'";
const SESSION: &str = "session = 'ch04-inbox/message-waits'";

/// A submission whose server is this script.
fn script(text: &str) -> TempDir {
    let manifest = "[server]\nrun = 'python3 s.py {port} {data}'\n";
    folder(&[("mensageiro.toml", manifest), ("s.py", text)])
}

/// What is said of a server that fails.
fn received(folder: &TempDir, rubric: &Rubric) -> String {
    let outcomes = outcomes(folder.path(), rubric);
    let after = Outcome::NotChecked {
        because: "a".to_owned(),
    };
    assert_eq!(outcomes[1], [after]);
    match &outcomes[0][0] {
        Outcome::Failed(Why::Session(failure)) => failure.received.clone(),
        Outcome::Failed(Why::NoProgram(missing)) => missing.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn ends_at_once() {
    let server = script("import sys; sys.exit('sem usuarios')");
    let received = received(&server, &rubric(&[SESSION]));
    assert!(
        received.starts_with("the program ended before it listened on port "),
        "{received}"
    );
    assert!(
        received.ends_with("(exit status: 1)\n    sem usuarios"),
        "{received}"
    );
}

#[test]
fn never_listens() {
    let server = script("import time; time.sleep(60)");
    let received = received(&server, &rubric(&[SESSION]));
    assert!(
        received.starts_with("the program runs, but nobody listens on port "),
        "{received}"
    );
    // As long as a start has at first, and not as long as at its last try.
    let limit = format!(" after {:?}, ", testkit::deadline::start_patience());
    assert!(received.contains(&limit), "{received}");
}

/// The deadline that is told is the one that has passed.
#[test]
fn stays_silent() {
    let server = script(
        "import socket, sys, time
s = socket.create_server(('127.0.0.1', int(sys.argv[1])))
time.sleep(60)",
    );
    let rubric = rubric(&[SESSION]);
    let copy = Submission::open(server.path()).unwrap().copy(None).unwrap();
    let conduct = Conduct {
        patience: Some(Duration::from_millis(300)),
        ..Conduct::new(7)
    };
    let score = grade(&rubric, &copy, &conduct);
    let Outcome::Failed(Why::Session(failure)) = &score.rows[0].outcomes[0] else {
        panic!("{score:?}");
    };
    assert_eq!(failure.received, "nothing: the deadline of 300ms passed");
}

#[test]
fn is_not_there() {
    let none = folder(&[("mensageiro.toml", "[server]\nrun = './server {port}'\n")]);
    let missing = received(&none, &rubric(&[SESSION]));
    assert!(
        missing.starts_with("there is no file `./server`"),
        "{missing}"
    );
    let client = folder(&[("mensageiro.toml", "[client]\nrun = 'python3 c.py'\n")]);
    let missing = received(&client, &rubric(&[SESSION]));
    assert_eq!(missing, "mensageiro.toml has no [server]");
}

#[test]
fn a_command_that_this_machine_lacks_costs_nothing() {
    let lacking = folder(&[(
        "mensageiro.toml",
        "[server]\nrun = 'no-such-language {port}'\n",
    )]);
    let outcomes = outcomes(lacking.path(), &rubric(&[SESSION]));
    let Outcome::GradersFault(why) = &outcomes[0][0] else {
        panic!("{outcomes:?}");
    };
    assert!(
        why.starts_with("there is no command `no-such-language`"),
        "{why}"
    );
}

#[test]
fn answers_rightly_only_at_another_try() {
    let mark = tempfile::tempdir().unwrap();
    let file = mark.path().join("tried");
    let wrong = format!(
        "    import os\n    if not os.path.exists({file:?}):\n        open({file:?}, 'w').close()\n        return b'g\\n'\n    lidas,"
    );
    let unstable = python(&[("servidor.py", "    lidas,", &wrong)]);
    let outcomes = outcomes(unstable.path(), &rubric(&[LOGIN]));
    assert_eq!(outcomes[0], [Outcome::Passed(Some(Remark::Unstable))]);
    assert_eq!(outcomes[1], [Outcome::Passed(None)]);
}

/// It says nothing for longer than it is waited for, once.
#[test]
fn answers_late_only_once() {
    let mark = tempfile::tempdir().unwrap();
    let file = mark.path().join("tried");
    let late = format!(
        "    import os, time\n    if not os.path.exists({file:?}):\n        open({file:?}, 'w').close()\n        time.sleep(60)\n    lidas,"
    );
    let slow = python(&[("servidor.py", "    lidas,", &late)]);
    let outcomes = outcomes(slow.path(), &rubric(&[LOGIN]));
    let Outcome::Passed(Some(remark)) = &outcomes[0][0] else {
        panic!("{outcomes:?}");
    };
    let words = remark.words();
    assert!(words.starts_with("failed once of 2: it waited "), "{words}");
    assert!(
        words.ends_with(" s for `f`; a slow machine may be the reason"),
        "{words}"
    );
}

#[cfg(unix)]
#[test]
fn holds_its_log_back() {
    let at_the_end = "import atexit\natexit.register(log.close)\nler_usuarios()\nif log";
    let held = python(&[
        ("servidor.py", "    log.flush()\n", ""),
        ("servidor.py", "ler_usuarios()\nif log", at_the_end),
    ]);
    let log = rubric(&["session = 'ch05-csv-log/row-when-read'"]);
    let outcomes = outcomes(held.path(), &log);
    assert_eq!(outcomes[0], [Outcome::Passed(Some(Remark::NotFlushed))]);
}

/// The row's statement in the student's server, and where a message is stored.
const ROW: &str = "registro.writerow([remetente";
const STORED: &str = "        inboxes[achada[1]].append(";

#[test]
fn logs_twice() {
    let twice = format!(
        "registro.writerow([remetente.decode(), usuario.decode(), texto.decode()])\n        {ROW}"
    );
    let server = python(&[("servidor.py", ROW, &twice)]);
    let log = rubric(&["session = 'ch05-csv-log/row-when-read'"]);
    let received = received(&server, &log);
    assert!(
        received.starts_with("registro.csv: 2 rows, the last one: "),
        "{received}"
    );
}

#[test]
fn logs_before_it_was_read() {
    let early = "        registro.writerow([remetente.decode(), achada[1].decode(), achada[2].decode()])\n        log.flush()\n";
    let server = python(&[
        ("servidor.py", ROW, "str([remetente"),
        ("servidor.py", STORED, &format!("{early}{STORED}")),
    ]);
    let failure = log_failure(&server, "no-row-before");
    let message = failure.to_string();
    assert!(
        failure.steps.last().unwrap().contains("log: row"),
        "{message}"
    );
    let end = "\n  likely:   the row is written when the message is sent, and not when it is read";
    assert!(message.ends_with(end), "{message}");
    assert!(
        failure
            .received
            .starts_with("the row was there before it had been read: registro.csv: 3 rows, "),
        "{message}"
    );
}

/// What is said of a server that fails this session of the log.
fn log_failure(server: &TempDir, session: &str) -> Box<testkit::Failure> {
    let log = rubric(&[&format!("session = 'ch05-csv-log/{session}'")]);
    match outcomes(server.path(), &log).swap_remove(0).swap_remove(0) {
        Outcome::Failed(Why::Session(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

/// The kit interrupts a server that has not written a row: what it says to that is no cause.
#[cfg(unix)]
#[test]
fn writes_no_log() {
    let server = python(&[("servidor.py", ROW, "str([remetente")]);
    let message = log_failure(&server, "row-when-read").to_string();
    assert!(
        message.contains("  received: registro.csv: no row"),
        "{message}"
    );
    let false_causes = ["likely:", "SIGINT", "KeyboardInterrupt", "last words"];
    assert!(
        !false_causes.iter().any(|it| message.contains(it)),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn writes_a_log_by_hand() {
    let by_hand = "log.write(','.join([remetente.decode(), usuario.decode(), texto.decode()]) + '\\n'); str([remetente";
    let at_the_end = "import atexit\natexit.register(log.close)\nler_usuarios()\nif log";
    let held_back = [
        ("servidor.py", "    log.flush()\n", ""),
        ("servidor.py", "ler_usuarios()\nif log", at_the_end),
    ];
    let mut changes = vec![("servidor.py", ROW, by_hand)];
    let cut = Some(testkit::Cause::TextCut);
    assert_eq!(log_failure(&python(&changes), "row-with-quotes").cause, cut);
    changes.extend(held_back);
    assert_eq!(log_failure(&python(&changes), "row-with-quotes").cause, cut);
    let no_recipient =
        "log.write(','.join([remetente.decode(), texto.decode()]) + '\\n'); str([remetente";
    changes[0].2 = no_recipient;
    let late = Some(testkit::Cause::NotFlushed);
    assert_eq!(log_failure(&python(&changes), "row-when-read").cause, late);
}

/// It ignores every request to end, and so does what it has started.
#[cfg(unix)]
#[test]
fn leaves_nobody_behind() {
    let mark = tempfile::tempdir().unwrap();
    let file = mark.path().join("ids");
    let stubborn = format!(
        "import os, signal, socket, sys, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
os.fork()
with open({file:?}, 'a') as ids:
    print(os.getpid(), file=ids)
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.bind(('127.0.0.1', int(sys.argv[1])))
s.listen()
time.sleep(600)"
    );
    let outcomes = outcomes(script(&stubborn).path(), &rubric(&[SESSION]));
    assert!(
        matches!(&outcomes[0][0], Outcome::Failed(_)),
        "{outcomes:?}"
    );
    let ids = fs::read_to_string(file).unwrap();
    assert!(ids.lines().count() >= 2, "{ids}");
    for id in ids.lines() {
        // Who is dead and has not been waited for yet is listed with a Z.
        let state = Command::new("ps")
            .args(["-o", "stat=", "-p", id])
            .output()
            .unwrap()
            .stdout;
        let state = String::from_utf8(state).unwrap();
        assert!(
            state.is_empty() || state.starts_with('Z'),
            "process {id} still runs: {state}"
        );
    }
}

#[test]
fn a_build_that_fails_shows_its_last_lines() {
    let build = |command: &str| {
        let manifest = format!("[build]\ncommand = {command}\n[server]\nrun = 'x'\n");
        let folder = folder(&[("mensageiro.toml", &manifest)]);
        Submission::open(folder.path()).unwrap().build()
    };
    let script = "for n in range(99): print('line', n)\nimport sys; sys.exit(3)";
    let failed = build(&format!("['python3', '-c', '''{script}''']")).unwrap_err();
    let message = failed.to_string();
    assert!(
        message.starts_with("the build has failed (exit status: 3)"),
        "{message}"
    );
    assert_eq!(message.lines().count(), 21, "{message}");
    assert!(message.ends_with("line 98"), "{message}");
    let missing = build("'no-such-tool all'").unwrap_err();
    assert!(matches!(missing, BuildError::NoCommand(tool) if tool == "no-such-tool"));
    assert!(build("'python3 --version'").unwrap().is_some());
}
