//! Clients that do not do what they should.

use grader::Outcome;
use grader::Submission;
use grader::client::{ClientCheck, ClientFailure, Trouble};
use grader::score::Why;
use tempfile::TempDir;

use crate::support::{folder, outcomes, python, rubric};

/// Those of these checks that a client fails, and what is said of each.
fn failures(submission: &TempDir, checks: &[ClientCheck]) -> Vec<ClientFailure> {
    let checks = checks.iter().map(|check| format!("client = '{check}'"));
    let checks: Vec<_> = checks.collect();
    let rubric = rubric(&checks.iter().map(String::as_str).collect::<Vec<_>>());
    let outcomes = outcomes(submission.path(), &rubric).swap_remove(0);
    let failure = |outcome| match outcome {
        Outcome::Failed(Why::Client(failure)) => Some(*failure),
        Outcome::Passed(_) => None,
        other => panic!("{other:?}"),
    };
    outcomes.into_iter().filter_map(failure).collect()
}

fn checks(failures: &[ClientFailure]) -> Vec<ClientCheck> {
    failures.iter().map(|failure| failure.check).collect()
}

#[test]
fn shows_nothing() {
    let silent = python(&[(
        "cliente.py",
        "        print(f\"  {remetente}",
        "        str(f\"  {remetente}",
    )]);
    let failures = failures(&silent, &ClientCheck::ALL);
    let shown = [
        ClientCheck::ShowsWhatWaits,
        ClientCheck::FetchesAfterSending,
        ClientCheck::Fetches,
    ];
    assert_eq!(checks(&failures), shown);
    let message = failures[0].to_string();
    assert!(
        message.contains("  received: the screen does not show it"),
        "{message}"
    );
    assert!(message.contains("Seu nome: "), "{message}");
    let login = &failures[0].sent[0];
    assert!(
        message.contains(&format!("\n  the client sent: `{login}`\n")),
        "{message}"
    );
    assert_eq!(failures[0].answers.len(), 3, "{message}");
    let answers = failures[0].answers.join(" · ");
    assert!(
        message.contains(&format!("\n  the server sent: {answers}\n")),
        "{message}"
    );
}

#[test]
fn takes_a_text_for_the_end_of_a_batch() {
    let wrong = python(&[(
        "cliente.py",
        "if linha == \"f\":",
        "if linha.endswith(\"f\"):",
    )]);
    let failures = failures(&wrong, &[ClientCheck::ShowsWhatWaits]);
    assert_eq!(checks(&failures), [ClientCheck::ShowsWhatWaits]);
}

#[test]
fn does_not_send_what_is_typed() {
    let wrong = python(&[("cliente.py", "f\"@{para} ", "f\"{para} ")]);
    let failures = failures(&wrong, &[ClientCheck::AsksTheName, ClientCheck::Sends]);
    assert_eq!(checks(&failures), [ClientCheck::Sends]);
    let (typed, sent) = (&failures[0].typed, &failures[0].sent);
    assert_eq!(typed[0], sent[0]);
    assert_eq!(format!("{} {}", typed[2], typed[3]), sent[1]);
}

#[test]
fn does_not_notice_that_the_server_has_gone() {
    let script = "import socket, sys
c = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
def ask():
    try:
        c.sendall(input().encode() + b'\\n')
        for line in c.makefile():
            if line == 'f\\n': return
            print(line)
    except OSError: pass
while True: ask()";
    let manifest = "[client]\nrun = 'python3 c.py {port}'\n";
    let failures = failures(
        &folder(&[("mensageiro.toml", manifest), ("c.py", script)]),
        &ClientCheck::ALL,
    );
    assert_eq!(checks(&failures), [ClientCheck::SaysWhenDisconnected]);
}

/// A client that says `prompt`, and to what is typed then does this; `c` is its connection,
/// `batch` reads one.
fn talking(prompt: &str, fetch: &str, body: &str) -> TempDir {
    let script = format!(
        "import socket, sys
c = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
lines = c.makefile()
def batch():
    for line in lines:
        if line == 'f\\n': return True
        print(line)
c.sendall(input('nome: ').encode() + b'\\n')
batch()
while True:
    line = input({prompt:?})
    {body}"
    );
    let manifest = format!("[client]\nrun = 'python3 c.py {{port}}'\nfetch = ['{fetch}']\n");
    folder(&[("mensageiro.toml", &manifest), ("c.py", &script)])
}

/// Whether it gets the point for saying that it was disconnected, at the first try.
fn says_it(submission: &TempDir) -> bool {
    let copy = Submission::open(submission.path())
        .unwrap()
        .copy(None)
        .unwrap();
    match ClientCheck::SaysWhenDisconnected.play(&copy.client().unwrap(), 7) {
        Ok(()) => true,
        Err(Trouble::Failed(_)) => false,
        Err(outside) => panic!("{outside}"),
    }
}

#[test]
fn what_is_said_to_everything_says_nothing() {
    assert!(!says_it(&talking("> ", "", "pass")));
    assert!(!says_it(&talking("", "", "print()")));
    assert!(!says_it(&talking(
        "1 ler, 2 sair: ",
        "",
        "print('opcao invalida')"
    )));
    let count = "n = globals().get('n', 0) + 1; print('linha', n)";
    assert!(!says_it(&talking("", "", count)));
}

#[test]
fn a_menu_looks_at_the_connection_when_its_user_fetches() {
    let body = "print('opcao invalida' if line != '2' else 'lido' if (c.send(b'\\n'), batch())[1] else 'caiu')";
    assert!(says_it(&talking("1 enviar, 2 ler: ", "2", body)));
    let clears = "print('\\x1b[2J\\x1b[H' + ('lido' if (c.send(b'\\n'), batch())[1] else 'caiu'))";
    assert!(says_it(&talking("Enter: ", "", clears)));
}

#[test]
fn does_not_connect() {
    let deaf = folder(&[
        ("mensageiro.toml", "[client]\nrun = 'python3 c.py {port}'\n"),
        ("c.py", "input('nome: '); raise SystemExit('sem rede')"),
    ]);
    let failures = failures(&deaf, &[ClientCheck::Sends]);
    assert_eq!(checks(&failures), [ClientCheck::Sends]);
    let received = &failures[0].received;
    assert!(
        received.contains("the client has not even connected to port "),
        "{received}"
    );
    assert!(received.ends_with("; the client has ended"), "{received}");
    assert_eq!(failures[0].screen.last().unwrap(), "sem rede");
}
