//! Other names and texts for the same session.

use std::collections::{BTreeMap, BTreeSet};

use testkit::session_file::{Action, ClientAct, is_login};
use testkit::{Session, Words, vary};

fn session(header: &str, steps: &str) -> Session {
    let text = format!("title: t\nsince: ch01-echo\nwhy: w\n{header}\n\n{steps}");
    Session::parse("some.session", &text).expect("a session")
}

#[test]
fn variation_is_whole_words_and_nothing_else() {
    let steps = "ana> @bia até já\nbia< @ana até já\nbia: raw \"anana @ana.\\xff ana\"\nbia< @ana outro\nlog: row ana bia até já\n\
                 bia< banana f ana ANA\nlog: no-row ana bia outro\nf> f\n";
    let written = session("users: ana, bia, f", steps);
    let names = vary::names(&written, 7);
    let (ana, bia) = (&names["ana"], &names["bia"]);
    assert!(is_login(ana) && is_login(bia) && ana < bia && names.len() == 2);
    let varied = vary::vary(&written, &names, 7, Words::Any);
    let lines: Vec<_> = varied
        .steps
        .iter()
        .map(|step| step.action.to_string())
        .collect();
    let text = lines[0].strip_prefix(&format!("ana> @{bia} ")).unwrap();
    assert!(text.starts_with("até já ") && text.len() > "até já ".len());
    assert_eq!(lines[1], format!("bia< @{ana} {text}"));
    assert_eq!(lines[2], format!("bia: raw \"anana @ana.\\xff {ana}\""));
    assert_eq!(lines[3], format!("bia< @{ana} outro"));
    assert_eq!(lines[4], format!("log: row {ana} {bia} {text}"));
    assert_eq!(lines[5], format!("bia< banana f {ana} ANA"));
    assert_eq!(lines[6], format!("log: no-row {ana} {bia} outro"));
    assert_eq!(
        (lines[7].as_str(), varied.users.as_slice()),
        (
            "f> f",
            [ana.clone(), bia.clone(), "f".to_owned()].as_slice()
        )
    );
}

#[test]
fn captures_keep_their_names() {
    let written = session("users: ana, word", "a< + {word:ana} ana {id:word}x\n");
    let names = vary::names(&written, 7);
    let varied = vary::vary(&written, &names, 7, Words::Any);
    let expected = format!("a< + {{word:ana}} {} {{id:word}}x", names["ana"]);
    assert_eq!(varied.steps[0].action.to_string(), expected);
}

#[test]
fn variation_is_wide_and_stays_the_same() {
    let written = session("users: ana, bia", "ana> @bia oi\n");
    let sent = |seed| match &vary::vary(&written, &vary::names(&written, seed), seed, Words::Any)
        .steps[0]
        .action
    {
        Action::Client {
            act: ClientAct::Send(line),
            ..
        } => line.clone(),
        other => panic!("{other}"),
    };
    let lines: BTreeSet<_> = (0..100).map(sent).collect();
    assert_eq!(lines.len(), 100);
    assert!(lines.iter().filter(|line| !line.is_ascii()).count() > 90);
    assert_eq!(sent(5), sent(5));
    let fixed = session("vary: no", "ana> @bia oi\n");
    assert_eq!(
        vary::vary(&fixed, &vary::names(&fixed, 5), 5, Words::Any).steps,
        fixed.steps
    );
}

/// A server that does not keep UTF-8 must be able to show what else it can.
#[test]
fn ascii_words_make_every_text_ascii_in_the_same_way() {
    let steps = "ana> @bia até já, ção 🙂\nbia< @ana até já, ção 🙂\nana> não\n\
                 ana: raw \"@bia ol\u{e1}\\n\"\nana: raw \"\\xc3\"\nlog: row ana bia até já, ção 🙂\n";
    let written = session("users: ana, bia", steps);
    let names = BTreeMap::new();
    for seed in 0..100 {
        let varied = vary::vary(&written, &names, seed, Words::Ascii);
        let steps = varied.steps.iter().map(|step| step.action.to_string());
        let lines: Vec<_> = steps.collect();
        let text = lines[0].strip_prefix("ana> @bia ate ja, cao x ").unwrap();
        assert!(text.is_ascii() && !text.is_empty(), "{text}");
        assert_eq!(lines[1], format!("bia< @ana ate ja, cao x {text}"));
        assert_eq!(lines[2], "ana> nao");
        assert_eq!(lines[3], r#"ana: raw "@bia ola\n""#);
        assert_eq!(lines[4], r#"ana: raw "\xc3""#);
        assert_eq!(lines[5], format!("log: row ana bia ate ja, cao x {text}"));
    }
    for kept in ["vary: no", "vary: logins"] {
        let written = session(&format!("users: ana, bia\n{kept}"), steps);
        let varied = vary::vary(&written, &names, 7, Words::Ascii);
        assert_eq!(varied.steps, written.steps);
    }
}
