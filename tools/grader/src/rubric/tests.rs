use super::*;
use testkit::vary;

fn message(rows: &str) -> String {
    let text = format!("title = 't'\n{rows}");
    load(Path::new("r.toml"), &text)
        .expect_err("wrong")
        .to_string()
}

fn row(id: &str, rest: &str) -> String {
    format!("[[row]]\nid = '{id}'\ntitle = 't'\npart = 'server'\npoints = 1\nrules = [1]\n{rest}")
}

const CHECK: &str = "[[row.check]]\nsession = 'ch04-inbox/message-waits'\npoints = 1\n";

#[test]
fn the_courses_own_is_right() {
    let rubric = Rubric::course().expect("a rubric");
    assert_eq!(rubric.automatic().to_string(), "32");
    assert_eq!(rubric.by_people().to_string(), "8");
    let plays = rubric.rows.iter().flat_map(|row| &row.checks);
    let names: Vec<_> = plays.map(|check| check.play.name()).collect();
    assert!(
        names.contains(&"ch04-inbox/messages-in-order".to_owned()),
        "{names:?}"
    );
    for check in crate::client::ClientCheck::ALL {
        assert!(names.contains(&check.to_string()), "nothing scores {check}");
    }
    let mut played = rubric.rows.iter().filter(|row| row.part != Part::People);
    assert!(played.all(|row| !row.rules.is_empty()));
}

#[test]
fn points_that_do_not_add_up() {
    let half = CHECK.replace("points = 1", "points = 0.5");
    let wrong = "row `a`: it has 1 points, and those of its checks add up to 0.5";
    assert_eq!(message(&row("a", &half)), format!("r.toml:2: {wrong}"));
    let thirds = CHECK.replace("points = 1", "points = 0.333");
    let wrong = message(&row("a", &thirds));
    assert!(
        wrong.starts_with("r.toml:10: `0.333` is no number of points"),
        "{wrong}"
    );
}

#[test]
fn what_does_not_exist_is_named() {
    let none = CHECK.replace("message-waits", "none");
    let wrong = message(&row("a", &none));
    assert!(
        wrong.starts_with("r.toml:8: row `a`: there is no session `ch04-inbox/none`"),
        "{wrong}"
    );
    let client = CHECK.replace("session = 'ch04-inbox/message-waits'", "client = 'sings'");
    let wrong = message(&row("a", &client));
    assert!(
        wrong.contains("there is no check `sings`; there are asks-the-name, "),
        "{wrong}"
    );
    let wrong = message(&row("a", &format!("after = ['b']\n{CHECK}")));
    assert_eq!(
        wrong,
        "r.toml:2: row `a`: `after` names `b`, and there is no such row"
    );
    let key = message(&row("a", "weight = 1\n"));
    assert!(key.starts_with("r.toml:8: unknown field `weight`"), "{key}");
}

#[test]
fn rows_are_told_apart_and_do_not_wait_for_each_other() {
    let one = row("a", &format!("after = ['b']\n{CHECK}"));
    let two = row("b", &format!("after = ['a']\n{CHECK}"));
    let wrong = message(&format!("{one}{two}"));
    assert_eq!(wrong, "r.toml:2: row `a`: `after` leads back to itself");
    let twice = row("a", CHECK);
    let wrong = message(&format!("{twice}{twice}"));
    assert_eq!(
        wrong,
        "r.toml:11: row `a`: there is one of this name already"
    );
    let people = row("a", CHECK).replace("server", "people");
    assert!(message(&people).contains("so it has no checks"));
}

#[test]
fn words_are_ascii_unless_a_row_says_otherwise() {
    let words = |rest: &str| {
        let text = format!("title = 't'\n{}", row("a", &format!("{rest}{CHECK}")));
        load(Path::new("r.toml"), &text).map(|rubric| rubric.rows[0].words)
    };
    assert_eq!(words(""), Ok(Words::Ascii));
    assert_eq!(words("words = 'any'\n"), Ok(Words::Any));
    let wrong = words("words = 'utf8'\n").expect_err("wrong").to_string();
    assert!(
        wrong.starts_with("r.toml:8: unknown variant `utf8`"),
        "{wrong}"
    );
}

/// One row of the course's own rubric is about UTF-8, and only that one needs it.
#[test]
fn no_other_row_needs_utf_8() {
    let rubric = Rubric::course().expect("a rubric");
    let about: Vec<_> = rubric
        .rows
        .iter()
        .filter(|row| row.words == Words::Any)
        .collect();
    assert_eq!(
        about.iter().map(|row| &row.id).collect::<Vec<_>>(),
        ["utf8"]
    );
    for row in rubric.rows.iter().filter(|row| row.words == Words::Ascii) {
        for check in &row.checks {
            let Play::Session(session) = &check.play else {
                continue;
            };
            let names = vary::names(session, 7);
            for step in vary::vary(session, &names, 7, row.words).steps {
                let text = step.action.to_string();
                assert!(text.is_ascii(), "{}: {text}", check.play.name());
            }
        }
    }
}

#[test]
fn what_a_row_builds_on() {
    let rubric = Rubric::course().expect("a rubric");
    let before = |id| {
        let rows = rubric.before(id).into_iter();
        rows.map(|row| row.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(before("log"), ["users", "several", "delivery"]);
    assert_eq!(before("users"), Vec::<&str>::new());
}
