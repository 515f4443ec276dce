//! The comment in a worksheet.

use grader::graded::Override;
use grader::lang::{Lang, comment};
use grader::score::Outcome;
use grader::worksheet::Given;
use grader::{Graded, Points, Rubric};
use testkit::{Cause, Failure};

use crate::evidence::{all_but, client, failure, session, who, with};

#[test]
fn a_comment_names_the_rows_that_lost_points_and_why() {
    let rubric = Rubric::course().unwrap();
    let failure = Failure {
        cause: Some(Cause::NoLf),
        ..failure("oi")
    };
    let evidence = all_but(&rubric, "ch04-inbox/text-f", session(failure));
    let graded = Graded::new(who("Ana"), &evidence, &rubric);
    let said = comment(&graded, None, Lang::Portuguese);
    let awaited = "Pontos que ainda serão dados por pessoas: 8.";
    let head = format!("Verificações automáticas: 31,75 de 32 pontos. {awaited} Pontos perdidos: ");
    assert!(said.starts_with(&head), "{said}");
    assert!(
        said.contains("5,75 de 6 (a linha não tem LF no fim)."),
        "{said}"
    );
    assert_eq!(
        said.matches(" de ").count(),
        2 + said.matches("de feedback").count(),
        "{said}"
    );
}

/// Rows behind a failed one are named, and not as lost.
#[test]
fn what_was_not_checked_is_named_apart() {
    let rubric = Rubric::course().unwrap();
    let evidence = all_but(&rubric, "asks-the-name", client("it did not come"));
    let said = comment(
        &Graded::new(who("Ana"), &evidence, &rubric),
        None,
        Lang::English,
    );
    let open = "has not passed: Shows what waits; Sends; Fetches after sending, and shows it; The client says";
    assert!(said.contains(open), "{said}");
    assert!(
        said.contains("Asks for the name and connects: 0 of 2 (it did not come)."),
        "{said}"
    );
}

#[test]
fn who_has_all_points_reads_only_them() {
    let rubric = Rubric::course().unwrap();
    let evidence = with(&rubric, &[Outcome::Passed(None)]);
    let said = comment(
        &Graded::new(who("Ana"), &evidence, &rubric),
        None,
        Lang::English,
    );
    assert!(
        said.starts_with(
            "Automatic checks: 32 of 32 points. Points still to be given by people: 8. The page"
        ),
        "{said}"
    );
}

#[test]
fn a_grade_in_proportion_is_said_and_what_html_or_csv_would_take_is_escaped() {
    let rubric = Rubric::course().unwrap();
    let evidence = with(&rubric, &[Outcome::Passed(None)]);
    let mut graded = Graded::new(who("Ana"), &evidence, &rubric);
    graded.overrides.push(Override {
        id: graded.who.id.clone(),
        row: "oral".to_owned(),
        points: Points::try_from(3.25).unwrap(),
        comment: "<b>\"good\"\\\r\n".to_owned(),
    });
    let given = Given {
        grade: "77,50".to_owned(),
        scaled_to: Some("100,00".to_owned()),
    };
    let said = comment(&graded, Some(&given), Lang::Portuguese);
    assert!(
        said.contains("Como nota, em proporção: 77,50 de 100,00."),
        "{said}"
    );
    assert!(
        said.contains("3,25 de 4 (&lt;b&gt;&quot;good&quot;&#92;)."),
        "{said}"
    );
}
