//! Session files: what is read, and what is said about files that are wrong.

use std::path::Path;

use testkit::Session;
use testkit::session_file::{Action, ClientAct, Expected, LogAct, Quoted, ServerAct, Vary};

const HEADER: &str = "title: t\nsince: ch01-echo\nwhy: w\n";

fn parse(steps: &str) -> Session {
    Session::parse("a.session", &format!("{HEADER}\n{steps}")).expect("a session")
}

fn client(session: &Session, index: usize) -> &ClientAct {
    match &session.steps[index].action {
        Action::Client { act, .. } => act,
        other => panic!("{other}"),
    }
}

#[test]
fn reads_the_header() {
    let text = "# a comment\ntitle: C# and #1   # not this\nsince: ch04-inbox\nuntil: final\nwhy: w\n\
                users: ana, bia\nvary: logins\npace: as-written\n\n# another\nana> ana\n";
    let session = Session::parse(Path::new("a.session"), text).unwrap();
    assert_eq!(
        (session.title.as_str(), session.why.as_str()),
        ("C# and #1", "w")
    );
    assert_eq!(
        (session.since.as_str(), session.until.as_deref()),
        ("ch04-inbox", Some("final"))
    );
    assert_eq!(session.users, ["ana", "bia"]);
    assert_eq!((session.vary, session.may_coalesce), (Vary::Logins, false));
    assert_eq!((session.steps.len(), session.steps[0].line), (1, 11));
}

#[test]
fn reads_every_step_and_prints_it_as_it_was() {
    let steps = "ana> ana\nana>\nana<\nana< ! bad-text\nana< ! bad-text words\nana< #{id} {time:a} @x  # y \nana: connect\n\
                 ana: slowly @bia até já\nana: raw \"\\xff\\xfe@bia\\n\" \"x\"*5000\nana: receive \"\\\"\\\\\"\nana: close\n\
                 ana: half-close\nana: reset\nana: closed\nlog: row ana bia até já\nlog: no-row ana bia  x\n\
                 server: stop\nserver: kill\nserver: start\nserver: restart\n";
    let session = parse(steps);
    let printed: String = session
        .steps
        .iter()
        .map(|step| format!("{}\n", step.action))
        .collect();
    assert_eq!(printed, steps);
    assert_eq!(client(&session, 1), &ClientAct::Send(String::new()));
    assert_eq!(
        client(&session, 3),
        &ClientAct::Expect(Expected::Notice {
            code: "bad-text".into()
        })
    );
    assert_eq!(
        client(&session, 5),
        &ClientAct::Expect(Expected::Line("#{id} {time:a} @x  # y ".into()))
    );
    let ClientAct::Raw(pieces) = client(&session, 8) else {
        panic!()
    };
    assert_eq!(
        Quoted::join(pieces),
        [b"\xff\xfe@bia\n".as_slice(), &[b'x'; 5000]].concat()
    );
    assert!(
        matches!(&session.steps[15].action, Action::Log(LogAct::NoRow(row)) if row.text == " x")
    );
    assert_eq!(session.steps[19].action, Action::Server(ServerAct::Restart));
}

#[test]
fn the_users_are_those_who_log_in() {
    let session = parse(
        "b: connect\nb> bia /push\na> ana\na> caio\na: close\na> davi\na> ?\nx: raw \"eva\\r\\n\"\ny> no user\n",
    );
    assert_eq!(session.users, ["bia", "ana", "davi", "eva"]);
}

#[test]
fn users_may_have_passwords() {
    let text =
        "title: t\nsince: s\nwhy: w\npasswords: ana segredo, bia sol e mar\n\nana> ana\nzoe> zoe\n";
    let session = Session::parse(Path::new("a.session"), text).unwrap();
    assert_eq!(session.users, ["ana", "zoe", "bia"]);
    let passwords = session.passwords.iter();
    let pairs: Vec<_> = passwords
        .map(|it| (it.login.as_str(), it.text.as_str()))
        .collect();
    assert_eq!(pairs, [("ana", "segredo"), ("bia", "sol e mar")]);
}

