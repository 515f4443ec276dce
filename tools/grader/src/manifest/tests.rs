use super::*;

fn parse(text: &str) -> Result<Manifest, String> {
    Manifest::parse(Path::new(FILE), text).map_err(|error| error.to_string())
}

fn words(template: &Template) -> Vec<String> {
    let address = ([127, 0, 0, 1], 4444).into();
    let command = template.command(Path::new("/f"), address, Path::new("/d"));
    let arguments = command.get_args();
    arguments
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn the_example_is_one() {
    let manifest = parse(EXAMPLE).expect("a manifest");
    let server = manifest.server.expect("a server");
    assert_eq!(words(&server.run), ["127.0.0.1", "4444", "/d"]);
    assert_eq!(server.users, Path::new("users.csv"));
    let client = manifest.client.expect("a client");
    assert_eq!(client.login, ["{login}"]);
    assert_eq!(client.send, ["@{to} {text}"]);
    assert_eq!(client.fetch, [""]);
    assert_eq!(client.quit, Vec::<String>::new());
    assert!(manifest.build.is_some());
}

#[test]
fn a_line_is_split_as_a_shell_does_it_and_a_list_is_not() {
    let run = |value: &str| {
        let manifest = parse(&format!("[server]\nrun = {value}\n")).expect("a manifest");
        words(&manifest.server.expect("a server").run)
    };
    assert_eq!(
        run(r#"'java -cp "my classes" Server'"#),
        ["-cp", "my classes", "Server"]
    );
    assert_eq!(
        run(r#"["java", "-cp", "my classes", "a\"b"]"#),
        ["-cp", "my classes", "a\"b"]
    );
}

/// A text, and what is said about it behind the file's name.
const WRONG: [(&str, &str); 21] = [
    ("", ": there is neither [server] nor [client]"),
    (
        "[server]\nrun = 's'\nporta = 1",
        ":3: unknown field `porta`, expected `run` or `users`",
    ),
    (
        "[servidor]\nrun = 's'",
        ":1: unknown field `servidor`, expected one of `build`, `server`, `client`",
    ),
    (
        "[server]\nusers = 'u.csv'",
        ":1: [server] has no `run`, the command that starts the server",
    ),
    (
        "[server]\nrun = 's'\n[client]\n",
        ":3: [client] has no `run`, the command that starts the client",
    ),
    (
        "[server]\nrun = python3 s.py {port}",
        ":2: quotation marks are missing: run = \"python3 s.py {port}\"",
    ),
    (
        "[server]\nrun = java -cp \"a b\" S",
        ":2: quotation marks are missing: run = 'java -cp \"a b\" S'",
    ),
    (
        "[build]\ncommand = 'javac A.java && javac B.java'\n[server]\nrun='s'",
        ":2: `&&` means nothing here: this is one command, not run by a shell; put several into a script or a Makefile, and run that",
    ),
    (
        "[server]\nrun = 's > log.txt'",
        ":2: `>` means nothing here: this is one command, not run by a shell; put several into a script or a Makefile, and run that",
    ),
    (
        "[client]\nrun = 'c'\nlogin = '{login}'",
        ":3: login needs brackets: login = [\"{login}\"]",
    ),
    (
        "[client]\nrun = 'c'\nfetch = 2",
        ":3: what is typed is a list of lines such as [\"1\", \"{to}\", \"{text}\"]",
    ),
    (
        "[client]\nrun = 'c'\nfetch = []",
        ":3: fetch = [] types nothing; write what fetches, such as fetch = [\"2\"], or fetch = [\"\"] if Enter alone does, or if the client fetches by itself",
    ),
    (
        "[server]\nrun = 5",
        ":2: a command is a line such as \"make all\", or a list of words such as [\"make\", \"all\"]",
    ),
    (
        "[server]\nrun = 'a \"b'",
        ":2: a quotation mark is not closed in `a \"b`",
    ),
    ("\n[server]\nrun = ''", ":3: the command is empty"),
    (
        "[server]\nrun = 's {porta}'",
        ":2: {porta} means nothing here; there are {host}, {port}, {data}",
    ),
    (
        "[build]\ncommand = 'make {data}'\n[server]\nrun='s'",
        ":2: {data} means nothing here",
    ),
    (
        "[server]\nrun = 's'\nusers = '../users.csv'",
        ":3: the user base is a file in the data folder, such as \"users.csv\"",
    ),
    (
        "[client]\nrun = 'c'\nsend = ['{text}']",
        ":3: {to} must stand in one of the lines",
    ),
    (
        "[client]\nrun = 'c'\nlogin = ['{nome}', '{login}']",
        ":3: {nome} means nothing here; there are {login}",
    ),
    (
        "[client]\nrun = 'c'\nfetch = [\"a\\n\"]",
        ":3: a line to be typed has no control characters; Enter comes by itself",
    ),
];

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (text, message) in WRONG {
        assert_eq!(parse(text), Err(format!("{FILE}{message}")), "{text}");
    }
    let cargo = parse("[server]\nrun = 'cargo run --bin server'").expect_err("builds again");
    assert!(cargo.contains("`cargo run` would build again"), "{cargo}");
    let half = parse("[server\n").expect_err("no TOML");
    assert!(
        half.starts_with("mensageiro.toml:1: ") && !half.contains('\n'),
        "{half}"
    );
}

#[test]
fn where_there_is_none_an_example_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = Manifest::load(folder.path()).expect_err("nothing there");
    assert!(
        error
            .to_string()
            .contains("mensageiro.toml: there is no such file")
    );
    assert!(
        error.to_string().contains("[server]\n    run = "),
        "{error}"
    );
}

#[test]
fn a_user_base_that_is_named_must_be_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |file: &str, text| fs::write(folder.path().join(file), text).expect("a file");
    write(FILE, "[server]\nrun = 's'\nusers = 'usuarios.csv'\n");
    let error = Manifest::load(folder.path()).expect_err("no such file");
    let end = "mensageiro.toml:3: there is no file `usuarios.csv` in the folder: put your user base there, or correct the name";
    assert!(error.to_string().ends_with(end), "{error}");
    write("usuarios.csv", "usuario\nana\n");
    assert!(Manifest::load(folder.path()).is_ok());
    fs::remove_file(folder.path().join("usuarios.csv")).expect("removed");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    write("data/usuarios.csv", "usuario\nana\n");
    assert!(Manifest::load(folder.path()).is_ok());
}

#[test]
fn what_is_written_is_read_again() {
    let odd = r#"
        [build]
        command = ["sh", "-c", "cd 'a b' && make \"x\\y\""]
        [server]
        run = "python3 'o servidor.py' {port}"
        users = "dados/usuários.csv"
        [client]
        run = ["python3", "cliente\t.py"]
        send = ["1", "{to}", "{text}"]
        fetch = ["", "'2'"]
        quit = ["sair"]
    "#;
    for text in [EXAMPLE, odd, "[client]\nrun = 'c'", "[server]\nrun = 's'"] {
        let manifest = parse(text).expect("a manifest");
        let written = manifest.to_toml().expect("a text");
        assert_eq!(parse(&written), Ok(manifest), "{written}");
    }
}

#[test]
fn it_reaches_a_worker_as_it_is() {
    let manifest = parse(EXAMPLE).expect("a manifest");
    let text = serde_json::to_string(&manifest).expect("JSON");
    let read: Manifest = serde_json::from_str(&text).expect("the same");
    assert_eq!(read, manifest);
    assert!(
        read.server
            .is_some_and(|server| server.run.takes(Hole::Port))
    );
}
