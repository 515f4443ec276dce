use exercises::within;

use super::*;

#[test]
fn the_header_is_no_user() {
    expect(
        "login\nana\nbia\n",
        &["ana", "bia"],
        "the first line names the column",
    );
}

#[test]
fn usuario_names_the_column_too() {
    expect(
        "usuario\nana\n",
        &["ana"],
        "the column is called `login` or `usuario`",
    );
}

#[test]
fn the_column_may_stand_anywhere() {
    expect(
        "class,login,name\n3A,ana,Ana Souza\n3B,bia,Bia Lima\n",
        &["ana", "bia"],
        "a column is found by its name in the header, not by its place",
    );
}

#[test]
fn a_cell_may_have_commas_quotes_and_lines() {
    expect(
        "name,login\n\"Souza, Ana\",ana\n\"Bia \"\"Bê\"\" Lima\nturno da tarde\",bia\n",
        &["ana", "bia"],
        "within quotes, a comma or a line feed is a part of the cell",
    );
}

#[test]
fn a_file_may_come_from_a_spreadsheet() {
    expect(
        "\u{feff}login,name\r\nana,Ana\r\n",
        &["ana"],
        "spreadsheets begin a file with a byte order mark (U+FEFF), and end lines with CR LF",
    );
    expect(
        "login\nana",
        &["ana"],
        "the last line may have no line feed",
    );
}

#[test]
fn a_login_of_the_wrong_form_is_an_error() {
    refuse("login\nana\nBia\n", "line 3", "Bia");
    refuse("login\nana \n", "line 2", "ana ");
    refuse("login,name\nana,Ana\n,Bia\n", "line 3", "");
}

#[test]
fn a_login_that_is_there_twice_is_an_error() {
    refuse("login\nana\nbia\nana\n", "line 4", "ana");
}

#[test]
fn a_line_is_counted_as_an_editor_counts() {
    refuse("name,login\n\"Ana\nSouza\",ana\nBia,Bia\n", "line 4", "Bia");
}

#[test]
fn cr_lf_makes_no_difference_to_a_line() {
    refuse("login\r\nana\r\nBia\r\n", "line 3", "Bia");
    refuse("\u{feff}login\r\nana\r\nbia\r\nana", "line 4", "ana");
    let cells = "name,login\r\n\"Ana\r\nSouza\",ana\r\nBia,Bia\r\n";
    refuse(cells, "line 4", "Bia");
    refuse("login,name\r\nana,Ana\r\nbia,Bia,3B\r\n", "line 3", "");
}

#[test]
fn a_blank_line_is_a_line_too() {
    refuse("login\n\nana\n\n\nBia\n", "line 6", "Bia");
    refuse("\nlogin\r\n\r\nana\r\n\r\nana\r\n", "line 6", "ana");
    expect("login\n\nana\n\n", &["ana"], "a blank line is no row");
}

#[test]
fn a_row_with_a_cell_too_many_or_too_few_is_an_error() {
    refuse("login,name\nana,Ana\nbia,Bia,3B\n", "line 3", "");
    refuse("login,name\nana,Ana\n\nbia\n", "line 4", "");
}

#[test]
fn a_file_without_the_column_is_an_error() {
    refuse("name\nana\n", "", "");
}

#[test]
fn a_file_without_users_is_an_error() {
    refuse("login\n", "", "");
    refuse("", "", "");
}

fn expect(text: &str, logins: &[&str], why: &str) {
    let expected = logins.iter().map(|login| login.to_string()).collect();
    match read(text) {
        Ok(users) if users == expected => {}
        other => {
            panic!("{why}\n  file:     {text:?}\n  expected: {expected:?}\n  received: {other:?}")
        }
    }
}

/// The file must be refused, with words that name this line and this login.
fn refuse(text: &str, line: &str, login: &str) {
    let words = match read(text) {
        Ok(users) => panic!(
            "such a file must be an error\n  file:     {text:?}\n  expected: an error\n  received: {users:?}"
        ),
        Err(words) => words,
    };
    // The csv crate says it with a colon.
    let line_is_named = words.contains(line) || words.contains(&line.replace(' ', ": "));
    let likely = if words.contains("line") && !line_is_named {
        "\n  likely:   csv counts lines in its own way; see `line_of` in the chapter's users.rs"
    } else {
        ""
    };
    assert!(
        line_is_named && words.contains(login),
        "an error says where the file is wrong\n  file:     {text:?}\n  expected: words with `{line}`{}\n  received: {words}{likely}",
        if login.is_empty() {
            String::new()
        } else {
            format!(" and `{login}`")
        }
    );
}

fn read(text: &str) -> Result<HashSet<String>, String> {
    let text = text.to_string();
    within("`read_users`", move || read_users(&text))
}