/// The text of a file, and what is said about it.
const WRONG: &[(&str, &str)] = &[
    (
        "",
        "a.session:1: the header has no `title:`; title, since and why are required",
    ),
    (
        "title: t\n\nana> x\n",
        "a.session:2: the header has no `since:`; title, since and why are required",
    ),
    (
        "title t\n",
        "a.session:1: `title t` is no header line; write `key: value`, and a blank line before the steps",
    ),
    (
        "# c\ntitle:  # t\n",
        "a.session:2: `title` has no value; write it behind the colon",
    ),
    (
        "titel: t\n",
        "a.session:1: no header key `titel`; there are title, since, until, why, users, passwords, vary and pace, and a blank line ends the header",
    ),
    (
        "title: t\ntitle: t\n",
        "a.session:2: `title` stands twice; once is enough",
    ),
    (
        "title: t\nsince: s\nwhy: w\nusers: ana, Bia\n\nana> x\n",
        "a.session:4: `Bia` is no login; write logins like `ana`, separated by commas",
    ),
    (
        "title: t\nsince: s\nwhy: w\npasswords: ana a, bia\n\nana> x\n",
        "a.session:4: ` bia` is no login with its password; write `ana her password, bia another`",
    ),
    (
        "title: t\nsince: s\nwhy: w\nvary: yes\n\nana> x\n",
        "a.session:4: `vary: yes` means nothing; allowed are all, logins and no",
    ),
    (
        "title: t\nsince: s\nwhy: w\npace: slow\n\nana> x\n",
        "a.session:4: `pace: slow` means nothing; allowed is as-written",
    ),
    (
        "title: t\nsince: s\nwhy: w\n\n# nothing\n",
        "a.session:5: no steps; after the header come a blank line and steps such as `ana> ana`",
    ),
];

/// A step, and what is said about it.
const WRONG_STEPS: &[(&str, &str)] = &[
    (
        "ana",
        "`ana` is no step; write `name> what is sent`, `name< what must come` or `name: what happens`",
    ),
    (
        "ana>x",
        "a blank is missing before `x`; write `ana> text`, `ana< text` or `ana: close`",
    ),
    (
        "Ana> x",
        "`Ana` names no connection; write a name that looks like a login, such as `ana`",
    ),
    (
        "log> x",
        "`log` is no connection's name; write `log:`, or choose another name",
    ),
    (
        "ana: closes",
        "a client cannot `closes`; allowed are connect, close, half-close, reset, closed, slowly TEXT, raw \"BYTES\" and receive \"BYTES\"",
    ),
    (
        "ana: close now",
        "a client cannot `close now`; allowed are connect, close, half-close, reset, closed, slowly TEXT, raw \"BYTES\" and receive \"BYTES\"",
    ),
    (
        "ana: raw",
        r#"nothing to send; write bytes in quotes such as "\xff@bia\n" or "x"*5000, with blanks between pieces"#,
    ),
    (
        "ana: raw x",
        r#"`x` is not in quotes; write bytes in quotes such as "\xff@bia\n" or "x"*5000, with blanks between pieces"#,
    ),
    (
        r#"ana: raw "x"#,
        r#"a closing quote is missing; write bytes in quotes such as "\xff@bia\n" or "x"*5000, with blanks between pieces"#,
    ),
    (
        r#"ana: raw "\q""#,
        r#"`\q"` begins with no known escape; allowed are \xNN \n \r \t \0 \\ \" \u{1F600}"#,
    ),
    (
        r#"ana: raw "x"*0"#,
        "`*0` is no repetition; write a number from 1 to 1000000 behind the `*`",
    ),
    (
        "log: row ana bia",
        "`log: row ana bia` asks for nothing; write `log: row FROM TO TEXT` or `log: no-row FROM TO TEXT`",
    ),
    (
        "log: rows ana bia x",
        "`log: rows ana bia x` asks for nothing; write `log: row FROM TO TEXT` or `log: no-row FROM TO TEXT`",
    ),
    (
        "server: reload",
        "a server cannot `reload`; allowed are stop, kill, start and restart",
    ),
    (
        "ana> #{id}",
        "{id} is sent before an expected line has captured it; write `name< … {id} …` before",
    ),
];

#[test]
fn says_what_is_wrong_and_what_is_allowed() {
    for (text, message) in WRONG {
        let error = Session::parse("a.session", text).expect_err(text);
        assert_eq!(&error.to_string(), message);
    }
    for (step, message) in WRONG_STEPS {
        let error =
            Session::parse("a.session", &format!("{HEADER}\nok> ok\n{step}\n")).expect_err(step);
        assert_eq!(error.to_string(), format!("a.session:6: {message}"));
    }
}

#[test]
fn says_that_a_file_cannot_be_read() {
    let error = Session::load("nowhere.session").unwrap_err().to_string();
    assert!(
        error.starts_with("nowhere.session: cannot be read: "),
        "{error}"
    );
}
