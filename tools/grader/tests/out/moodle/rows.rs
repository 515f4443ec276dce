//! What stays as it is in a row, and what is replaced.

use super::{BRAZILIAN, ENGLISH, OPTIONS, filled, graded, marked, with};
use grader::worksheet::{Options, fill};

const OVERWRITE: Options = Options {
    overwrite: true,
    ..OPTIONS
};

#[test]
fn a_persons_grade_stays_and_ours_is_replaced() {
    let (ours, edited) = (marked("3.00"), marked("3.00"));
    // José's was ours, until a person has changed the grade beside it.
    let before = [
        // Quotation marks stay, needed or not.
        ("G4", "\"3.00\""),
        ("C4", &*ours),
        ("G12", "9.00"),
        ("C12", &edited),
    ];
    let (text, notes) = filled(&with(ENGLISH, &before), &OPTIONS).unwrap();
    let new = marked("8.50");
    let after = [
        ("G4", "\"8.50\""),
        ("C4", &*new),
        ("G12", "9.00"),
        ("C12", &edited),
    ];
    assert_eq!(text, with(ENGLISH, &after));
    assert_eq!(notes[0], "line 2: 4 had 3.00 and has 8.50 now");
    let kept =
        "line 5: 12 has the grade 9.00 and would get 4.50; unchanged, --overwrite replaces it";
    assert_eq!(notes[1], kept);
    assert!(
        notes.last().unwrap().starts_with("when you upload"),
        "{notes:?}"
    );
    let (text, _) = filled(&with(ENGLISH, &before), &OVERWRITE).unwrap();
    let other = marked("4.50");
    let after = [
        ("G4", "\"8.50\""),
        ("C4", &*new),
        ("G12", "4.50"),
        ("C12", &other),
    ];
    assert_eq!(text, with(ENGLISH, &after));
}

#[test]
fn a_persons_comment_stays() {
    let before = [("C4", "\"see me,\r\n\"\"Ana\"\"\"")];
    let (text, notes) = filled(&with(ENGLISH, &before), &OPTIONS).unwrap();
    let twelve = marked("4.50");
    let after = [before[0], ("G4", "8.50"), ("G12", "4.50"), ("C12", &twelve)];
    assert_eq!(text, with(ENGLISH, &after));
    assert!(
        notes[0].starts_with("line 2: 4 has a comment already, which stays"),
        "{notes:?}"
    );
    let (text, _) = filled(&with(ENGLISH, &before), &OVERWRITE).unwrap();
    assert!(!text.contains("see me"), "{text}");
}

#[test]
fn an_equal_grade_stays_as_it_is_written() {
    let before = [("G4", "\"8,5\""), ("G12", "-")];
    let (text, _) = filled(&with(BRAZILIAN, &before), &OPTIONS).unwrap();
    let (four, twelve) = (marked("8,50"), marked("4,50"));
    let after = [
        before[0],
        ("C4", &four),
        ("G12", "\"4,50\""),
        ("C12", &twelve),
    ];
    assert_eq!(text, with(BRAZILIAN, &after));
}

#[test]
fn who_needs_a_person_keeps_what_is_there() {
    let before = [("G30", "\"7,00\""), ("C30", "mine")];
    let (text, notes) = filled(&with(BRAZILIAN, &before), &OVERWRITE).unwrap();
    assert!(
        text.contains(",\"7,00\",\"10,00\",Sim,-,-,mine\r\n"),
        "{text}"
    );
    assert_eq!(
        notes[0],
        "line 4: 30 needs a person and keeps 7,00; unchanged"
    );
}

#[test]
fn a_locked_row_stays() {
    for (worksheet, yes, no) in [(ENGLISH, "Yes", "No"), (BRAZILIAN, "Sim", "\"Não\"")] {
        let locked = with(worksheet, &[]).replace(&format!(",{yes},"), &format!(",{no},"));
        let (text, notes) = filled(&locked, &OVERWRITE).unwrap();
        assert_eq!(text, locked);
        let note = "line 2: the grade of 4 cannot be changed in Moodle; unchanged";
        assert_eq!(notes[0], note);
        // As Portugal names the column.
        let locked = locked.replace("Nota pode ser alterada", "A nota pode ser alterada.");
        assert_eq!(filled(&locked, &OVERWRITE).unwrap().0, locked);
    }
}

#[test]
fn another_maximum_is_an_error_or_a_proportion() {
    let sheet = with(BRAZILIAN, &[]).replace("10,00", "100,00");
    let error = filled(&sheet, &OPTIONS).unwrap_err().to_string();
    assert!(
        error.starts_with("has the maximum grade 100,00, and the rubric gives 10: set"),
        "{error}"
    );
    let scale = Options {
        scale: true,
        ..OPTIONS
    };
    let (text, _) = filled(&sheet, &scale).unwrap();
    assert!(text.contains(",\"85,00\",\"100,00\","), "{text}");
    let comment = "\"85,00/100,00<!-- cargo grade 85,00 -->\"";
    assert!(text.contains(comment), "{text}");
    let three = with(BRAZILIAN, &[]).replace("10,00", "3,0");
    let (text, _) = filled(&three, &scale).unwrap();
    assert!(
        text.contains(",\"2,6\",\"3,0\","),
        "2.55 is rounded: {text}"
    );
}

#[test]
fn a_scale_is_no_number() {
    let sheet = with(ENGLISH, &[]).replace("10.00", "Excellent");
    let error = filled(&sheet, &OPTIONS).unwrap_err().to_string();
    assert!(
        error.starts_with("line 2: the maximum grade `Excellent`"),
        "{error}"
    );
    let sheet = with(ENGLISH, &[]).replacen("10.00", "0.00", 1);
    assert!(filled(&sheet, &OPTIONS).is_err());
}

#[test]
fn a_submission_without_a_row_is_told_and_a_name_may_stand_for_a_number() {
    let mut results = graded();
    results.people[0].who.participant = Some(5);
    results.people[1].who.participant = None;
    let filled = fill(with(ENGLISH, &[]).as_bytes(), &results, &OPTIONS).unwrap();
    let text = String::from_utf8(filled.bytes).unwrap();
    let twelve = marked("4.50");
    assert_eq!(text, with(ENGLISH, &[("G12", "4.50"), ("C12", &twelve)]));
    let notes: Vec<_> = filled.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes.last().unwrap(),
        "4 has no row of their own in the worksheet"
    );
}
