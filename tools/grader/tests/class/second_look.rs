//! The instructor's second look: decisions, another rubric, another seed, other options.

use std::fs;
use std::path::Path;

use crate::desk::Desk;
use crate::people::{RUBRIC, class, graded};
use crate::worksheet::{GRADES, comments, grades};

/// The total of a person, by the number.
fn total(desk: &Desk, id: &str) -> serde_json::Value {
    let results = desk.results();
    let people = results["people"].as_array().unwrap();
    let person = people.iter().find(|person| person["id"] == id);
    person.unwrap_or_else(|| panic!("{id}: {results}"))["total"].clone()
}

/// What the instructor writes below what is there.
fn decide(desk: &Desk, line: &str) -> String {
    let text = desk.text("grades/overrides.csv") + line;
    desk.write("grades/overrides.csv", &text);
    text
}

#[test]
fn a_decision_changes_the_grade_and_is_shown() {
    let desk = graded();
    let written = decide(
        &desk,
        "7002,inbox,20,\"the order <was> nearly right, on the whole\"\n7001,talk,7.5,\n",
    );
    desk.graded(&["score", "--moodle", "notas.csv"], 1);
    assert_eq!(desk.text("grades/overrides.csv"), written);
    assert_eq!(total(&desk, "7002"), 28.0);
    let page = desk.text("grades/students/7002.html");
    assert!(
        page.contains("the order &lt;was&gt; nearly right, on the whole"),
        "{page}"
    );
    let sheet = desk.bytes("notas.csv");
    assert_eq!(grades(&sheet)[..3], ["\"39,50\"", "\"28,00\"", "\"32,00\""]);
    assert!(comments(&sheet)[1].contains("nearly right"));
    let said = desk.graded(&["compare"], 1);
    assert!(
        said.out.contains("7002") && said.out.contains("24.5"),
        "{}",
        said.out
    );
    assert!(said.out.contains("2 changed, 3 the same"), "{}", said.out);
    // It survives being graded again too.
    desk.graded(&["regrade", "7003", "--seed", "9"], 1);
    assert_eq!(desk.text("grades/overrides.csv"), written);
    assert_eq!(
        (total(&desk, "7002"), total(&desk, "7001")),
        (28.0.into(), 39.5.into())
    );
}

#[test]
fn a_wrong_decision_is_named() {
    let lines = [
        ("7001,inbox,25,\n", "at most 24"),
        ("7001,inbox,-1,\n", "-1"),
        ("7001,inbox,one\n", "`one`"),
    ];
    let desk = graded();
    let template = desk.text("grades/overrides.csv");
    let before = desk.bytes("grades/results.json");
    let line = template.lines().count() + 1;
    for (wrong, what) in lines {
        desk.write("grades/overrides.csv", &template);
        decide(&desk, wrong);
        // Before anything is graded, too.
        for verb in [&["score"][..], &["--resume"], &["regrade", "7001"]] {
            let said = desk.refused(verb);
            assert!(said.contains(&format!("overrides.csv:{line}: ")), "{said}");
            assert!(said.contains(what), "{said}");
        }
    }
    assert_eq!(desk.bytes("grades/results.json"), before);
}

/// The class or the rubric may have changed since it was decided.
#[test]
fn a_decision_about_nobody_is_a_note() {
    let desk = graded();
    let line = desk.text("grades/overrides.csv").lines().count() + 1;
    decide(&desk, "7009,inbox,1,\n7001,inboxes,1,\n7001,talk,2,\n");
    let said = desk.graded(&["score"], 1).out;
    for (line, what) in [(line, "`7009`"), (line + 1, "`inboxes`")] {
        assert!(said.contains(&format!("overrides.csv:{line}: ")), "{said}");
        assert!(said.contains(what), "{said}");
    }
    assert_eq!(total(&desk, "7001"), 34.0);
}

#[test]
fn one_is_graded_again_with_other_words() {
    let desk = graded();
    let evidence = |id: &str| desk.text(&format!("grades/evidence/{id}.json"));
    let before = ["7001", "7002", "7003"].map(evidence);
    desk.graded(&["regrade", "José Ávila", "--seed", "11"], 1);
    let after = ["7001", "7002", "7003"].map(evidence);
    assert_eq!([&before[0], &before[2]], [&after[0], &after[2]]);
    assert!(after[1].contains("\"seed\": 11"), "{}", after[1]);
    assert_eq!(total(&desk, "7002"), 24.5);
    let page = desk.text("grades/students/7002.html");
    assert!(page.contains("11"), "{page}");
    let said = desk.refused(&["regrade", "Nobody"]);
    assert!(
        said.contains("`Nobody`") && said.contains("7001, "),
        "{said}"
    );
}

