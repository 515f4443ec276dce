//! Submissions without `mensageiro.toml`.

use grader::assume::{self, assume};

use crate::folder;

const MAIN: &str = "class X { public static void main(String[] a) {} }";
const C: &str = "int main(void) { return 0; }";

/// Files, and the sentence.
type Case = (&'static [(&'static str, &'static str)], &'static str);

const CASES: [Case; 12] = [
    (
        &[
            ("servidor.py", ""),
            ("cliente.py", ""),
            ("usuarios.csv", ""),
        ],
        "server = `python3 servidor.py` on port 3333, users = usuarios.csv, client = `python3 cliente.py`",
    ),
    (
        &[
            ("servidor.py", ""),
            ("servidor_final.py", ""),
            ("Cliente2.py", ""),
            ("people.csv", "login,x\nana,1\nbia,2\n"),
            ("mensagens.csv", "de\nana\n"),
        ],
        "server = `python3 servidor.py` on port 3333, users = people.csv, client = `python3 Cliente2.py`; passed over: servidor_final.py",
    ),
    (
        &[
            ("servidor/main.py", ""),
            ("servidor/usuarios.csv", ""),
            ("cliente/main.py", ""),
        ],
        "server = `sh -c 'cd servidor && exec python3 main.py'` on port 3333, users = servidor/usuarios.csv, client = `python3 cliente/main.py`",
    ),
    (
        &[
            ("server.js", ""),
            ("cliente.js", ""),
            ("package.json", r#"{"dependencies": {"x": "1"}}"#),
        ],
        "server = `node server.js` on port 3333, users = users.csv (no user base was found), client = `node cliente.js`; package.json names dependencies, and there is no node_modules with them",
    ),
    (
        &[
            ("Servidor.java", MAIN),
            ("ClienteHandler.java", "class H {}"),
            ("Cliente.java", MAIN),
        ],
        "build = `javac -encoding UTF-8 -d out Cliente.java ClienteHandler.java Servidor.java`, server = `java -cp out Servidor` on port 3333, users = users.csv (no user base was found), client = `java -cp out Cliente`",
    ),
    (
        &[(
            "src/chat/Server.java",
            "package chat;\nclass S { static void main(String[] a) {} }",
        )],
        "build = `javac -encoding UTF-8 -d out src/chat/Server.java`, server = `java -cp out chat.Server` on port 3333, users = users.csv (no user base was found); found src/chat/Server.java but no client (a name with `cliente` or `client` in it)",
    ),
    (
        &[
            (
                "Makefile",
                "all: server client\nserver: server.c\n\tcc -o server server.c\nclient: client.c\n",
            ),
            ("server.c", C),
        ],
        "build = `make`, server = `./server` on port 3333, users = users.csv (no user base was found), client = `./client`",
    ),
    (
        &[("servidor.c", C), ("cliente.c", C), ("lista.c", "int x;")],
        "build = `sh -c 'gcc -O2 -pthread -o servidor.out servidor.c lista.c && gcc -O2 -pthread -o cliente.out cliente.c lista.c'`, server = `./servidor.out` on port 3333, users = users.csv (no user base was found), client = `./cliente.out`",
    ),
    (
        &[
            ("Cargo.toml", "[package]\nname = \"chat\"\n"),
            ("src/main.rs", ""),
            ("src/bin/client.rs", ""),
        ],
        "build = `cargo build --release --offline`, server = `target/release/chat` on port 3333, users = users.csv (no user base was found), client = `target/release/client`",
    ),
    (
        &[
            (
                "Cargo.toml",
                "[workspace]\nmembers = [\"server\", \"client\"]\n",
            ),
            ("server/Cargo.toml", "[package]\nname = \"a\"\n"),
            ("server/src/main.rs", ""),
            ("client/Cargo.toml", "[package]\nname = \"b\"\n"),
            ("client/src/main.rs", ""),
        ],
        "build = `cargo build --release --offline --workspace`, server = `target/release/a` on port 3333, users = users.csv (no user base was found), client = `target/release/b`",
    ),
    (
        &[
            ("servidor/Cargo.toml", "[package]\nname = \"a\"\n"),
            ("servidor/src/main.rs", ""),
            ("servidor/users.csv", ""),
            ("cliente/Cargo.toml", "[package]\nname = \"b\"\n"),
            ("cliente/src/main.rs", ""),
        ],
        "build = `sh -c 'cargo build --release --offline --manifest-path servidor/Cargo.toml && cargo build --release --offline --manifest-path cliente/Cargo.toml'`, server = `sh -c 'cd servidor && exec ./target/release/a'` on port 3333, users = servidor/users.csv, client = `cliente/target/release/b`",
    ),
    (
        &[("cliente.py", "")],
        "client = `python3 cliente.py`; found cliente.py but no server (a name with `servidor` or `server` in it)",
    ),
];

#[test]
fn what_is_assumed_is_said() {
    for (files, sentence) in CASES {
        let folder = folder(files);
        let assumed = assume(folder.path()).expect("programs");
        assert_eq!(
            assumed.note,
            format!("no mensageiro.toml: assumed {sentence}"),
            "{files:?}"
        );
        assert_eq!(
            assumed.manifest.server.is_some(),
            assumed.note.contains("server = ")
        );
        assert_eq!(
            assumed.manifest.client.is_some(),
            assumed.note.contains("client = ")
        );
        assert_eq!(
            assumed.manifest.build.is_some(),
            assumed.note.contains("build = ")
        );
    }
}

#[test]
fn both_programs_in_one_language_come_before_one_of_another() {
    let folder = folder(&[("server.py", ""), ("server.js", ""), ("client.js", "")]);
    let note = assume(folder.path()).expect("programs").note;
    assert!(
        note.contains("`node server.js`") && note.ends_with("passed over: server.py"),
        "{note}"
    );
}

#[test]
fn several_lists_of_people_are_none() {
    let folder = folder(&[
        ("server.py", ""),
        ("a.csv", "x\nana\n"),
        ("b.csv", "x\nbia\n"),
    ]);
    let note = assume(folder.path()).expect("a program").note;
    assert!(
        note.contains("(no user base was found)") && note.ends_with("passed over: a.csv, b.csv"),
        "{note}"
    );
}

#[test]
fn where_there_is_nothing_it_says_what_was_looked_for() {
    let folder = folder(&[("essay.txt", ""), ("chat\u{1b}.py", "")]);
    let problem = assume(folder.path()).expect_err("no programs");
    assert!(
        problem.contains("no file such as servidor.py") && problem.contains("essay.txt"),
        "{problem}"
    );
    assert!(!problem.contains('\u{1b}'), "{problem:?}");
}

#[test]
fn a_manifest_is_not_guessed_past() {
    let folder = folder(&[
        ("mensageiro.toml", "[server]\nrun = \"./s {port}\"\n"),
        ("server.py", ""),
    ]);
    let (manifest, note) = assume::manifest(folder.path()).expect("a manifest");
    assert_eq!(note, None);
    assert_eq!(manifest.server.expect("a server").run.program(), "./s");
    let folder = crate::folder(&[
        ("mensageiro.toml", "[server]\nrn = \"s\"\n"),
        ("server.py", ""),
    ]);
    let problem = assume::manifest(folder.path()).expect_err("wrong");
    assert!(
        problem.starts_with("mensageiro.toml:2: unknown field `rn`"),
        "{problem}"
    );
}

#[test]
#[cfg(unix)]
fn a_manifest_that_is_a_link_is_not_read() {
    let secret = folder(&[("secret", "[server]\nrun = secret words\n")]);
    let folder = folder(&[("server.py", "")]);
    let link = folder.path().join("mensageiro.toml");
    std::os::unix::fs::symlink(secret.path().join("secret"), link).expect("a link");
    let problem = assume::manifest(folder.path()).expect_err("a link");
    assert!(
        problem.starts_with("mensageiro.toml is a link"),
        "{problem}"
    );
}
