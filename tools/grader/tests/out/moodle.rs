//! Moodle's offline grading worksheet.
//!
//! Each worksheet is written once, with names in place of the cells that may change: `[G4]` is the
//! grade of participant 4, `[C4]` their comment. So what is expected is the same to the byte but for
//! those.

mod columns;
mod rows;

use grader::results::Person;
use grader::worksheet::{Filled, Given, Options, WorksheetError, fill};
use grader::{Results, whole_file};

use crate::support::{results, talk};

/// As an English site writes it: a comma, CR LF, no BOM.
const ENGLISH: &str = "Identifier,\"Full name\",\"Email address\",Status,Grade,\
    \"Maximum grade\",\"Grade can be changed\",\"Last modified (submission)\",\"Online text\",\
    \"Last modified (grade)\",\"Feedback comments\"\r
\"Participant 4\",\"Ana Lima\",ana@example.org,\"Submitted for grading\",[G4],10.00,Yes,\
    \"Monday, 14 September 2026, 9:51 PM\",\"one \"\"two\"\",\r
\r
\"\"three\"\"\",-,[C4]\r
\"Participant 12\",\"José Ávila\",jose@example.org,\"Submitted for grading\",[G12],10.00,Yes,-,,\
    -,[C12]\r
\"Participant 30\",=Rui,rui@example.org,\"Submitted for grading\",[G30],10.00,Yes,-,,-,[C30]\r
\"Participant 55\",\"No Body\",no@example.org,\"No submission\",[G55],10.00,Yes,-,,-,[C55]\r\n";

/// As a Brazilian site writes it: a BOM, and a decimal comma in quotation marks.
const BRAZILIAN: &str = "\u{feff}Identificador,\"Nome completo\",\"Identificação de usuário\",\
    \"Número de identificação\",Status,Nota,\"Nota máxima\",\"Nota pode ser alterada\",\
    \"Última modificação (envio)\",\"Última modificação (nota)\",\"Comentários de feedback\"\r
Participante4,\"Ana Lima\",rp4,rp4,\"Enviado para avaliação -  - \",[G4],\"10,00\",Sim,\
    \"segunda-feira, 14 set. 2026, 21:51\",-,[C4]\r
Participante12,\"José Ávila\",rp12,rp12,\"Enviado para avaliação -  - \",[G12],\"10,00\",Sim,\
    \"segunda-feira, 14 set. 2026, 21:51\",-,[C12]\r
\"Participante 30\",=Rui,rp30,rp30,\"Nenhum envio -  - \",[G30],\"10,00\",Sim,-,-,[C30]\r\n";

/// The worksheet with these cells, and nothing in the others.
fn with(worksheet: &str, cells: &[(&str, &str)]) -> String {
    let mut text = worksheet.to_owned();
    for (name, cell) in cells {
        assert!(text.contains(&format!("[{name}]")), "{name}");
        text = text.replace(&format!("[{name}]"), cell);
    }
    for number in ["4", "12", "30", "55"] {
        text = text.replace(&format!("[G{number}]"), "");
        text = text.replace(&format!("[C{number}]"), "");
    }
    text
}

fn comment(_: &Person, given: &Given) -> String {
    match &given.scaled_to {
        Some(maximum) => format!("{}/{maximum}", given.grade),
        None => "ok".to_owned(),
    }
}

const OPTIONS: Options = Options {
    scale: false,
    overwrite: false,
    comment: &comment,
};

/// A comment as it stands in the file.
fn marked(grade: &str) -> String {
    format!("\"ok<!-- cargo grade {grade} -->\"")
}

/// Ana has 8.5 of 10, José 4.5, and Rui needs a person.
fn graded() -> Results {
    results(&[talk("4", 2.5, ""), talk("12", 0.0, "")])
}

fn filled(worksheet: &str, options: &Options) -> Result<(String, Vec<String>), WorksheetError> {
    let Filled { bytes, notes, .. } = fill(worksheet.as_bytes(), &graded(), options)?;
    let notes = notes.iter().map(ToString::to_string).collect();
    Ok((String::from_utf8(bytes).unwrap(), notes))
}

#[test]
fn an_english_worksheet_changes_in_two_columns_only() {
    let (text, notes) = filled(&with(ENGLISH, &[]), &OPTIONS).unwrap();
    let (four, twelve) = (marked("8.50"), marked("4.50"));
    let cells = [
        ("G4", "8.50"),
        ("C4", &four),
        ("G12", "4.50"),
        ("C12", &twelve),
    ];
    assert_eq!(text, with(ENGLISH, &cells));
    let expected = [
        "line 6: 30 needs a person; unchanged",
        "line 7: Participant 55 (No Body) has handed nothing in; unchanged",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn a_brazilian_worksheet_keeps_its_bom_and_decimal_commas() {
    let (text, notes) = filled(&with(BRAZILIAN, &[]), &OPTIONS).unwrap();
    let (four, twelve) = (marked("8,50"), marked("4,50"));
    let cells = [
        ("G4", "\"8,50\""),
        ("C4", &four),
        ("G12", "\"4,50\""),
        ("C12", &twelve),
    ];
    assert_eq!(text, with(BRAZILIAN, &cells));
    assert_eq!(notes[0], "line 4: 30 needs a person; unchanged");
    assert!(
        notes[1].starts_with("when you upload the worksheet, tick"),
        "{notes:?}"
    );
}

#[test]
fn separators_line_ends_and_the_last_line() {
    for separator in [";", "\t", ":"] {
        let header = ["Nota", "Identificador", "Comentários de feedback", "x"].join(separator);
        let row = ["[G4]", "Participante 4", "[C4]", "a,b"].join(separator);
        // No column has the maximum, and there is no end of the last line.
        let sheet = format!("{header}\n{row}\n\n{}", row.replace('4', "12"));
        let (text, notes) = filled(&with(&sheet, &[]), &OPTIONS).unwrap();
        let (four, twelve) = (marked("8,50"), marked("4,50"));
        let cells = [
            ("G4", "8,50"),
            ("C4", &four),
            ("G12", "4,50"),
            ("C12", &twelve),
        ];
        assert_eq!(text, with(&sheet, &cells));
        assert!(notes[0].starts_with("the worksheet has no column `Maximum grade`"));
    }
}

#[test]
fn the_same_again_changes_nothing() {
    for worksheet in [ENGLISH, BRAZILIAN] {
        let (once, _) = filled(&with(worksheet, &[]), &OPTIONS).unwrap();
        let (twice, notes) = filled(&once, &OPTIONS).unwrap();
        assert_eq!(once, twice);
        assert!(!notes.iter().any(|note| note.contains("had")), "{notes:?}");
    }
}

#[test]
fn the_file_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("worksheet.csv");
    std::fs::write(&path, with(ENGLISH, &[])).unwrap();
    let filled = fill(&std::fs::read(&path).unwrap(), &graded(), &OPTIONS).unwrap();
    assert_eq!(filled.graded, 2);
    whole_file::write(&path, &filled.bytes).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), filled.bytes);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