/// There is nothing that could run: no submissions, and no programs.
#[test]
fn a_changed_rubric_scores_what_was_seen() {
    let desk = graded();
    fs::remove_file(desk.path("envios.zip")).unwrap();
    let changed = RUBRIC.replace("16.5", "20").replace("7.5", "4");
    assert_ne!(changed, RUBRIC);
    desk.write(
        "strict.toml",
        changed.replace("points = 24", "points = 24 # the same"),
    );
    let mut command = desk.command(&["score", "--rubric", "strict.toml"]);
    command.env("PATH", desk.path("tmp"));
    let said = crate::desk::Running::start(&mut command).end();
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert_eq!(total(&desk, "7002"), 28.0);
    // It stays the rubric of this class.
    desk.graded(&["score"], 1);
    assert_eq!(total(&desk, "7002"), 28.0);
}

#[test]
fn a_check_that_was_never_played_is_played_on_resume() {
    let desk = graded();
    let more = "points = 7.5\n[[row.check]]\nsession = 'ch04-inbox/login-gets-a-batch'\npoints = 4";
    let longer = RUBRIC
        .replace("points = 7.5", more)
        .replace("points = 24", "points = 28")
        .replace("points = 8\nrules = []", "points = 4\nrules = []");
    desk.write("longer.toml", longer);
    desk.graded(&["score", "--rubric", "longer.toml"], 1);
    assert_eq!(total(&desk, "7001"), 32.0);
    assert!(desk.text("grades/results.json").contains("not-played"));
    desk.graded(&["--resume"], 1);
    assert_eq!(total(&desk, "7001"), 36.0);
}

/// What a command may read that has to go on, what is Moodle's own, and what goes back to Moodle.
const NAMED: [&str; 3] = ["feedback.zip", "original-notas.csv", "run.json"];

#[test]
fn nobody_is_named_where_it_is_anonymous() {
    let desk = graded();
    desk.write("alunos.csv", "id,group,late_days\nRui Barreto,,1\n7001,,\n");
    let (moodle, students) = (["--moodle", "notas.csv"], ["--students", "alunos.csv"]);
    let arguments = [&["score", "--anonymous"][..], &moodle, &students].concat();
    desk.graded(&arguments, 1);
    // Again, so that what was published before is anonymous too.
    let said = desk.graded(&arguments, 1);
    let mut files = vec![("what was said".to_owned(), format!("{said:?}"))];
    for folder in ["grades", "grades/students", "grades/evidence"] {
        let names = desk.names(folder).into_iter();
        let names = names.filter(|name| name.contains('.') && !NAMED.contains(&name.as_str()));
        let names = names.map(|name| format!("{folder}/{name}"));
        files.extend(names.map(|name| (name.clone(), desk.text(&name))));
    }
    assert!(files.len() > 15, "{}", files.len());
    for person in class() {
        let family = person.name.split(' ').next_back().unwrap();
        for (file, text) in &files {
            assert!(!text.contains(family), "{file} names {family}: {text}");
        }
    }
    assert_eq!(grades(&desk.bytes("notas.csv")), GRADES);
}

