//! The rubric after the original assignment, and programs whose authors knew nothing of lines.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use grader::framing::{Found, Seen};
use grader::rubric;
use grader::{Conduct, Event, Outcome, Rubric, Score, Submission, grade};
use testkit::Framing;

use crate::support::{changed, python};

const NAIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/submissions/naive");

/// What a submission loses, check by check, and what has been seen of how it talks.
fn graded(folder: &Path, rubric: &Rubric) -> (Vec<String>, Seen) {
    let copy = Submission::open(folder).unwrap().copy(None).unwrap();
    let seen = RefCell::new(Seen::default());
    let note = |event| {
        if let Event::Seen(new) = event {
            seen.replace(new);
        }
    };
    let conduct = Conduct {
        progress: &note,
        patience: Some(Duration::from_secs(1)),
        ..Conduct::new(7)
    };
    let lost = lost(&grade(rubric, &copy, &conduct));
    (lost, seen.into_inner())
}

fn original() -> Rubric {
    Rubric::named("original").unwrap()
}

/// These checks, read as the original rubric reads them.
fn only(checks: &[&str]) -> Rubric {
    let checks = checks
        .iter()
        .map(|check| match check.strip_prefix("client ") {
            Some(check) => format!("[[row.check]]\nclient = '{check}'\npoints = 1\n"),
            None => format!("[[row.check]]\nsession = 'original/{check}'\npoints = 1\n"),
        });
    let checks: Vec<_> = checks.collect();
    let text = format!(
        "title = 't'\nreading = 'texts'\nframing = 'auto'\n[[row]]\nid = 'a'\ntitle = 't'\npart = 'server'\npoints = {}\n{}",
        checks.len(),
        checks.concat()
    );
    rubric::load(Path::new("r.toml"), &text).unwrap()
}

fn lost(score: &Score) -> Vec<String> {
    let rows = score.rows.iter();
    let checks = rows.flat_map(|row| row.row.checks.iter().zip(&row.outcomes));
    let wrong = checks.filter(|(_, outcome)| **outcome != Outcome::Passed(None));
    wrong
        .map(|(check, outcome)| format!("{}: {outcome:#?}", check.play.name()))
        .collect()
}

fn found(framing: Framing, replies: bool) -> Option<Found> {
    Some(Found {
        framing,
        replies_have_line_ends: Some(replies),
    })
}

#[test]
fn a_server_without_line_ends_gets_all_points() {
    let (lost, seen) = graded(Path::new(NAIVE), &original());
    assert_eq!(lost, Vec::<String>::new());
    assert_eq!(seen.found, found(Framing::None, false));
    let wire = seen.wire.unwrap();
    assert_eq!((wire.line_ends, wire.joined), (false, true));
    let words = seen.words();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[1].contains("arrived as one"), "{words:?}");
}

#[test]
fn a_server_of_lines_gets_all_points_too() {
    let (lost, seen) = graded(python(&[]).path(), &original());
    assert_eq!(lost, Vec::<String>::new());
    assert_eq!(seen.found, found(Framing::Lf, true));
    assert_eq!(seen.words(), Vec::<&str>::new());
}

const LOGIN: &str = "usuario = conexao.recv(1024).decode()";
const MESSAGE: &str = "mensagem = conexao.recv(1024).decode()";

/// The same server with these changes, which the assignment allows as well, loses nothing.
fn costs_nothing(changes: &[(&str, &str)], understood: Option<Found>) {
    let changes = changes.iter().map(|(old, new)| ("servidor.py", *old, *new));
    let folder = changed(NAIVE, &changes.collect::<Vec<_>>());
    let checks = only(&["unknown-user", "in-order", "row-when-read"]);
    let (lost, seen) = graded(folder.path(), &checks);
    assert_eq!(lost, Vec::<String>::new());
    assert_eq!(seen.found, understood);
}

#[test]
fn a_layout_an_error_and_columns_are_its_authors() {
    let layout = "conexao.sendall(f\"[{texto}] enviada por {de}; \".encode())";
    let changes = [
        ("conexao.sendall(f\"{de}: {texto}\".encode())", layout),
        (
            "        conexao.close()\n",
            "        conexao.sendall(b'usuario invalido')\n        conexao.close()\n",
        ),
        ("[de, para, texto]", "[texto, len(texto)]"),
    ];
    costs_nothing(&changes, found(Framing::None, false));
}

#[test]
fn a_server_may_strip_lines_and_answer_with_none() {
    let (login, message) = (format!("{LOGIN}.strip()"), format!("{MESSAGE}.rstrip()"));
    let changes = [(LOGIN, login.as_str()), (MESSAGE, message.as_str())];
    costs_nothing(&changes, found(Framing::Lf, false));
}

#[test]
fn a_server_may_need_lines() {
    let login =
        "linhas = conexao.makefile(encoding='utf-8')\n    usuario = linhas.readline().strip()";
    let changes = [
        (LOGIN, login),
        (MESSAGE, "mensagem = linhas.readline().rstrip('\\n')"),
        ("conexao.close()\n", "conexao.shutdown(socket.SHUT_RDWR)\n"),
        ("\"f\".encode()", "\"f\\n\".encode()"),
    ];
    costs_nothing(&changes, found(Framing::Lf, true));
}

