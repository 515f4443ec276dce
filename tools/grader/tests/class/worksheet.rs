//! From Moodle's zip to the worksheet and the feedback zip.

use std::io::{Cursor, Read};
use std::ops::Range;

use zip::ZipArchive;

use crate::moodle::worksheet;
use crate::people::{class, graded};

const GRADE: usize = 4;
const COMMENT: usize = 9;

/// Where each cell of each line is. What a test reads it reads without the grader.
fn cells(bytes: &[u8]) -> Vec<Vec<Range<usize>>> {
    let (mut lines, mut line, mut start, mut is_quoted) = (Vec::new(), Vec::new(), 0, false);
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => {
                line.push(start..place);
                start = place + 1;
            }
            b'\r' if !is_quoted => line.push(start..place),
            b'\n' if !is_quoted => {
                lines.push(std::mem::take(&mut line));
                start = place + 1;
            }
            _ => {}
        }
    }
    assert_eq!(
        (start, line.len()),
        (bytes.len(), 0),
        "the last line has an end"
    );
    lines
}

/// The bytes with nothing in the two columns that may change.
fn without_grades(bytes: &[u8]) -> Vec<u8> {
    let (mut kept, mut done) = (Vec::new(), 0);
    for line in cells(bytes).iter().skip(1) {
        for cell in [GRADE, COMMENT] {
            kept.extend(&bytes[done..line[cell].start]);
            done = line[cell].end;
        }
    }
    kept.extend(&bytes[done..]);
    kept
}

/// A column of those who are in the worksheet, in its order.
pub(crate) fn column(bytes: &[u8], number: usize) -> Vec<String> {
    let cells = cells(bytes);
    let texts = cells
        .iter()
        .skip(1)
        .map(|line| &bytes[line[number].clone()]);
    texts
        .map(|text| String::from_utf8(text.to_vec()).unwrap())
        .collect()
}

pub(crate) fn grades(bytes: &[u8]) -> Vec<String> {
    column(bytes, GRADE)
}

pub(crate) fn comments(bytes: &[u8]) -> Vec<String> {
    column(bytes, COMMENT)
}

/// Ana has 32, José lost the order, Zé has 32; the others need a person, or have handed in nothing.
pub(crate) const GRADES: [&str; 6] = ["\"32,00\"", "\"24,50\"", "\"32,00\"", "", "", ""];

#[test]
fn the_worksheet_changes_in_two_columns_only() {
    let desk = graded();
    let (given, filled) = (worksheet(&class()), desk.bytes("notas.csv"));
    assert_eq!(desk.bytes("grades/original-notas.csv"), given);
    assert_ne!(filled, given);
    assert_eq!(without_grades(&filled), given, "{}", desk.text("notas.csv"));
    assert_eq!(grades(&filled), GRADES);
    let comments = comments(&filled);
    for (comment, grade) in comments.iter().zip(GRADES) {
        assert_eq!(comment.is_empty(), grade.is_empty(), "{comment}");
    }
    assert!(comments[1].contains("24.5 of 32 points"), "{}", comments[1]);
}

#[test]
fn each_page_is_in_the_folder_that_moodle_expects() {
    let desk = graded();
    let mut zip = ZipArchive::new(Cursor::new(desk.bytes("grades/feedback.zip"))).unwrap();
    let mut names: Vec<_> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    names.sort();
    let class = &class()[..5];
    let mut expected: Vec<_> = class
        .iter()
        .map(|person| format!("{}/feedback.html", person.folder()))
        .collect();
    expected.sort();
    assert_eq!(names, expected);
    for person in class {
        let page = format!("grades/students/{}.html", person.number);
        let mut packed = Vec::new();
        let mut file = zip
            .by_name(&format!("{}/feedback.html", person.folder()))
            .unwrap();
        file.read_to_end(&mut packed).unwrap();
        assert_eq!(packed, desk.bytes(&page), "{page}");
    }
}

#[test]
fn the_cells_of_grades_csv_add_up() {
    let desk = graded();
    let text = desk.text("grades/grades.csv");
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let header = table.headers().unwrap().clone();
    let expected = "id,name,group,inbox,sends,talk,late,total,state,comment";
    assert_eq!(header.iter().collect::<Vec<_>>().join(","), expected);
    let lines: Vec<_> = table.records().map(Result::unwrap).collect();
    let state: Vec<_> = lines
        .iter()
        .map(|line| (&line[0], &line[7], &line[8]))
        .collect();
    let (awaits, needs) = ("awaits points of people", "needs a person");
    let expected = [
        ("7001", "32", awaits),
        ("7002", "24.5", awaits),
        ("7003", "32", awaits),
        ("7004", "", needs),
        ("7005", "", needs),
    ];
    assert_eq!(state, expected, "{text}");
    for line in lines.iter().filter(|line| !line[7].is_empty()) {
        let cells = line.iter().skip(3).take(4);
        let sum: f64 = cells.map(|cell| cell.parse().unwrap_or(0.0)).sum();
        assert_eq!(sum.to_string(), line[7], "{line:?}");
    }
}

/// What is in the folder of grades.
const FILES: [&str; 11] = [
    ".cargo-grade",
    "class.html",
    "evidence",
    "feedback.zip",
    "grades.csv",
    "oral.html",
    "original-notas.csv",
    "overrides.csv",
    "results.json",
    "run.json",
    "students",
];

#[test]
fn everything_is_there_and_nothing_else() {
    let desk = graded();
    assert_eq!(desk.names("grades"), FILES);
    let class = &class()[..5];
    let files = |end: &str| {
        let files = class
            .iter()
            .map(|person| format!("{}.{end}", person.number));
        files.collect::<Vec<_>>()
    };
    assert_eq!(desk.names("grades/evidence"), files("json"));
    assert_eq!(desk.names("grades/students"), files("html"));
    assert_eq!(desk.names("tmp"), Vec::<String>::new());
    assert_eq!(desk.results()["people"].as_array().unwrap().len(), 5);
    let (page, oral) = (
        desk.text("grades/class.html"),
        desk.text("grades/oral.html"),
    );
    for person in class {
        let name = &person.name;
        assert!(page.contains(name) && oral.contains(name), "{name}");
    }
}

#[test]
fn what_could_not_be_opened_is_said_to_its_author() {
    let desk = graded();
    let rar = desk.text("grades/students/7004.html");
    assert!(rar.contains("RAR archive"), "{rar}");
    let empty = desk.text("grades/students/7005.html");
    assert!(empty.contains("nothing was handed in"), "{empty}");
    let order = desk.text("grades/students/7002.html");
    assert!(order.contains("Messages wait, in order"), "{order}");
}
