//! Whatever stands in a file: nothing panics, and where nothing is filled in, nothing changes.

use std::path::Path;

use crate::support::{class, graded, results, rubric, talk};
use grader::students::Students;
use grader::worksheet::{Options, fill};
use grader::{Results, overrides};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

const OPTIONS: Options = Options {
    scale: true,
    overwrite: true,
    comment: &|_, _| "a, \"b\"".to_owned(),
};

/// Texts of the characters that matter, after a line that may be a header.
fn table(headers: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "\"",
        "\"\"",
        ",",
        ";",
        "\t",
        ":",
        "\n",
        "\r\n",
        "\r",
        "\\",
        "\u{feff}",
        "é",
        "4",
        "Participant 4",
        "Participante12",
        "10.00",
        "10,00",
        "-",
        "=",
        "#",
        "Nota",
        "Identifier",
        "\u{0}",
        "99999999999999999999",
    ]);
    let text = vec(pieces, 0..60).prop_map(|pieces| pieces.concat());
    let noise = vec(any::<u8>(), 0..4);
    let header = prop::sample::select(headers);
    (header, text, noise)
        .prop_map(|(header, text, noise)| [header.as_bytes(), text.as_bytes(), &noise].concat())
}

const WORKSHEETS: &[&str] = &[
    "",
    "Identifier,Grade,Maximum grade,Feedback comments\n",
    "\u{feff}Identificador;Nota;\"Comentários de feedback\"\r\n",
    "Grade,Identifier\n",
];

const PEOPLE: &[&str] = &["", "id,row,points,comment\n", "id;group;late_days\n"];

/// Cells as `fputcsv` could write them.
fn cell() -> impl Strategy<Value = String> {
    let quoted = "[a-z,;\t\n\r é]{0,8}".prop_map(|text| format!("\"{text}\""));
    prop_oneof![
        Just(String::new()),
        Just("\"a \"\"b\"\"\"".to_owned()),
        quoted,
        "[a-zé.-]{0,8}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_worksheet_without_anybody_of_ours_stays_as_it_is(bytes in table(WORKSHEETS)) {
        let nobody = Results { people: Vec::new(), ..results(&[]) };
        if let Ok(filled) = fill(&bytes, &nobody, &OPTIONS) {
            prop_assert_eq!(filled.bytes, bytes);
            prop_assert_eq!(filled.graded, 0);
        }
    }

    #[test]
    fn what_was_filled_can_be_filled_again(bytes in table(WORKSHEETS)) {
        let results = results(&[talk("4", 2.5, "")]);
        if let Ok(once) = fill(&bytes, &results, &OPTIONS) {
            let twice = fill(&once.bytes, &results, &OPTIONS).unwrap();
            prop_assert_eq!(twice.bytes, once.bytes);
        }
    }

    /// Another reader finds the same cells as before in all columns but two.
    #[test]
    fn only_two_columns_change(
        rows in vec((cell(), cell(), cell()), 1..5),
        ana in any::<Index>(),
        crlf in any::<bool>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut text = format!("x,Identifier,Grade,y,Feedback comments,z{end}");
        for (number, (x, y, z)) in rows.iter().enumerate() {
            let number = if number == ana.index(rows.len()) { 4 } else { 100 + number };
            text += &format!("{x},Participant {number},,{y},,{z}{end}");
        }
        let nobody = Results { people: Vec::new(), ..results(&[]) };
        let unchanged = fill(text.as_bytes(), &nobody, &OPTIONS).unwrap();
        prop_assert_eq!(unchanged.bytes, text.as_bytes());
        let results = results(&[talk("4", 2.5, "")]);
        let filled = fill(text.as_bytes(), &results, &OPTIONS).unwrap();
        prop_assert_eq!(filled.graded, 1);
        let filled = filled.bytes;
        for (before, after) in records(text.as_bytes()).iter().zip(&records(&filled)) {
            prop_assert_eq!(after.len(), 6);
            for column in [0, 1, 3, 5] {
                prop_assert_eq!(&before[column], &after[column]);
            }
            let is_ana = &before[1] == "Participant 4";
            prop_assert_eq!(&after[2], if is_ana { "8.50" } else { "" });
        }
    }

    #[test]
    fn tables_of_people_never_panic(bytes in table(PEOPLE)) {
        let (rubric, class) = (rubric(), class());
        let graded = graded(&rubric, &class);
        let file = Path::new("t.csv");
        let _ = overrides::parse(file, &bytes, &rubric, &graded);
        if let Ok(students) = Students::parse(file, &bytes) {
            let submissions = class.iter().map(|(who, evidence)| (who.clone(), evidence));
            let submissions: Vec<_> = submissions.collect();
            let _ = students.class(&rubric, None, &submissions);
        }
        let _ = Results::parse(&String::from_utf8_lossy(&bytes));
    }
}

fn records(bytes: &[u8]) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(bytes);
    reader.records().map(|record| record.unwrap()).collect()
}