#[test]
fn a_server_may_greet_and_answer() {
    let greet = "    conexao.sendall(f'Bem-vindo, {usuario}!'.encode())\n    mandar_inbox(conexao, usuario)\n    while";
    let answer = "            conexao.sendall(b'ok. ')\n            if para in inboxes:";
    let changes = [
        ("    mandar_inbox(conexao, usuario)\n    while", greet),
        ("            if para in inboxes:", answer),
    ];
    costs_nothing(&changes, found(Framing::None, false));
}

/// Who takes longer than a quick look is asked again, and not taken for a server of lines.
#[test]
fn a_server_may_take_its_time() {
    let slow = "    import time; time.sleep(2.5)\n    mandar_inbox(conexao, usuario)\n    while";
    let change = (
        "servidor.py",
        "    mandar_inbox(conexao, usuario)\n    while",
        slow,
    );
    let folder = changed(NAIVE, &[change]);
    let (_, seen) = graded(folder.path(), &only(&["login-gets-f"]));
    assert_eq!(seen.found, found(Framing::None, false));
}

/// Clients that read what their own server writes, each in its way.
#[test]
fn a_client_may_read_as_it_likes() {
    let once = "    dados = cliente.recv(1024).decode()\n    if not dados:\n        print('Caiu.')\n        sys.exit()\n    print(dados)\n\n\n";
    let text = std::fs::read_to_string(Path::new(NAIVE).join("cliente.py")).unwrap();
    let start = text.find("    while True:\n        dados").unwrap();
    let end = text.find("cliente = socket").unwrap();
    for new in [
        once,
        &text[start..end].replace("dados == \"f\"", "print(dados) or dados.endswith(\"f\")"),
    ] {
        let folder = changed(NAIVE, &[("cliente.py", &text[start..end], new)]);
        let checks = only(&[
            "client shows-what-waits",
            "client fetches-after-sending",
            "client says-when-disconnected",
        ]);
        let (lost, _) = graded(folder.path(), &checks);
        assert_eq!(lost, Vec::<String>::new(), "{new}");
    }
}

/// A virtual machine on a busy machine needs as long.
#[test]
fn a_client_may_come_up_late() {
    let late = "PORTA = __import__('time').sleep(9) or ";
    let folder = changed(NAIVE, &[("cliente.py", "PORTA = ", late)]);
    let (lost, _) = graded(folder.path(), &only(&["client asks-the-name"]));
    assert_eq!(lost, Vec::<String>::new());
}

/// The terminal shows what fetches: the client says nothing by that.
#[test]
fn what_is_typed_is_no_word_of_the_clients() {
    let send = "    cliente.send(f\"@{para} {texto}\".encode())";
    let deaf = "    try:\n        cliente.send(f\"@{para} {texto}\".encode())\n    except OSError:\n        pass";
    let gone = "            print(\"Desconectado do servidor.\")\n            sys.exit()";
    let changes = [
        ("cliente.py", send, deaf),
        ("cliente.py", gone, "            return"),
        (
            "cliente.py",
            "dados == \"f\"",
            "dados.strip().endswith('f')",
        ),
        ("cliente.py", "cliente.recv(1024).decode()", "ouvir()"),
        (
            "cliente.py",
            "def receber",
            "def ouvir():\n    try:\n        return cliente.recv(1024).decode()\n    except OSError:\n        return ''\n\n\ndef receber",
        ),
        (
            "mensageiro.toml",
            "send = [",
            "fetch = [\"buscar\"]\nsend = [",
        ),
    ];
    let folder = changed(NAIVE, &changes);
    let (lost, _) = graded(folder.path(), &only(&["client says-when-disconnected"]));
    assert_eq!(lost.len(), 1, "{lost:?}");
}

/// What the assignment does say is not given away.
#[test]
fn what_the_assignment_says_is_still_asked_for() {
    let wrong = [
        (
            "    conexao.sendall(\"f\".encode())",
            "    pass",
            "login-gets-f",
        ),
        (
            "inboxes[usuario].pop(0)",
            "inboxes[usuario].pop()",
            "in-order",
        ),
        ("{de}: {texto}", "{texto}", "waits-for-who-is-away"),
        (
            "inboxes[para].append",
            "inboxes[usuarios[0]].append",
            "only-its-recipient",
        ),
        ("registrar(de, usuario, texto)", "pass", "row-when-read"),
        (
            "inboxes[para].append((usuario, texto))",
            "inboxes[para].append((usuario, texto)); registrar(usuario, para, texto)",
            "no-row-before",
        ),
        (
            "    if usuario not in usuarios:",
            "    inboxes.setdefault(usuario, [])\n    if False:",
            "unknown-user",
        ),
    ];
    for (old, new, check) in wrong {
        let folder = changed(NAIVE, &[("servidor.py", old, new)]);
        let (lost, _) = graded(folder.path(), &only(&[check]));
        assert_eq!(lost.len(), 1, "{new}: {lost:?}");
    }
}
