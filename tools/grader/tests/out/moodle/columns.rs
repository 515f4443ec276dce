//! What is no worksheet, and what has columns of its own.

use super::{ENGLISH, OPTIONS, filled, with};

fn message(text: &str) -> String {
    filled(text, &OPTIONS).unwrap_err().to_string()
}

#[test]
fn another_csv_is_told_what_to_download() {
    for text in [
        "",
        "\u{feff}",
        "\n\n",
        "\"",
        "First name,Surname,Assignment\nAna,Lima,3\n",
    ] {
        let message = message(text);
        assert!(
            message.starts_with("is no grading worksheet of Moodle's"),
            "{message}"
        );
        assert!(message.contains("`Offline grading worksheet` and `Feedback comments`"));
        assert!(message.contains("with a rubric of Moodle's own active it is not offered"));
    }
    let message = message("Identifier,Full name,Status\nParticipant 4,Ana,x\n");
    assert!(
        message.starts_with("has no column `Grade` (`Nota`): in the"),
        "{message}"
    );
}

#[test]
fn without_a_column_for_comments_there_are_grades() {
    let sheet = "Identifier,Grade,Maximum grade\nParticipant 4,,10.00\n";
    let (text, notes) = filled(sheet, &OPTIONS).unwrap();
    assert_eq!(
        text,
        "Identifier,Grade,Maximum grade\nParticipant 4,8.50,10.00\n"
    );
    assert!(
        notes[0].starts_with("the worksheet has no column `Feedback comments`"),
        "{notes:?}"
    );
}

#[test]
fn a_row_that_is_not_like_the_others() {
    let sheet = with(ENGLISH, &[]);
    assert!(
        message(&sheet.replace("jose@", "jose,@"))
            .starts_with("line 5 has 12 cells and the first line 11")
    );
    assert!(message(&sheet.replace("No Body\"", "No Body")).contains("no second one"));
    let last = "Identifier,Grade,x\nParticipant 4,,a\nParticipant 5,,\"b\n";
    assert!(message(last).starts_with("line 3 has 3 cells"));
    let twice = sheet.replace("Participant 12", "Participant 4");
    assert!(message(&twice).starts_with("line 5: `Participant 4` has a row already"));
    let columns = sheet.replace("Status", "Grade");
    assert_eq!(
        message(&columns),
        "has two columns `grade`: download the worksheet again"
    );
}

#[test]
fn other_encodings_are_refused() {
    let latin: Vec<u8> = with(ENGLISH, &[])
        .chars()
        .map(|it| u8::try_from(it).unwrap())
        .collect();
    let error = grader::worksheet::fill(&latin, &super::graded(), &OPTIONS).unwrap_err();
    assert!(error.to_string().starts_with("is not UTF-8"), "{error}");
}

/// PHP leaves a quotation mark behind a backslash as it is.
#[test]
fn a_backslash_before_a_quotation_mark() {
    let sheet = "Identifier,Online text,Grade\nParticipant 4,TEXT,\n";
    let read = |text: &str| filled(&sheet.replace("TEXT", text), &OPTIONS);
    let (text, _) = read("\"a \\\", b\"").unwrap();
    assert!(text.ends_with(",\"a \\\", b\",8.50\n"), "{text}");
    let (text, _) = read("\"C:\\\"").unwrap();
    assert!(text.ends_with(",\"C:\\\",8.50\n"), "{text}");
    // A student's text that becomes a row of its own, or not.
    let message = message(&sheet.replace("TEXT", "\"\\\",9\nParticipant 12,\"x\\\""));
    assert!(message.starts_with("has `\\\"` in a text"), "{message}");
}
