use exercises::expect_equal;

use super::*;

#[test]
fn an_ordinary_text_stays_as_it_is() {
    for text in ["oi", "até já 🙂", "1+1=2", "a=b", "bia@home", "it's", " oi"] {
        expect_cell(text, text, "no spreadsheet runs this, so nothing is added");
    }
}

#[test]
fn what_a_spreadsheet_would_run_gets_a_mark() {
    let formulas = [
        "=1+1",
        "=HYPERLINK(\"http://127.0.0.1/\", \"click\")",
        "+351 912 000 000",
        "-5",
        "@SUM(A1)",
        "\t=1+1",
    ];
    for text in formulas {
        let why = "a cell that begins with =, +, -, @ or TAB is a formula";
        expect_cell(text, &format!("'{text}"), why);
    }
}

#[test]
fn a_text_that_begins_with_the_mark_gets_one_more() {
    let why = "otherwise the reader takes the sender's own ' for a mark";
    expect_cell("'=1", "''=1", why);
}

#[test]
fn one_mark_is_taken_away_and_no_more() {
    expect_text("oi", "oi");
    expect_text("'=1+1", "=1+1");
    expect_text("''=1", "'=1");
    expect_text("it's", "it's");
}

#[test]
fn a_row_of_an_older_archive_is_read_as_it_stands() {
    expect_text("=1+1", "=1+1");
    expect_text("-5", "-5");
}

/// Every text of one to four of these characters.
#[test]
fn no_text_is_lost_and_none_is_run() {
    let mut texts = vec![String::new()];
    for _ in 0..4 {
        let mut longer = Vec::new();
        for text in &texts {
            for c in "=+-@\t'\" a1é".chars() {
                longer.push(format!("{text}{c}"));
            }
        }
        for text in &longer {
            is_safe(text);
        }
        texts = longer;
    }
}

fn is_safe(original: &str) {
    let cell = cell(original);
    assert!(
        !cell.starts_with(['=', '+', '-', '@', '\t']),
        "the text {original:?} becomes the cell {cell:?}, which a spreadsheet runs"
    );
    let back = text(&cell);
    let why = format!(
        "the text becomes the cell {cell:?}; what is read from this must be the text again"
    );
    expect_equal(back, original, &why);
}

fn expect_cell(text: &str, expected: &str, why: &str) {
    let cell = cell(text);
    expect_equal(cell, expected, &format!("{why}; the text is {text:?}"));
}

fn expect_text(cell: &str, expected: &str) {
    let text = text(cell);
    expect_equal(
        text,
        expected,
        &format!("what is read from the cell {cell:?}"),
    );
}