#[test]
fn pages_and_comments_are_in_portuguese() {
    let desk = graded();
    desk.graded(&["score", "--lang", "pt-BR", "--moodle", "notas.csv"], 1);
    let page = desk.text("grades/students/7002.html");
    for words in ["lang=\"pt-BR\"", "Mensagens esperam, em ordem", "24,5"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Messages wait"), "{page}");
    let comment = &comments(&desk.bytes("notas.csv"))[1];
    assert!(comment.contains("24,5 de 32 pontos"), "{comment}");
    assert!(desk.text("grades/class.html").contains("lang=\"pt-BR\""));
    let oral = desk.text("grades/oral.html");
    assert!(
        oral.contains("Onde ele espera?") && oral.contains("Mostre a hora."),
        "{oral}"
    );
}

#[test]
fn groups_share_a_grade_and_late_days_cost() {
    let desk = graded();
    // Rui is in Ana's group and has handed in nothing; José came three days late.
    desk.write(
        "alunos.csv",
        "id,group,late_days\n7001,G1,\n7006,G1,1\n7002,,3\n",
    );
    let arguments = ["score", "--students", "alunos.csv", "--moodle", "notas.csv"];
    desk.graded(&arguments, 1);
    let sheet = desk.bytes("notas.csv");
    let expected = ["\"30,00\"", "\"18,50\"", "\"32,00\"", "", "", "\"30,00\""];
    assert_eq!(grades(&sheet), expected);
    let csv = desk.text("grades/grades.csv");
    let jose = csv.lines().find(|line| line.starts_with("7002,")).unwrap();
    assert!(jose.contains(",-6,18.5,"), "{jose}");
    assert_eq!(csv.matches(",G1,").count(), 2, "{csv}");
    // Twice is as good as once.
    desk.graded(&arguments, 1);
    assert_eq!(desk.bytes("notas.csv"), sheet);
    desk.write("alunos.csv", "id,group,late_days\n7001,G1,\n7006,G1,soon\n");
    let said = desk.refused(&arguments);
    assert!(
        said.contains("alunos.csv:3: ") && said.contains("soon"),
        "{said}"
    );
}

#[test]
fn another_maximum_grade_is_asked_about_and_scaled() {
    let desk = graded();
    let ten = desk
        .text("grades/original-notas.csv")
        .replace("40,00", "10,00");
    desk.write("dez.csv", &ten);
    let said = desk.refused(&["score", "--moodle", "dez.csv"]);
    assert!(
        said.contains("dez.csv") && said.contains("--scale"),
        "{said}"
    );
    assert_eq!(desk.text("dez.csv"), ten);
    desk.graded(&["score", "--moodle", "dez.csv", "--scale"], 1);
    let filled = desk.bytes("dez.csv");
    assert_eq!(grades(&filled)[..3], ["\"8,00\"", "\"6,13\"", "\"8,00\""]);
}

/// What is there for the next command, and says what the last ones were.
const NEW: [&str; 2] = ["grades/results.before.json", "grades/run.json"];

#[test]
fn the_same_again_changes_nothing() {
    let desk = graded();
    let files = |desk: &Desk| {
        let names = desk
            .names("grades")
            .into_iter()
            .map(|name| format!("grades/{name}"));
        let names = names.filter(|name| Path::new(name).extension().is_some());
        let names = names.filter(|name| !NEW.contains(&name.as_str()));
        names
            .chain(["notas.csv".to_owned()])
            .map(|name| (desk.bytes(&name), name))
            .collect::<Vec<_>>()
    };
    let before = files(&desk);
    desk.graded(&["score", "--moodle", "notas.csv"], 1);
    for ((old, name), (new, _)) in before.iter().zip(files(&desk)) {
        assert!(*old == new, "{name} has changed");
    }
    let said = desk.graded(&["compare"], 0);
    assert!(said.out.contains("0 changed, 5 the same"), "{}", said.out);
}

/// Late days are no less late where somebody scores again and does not say so a second time.
#[test]
fn how_results_are_shown_is_remembered() {
    let desk = graded();
    desk.write("alunos.csv", "id,group,late_days\n7001,,1\n");
    let sheet = desk.bytes("notas.csv");
    let shown = ["--students", "alunos.csv", "--lang", "pt-BR", "--anonymous"];
    desk.graded(&[&["score"][..], &shown].concat(), 1);
    for verb in [&["score"][..], &["regrade", "7002", "--seed", "3"]] {
        desk.graded(verb, 1);
        assert_eq!(total(&desk, "7001"), 30.0, "{verb:?}");
        let page = desk.text("grades/class.html");
        assert!(page.contains("lang=\"pt-BR\""), "{verb:?}");
        assert!(!page.contains("Quaresma"), "{verb:?}");
    }
    // Nobody has named the worksheet in these.
    assert!(desk.bytes("notas.csv") == sheet);
    desk.graded(&["--resume", "--anonymous=false"], 1);
    assert!(desk.text("grades/class.html").contains("Quaresma"));
    // Who goes on does all that was asked.
    assert_eq!(grades(&desk.bytes("notas.csv"))[0], "\"30,00\"");
}
