use exercises::expect_equal;

use super::*;

const HEADER: &str = "id,from,to,text,read_at\n";

/// Texts that the protocol allows, and that a row has to carry.
const TEXTS: [&str; 9] = [
    "oi, bia, tudo bem?",
    "she said \"come in\"",
    "\"quoted from end to end\"",
    "\"",
    "6\" and 7\", or none",
    "a backslash \\ and a \\\" behind one",
    " blanks at both ends ",
    "a\ttab",
    "até já 🙂; isn't it?",
];

#[test]
fn a_plain_text_goes_in_and_comes_out() {
    written_is_right("oi");
    comes_back("oi");
}

#[test]
fn a_row_means_to_every_program_what_was_written() {
    for text in TEXTS {
        written_is_right(text);
    }
}

#[test]
fn what_was_written_is_read_again() {
    for text in TEXTS {
        comes_back(text);
    }
}

#[test]
fn an_archive_has_many_rows() {
    let mut archive = HEADER.to_string();
    for text in TEXTS {
        archive += &row(&message(text)).unwrap();
    }
    let read = messages(&archive).unwrap();
    assert!(
        read == TEXTS.map(message),
        "an archive has a row for each of {} texts\n  received: {} messages, {read:?}",
        TEXTS.len(),
        read.len()
    );
}

#[test]
fn a_row_that_another_program_wrote_is_read() {
    // Quotes round every cell, round none, and round those that need them: all three are CSV.
    reads("\"1\",\"ana\",\"bia\",\"oi\",\"5\"\n", "oi");
    reads("1,ana,bia,isn't it?,5\n", "isn't it?");
    reads("1,ana,bia,\"um, dois\",5\n", "um, dois");
    reads("1,ana,bia,\"\"\"sim\"\"\",5\n", "\"sim\"");
}

#[test]
fn a_line_that_is_no_row_is_an_error() {
    let archive = format!("{HEADER}1,ana,bia\n");
    let read = messages(&archive);
    assert!(
        read.is_err(),
        "a row with three cells cannot be a message\n  archive:  {archive:?}\n  expected: an error\n  received: {read:?}"
    );
}

fn message(text: &str) -> Message {
    Message {
        id: 1,
        from: "ana".to_string(),
        to: "bia".to_string(),
        text: text.to_string(),
        read_at: 5,
    }
}

/// Reads the row as a spreadsheet would: with a CSV reader that is not the exercise's.
fn written_is_right(text: &str) {
    let row = row(&message(text)).unwrap();
    let mut cells = Vec::new();
    let mut options = csv::ReaderBuilder::new();
    let options = options.has_headers(false).flexible(true);
    for record in options.from_reader(row.as_bytes()).records() {
        for cell in &record.unwrap() {
            cells.push(cell.to_string());
        }
    }
    let why = format!("the cells that a spreadsheet finds in the row {row:?}");
    expect_equal(cells, ["1", "ana", "bia", text, "5"], &why);
    assert!(row.ends_with('\n'), "no line feed ends the row {row:?}");
}

fn comes_back(text: &str) {
    let row = row(&message(text)).unwrap();
    reads(&row, text);
}

fn reads(row: &str, text: &str) {
    match messages(&format!("{HEADER}{row}")) {
        Ok(read) => {
            let why = format!("what `messages` makes of the row {row:?}");
            expect_equal(read, [message(text)], &why);
        }
        Err(error) => panic!(
            "the row {row:?} is one, but `messages` failed: {error}\n  expected: the text `{text}`"
        ),
    }
}
