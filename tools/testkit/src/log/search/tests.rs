use super::*;

fn row(from: &str, to: &str, text: &str) -> LogRow {
    let [from, to, text] = [from, to, text].map(str::to_owned);
    LogRow { from, to, text }
}

fn write(data: &tempfile::TempDir, file: &str, text: &str) {
    fs::write(data.path().join(file), text).expect("a file");
}

fn files(data: &tempfile::TempDir) -> Files<'_> {
    let users = Path::new("users.csv");
    let data = data.path();
    Files {
        data,
        users,
        text_is_enough: false,
    }
}

#[test]
fn whichever_file_holds_the_message_once_is_the_log() {
    let data = tempfile::tempdir().expect("a folder");
    write(&data, "users.csv", "x\nana,bia,oi\n");
    let mut search = Search::default();
    let asked = row("ana", "bia", "oi");
    assert!(!search.has_row(files(&data), &asked));
    write(&data, "mensagens.csv", "quem;a quem;o que\nana;bia;oi\n");
    assert!(search.has_row(files(&data), &asked));
    write(&data, "mensagens.csv", "a,b,c\nana,bia,oi\nana,bia,oi\n");
    assert!(!search.has_row(files(&data), &asked));
    write(&data, "mensagens.csv", "a,b,c\n");
    write(&data, "log.CSV", "7,oi,bia,ana,ontem\n");
    assert!(!search.has_row(files(&data), &asked), "it was another file");
}

#[test]
fn no_csv_file_but_the_user_base_has_a_row_before_it_was_read() {
    let data = tempfile::tempdir().expect("a folder");
    let asked = row("ana", "bia", "oi");
    write(&data, "users.csv", "ana,bia,oi\n");
    let has_no_row = |row| Search::default().has_no_row(files(&data), row);
    assert!(has_no_row(&asked));
    write(&data, "log.CSV", "de,para,texto\nana,bia,oi\n");
    assert!(!has_no_row(&asked));
    assert!(has_no_row(&row("ana", "caio", "oi")));
}

#[test]
fn a_file_that_has_what_waits_is_an_inbox_and_no_log() {
    let data = tempfile::tempdir().expect("a folder");
    let asked = row("ana", "bia", "oi");
    write(&data, "inbox.csv", "7,ana,bia,oi\n");
    let mut search = Search::default();
    assert!(!search.has_no_row(files(&data), &asked));
    assert!(!search.has_row(files(&data), &asked));
    assert!(search.is_early(&asked));
    write(&data, "log.csv", "de,para,texto\nana,bia,oi\n");
    assert!(search.has_row(files(&data), &asked));
    // It is known now which one the log is.
    let next = row("ana", "bia", "tchau");
    write(&data, "inbox.csv", "8,ana,bia,tchau\n");
    assert!(search.has_no_row(files(&data), &next));
    write(
        &data,
        "log.csv",
        "de,para,texto\nana,bia,oi\nana,bia,tchau\n",
    );
    assert!(!search.has_no_row(files(&data), &next));
}

#[test]
fn a_text_that_was_cut_is_told_from_one_that_is_not_there() {
    let data = tempfile::tempdir().expect("a folder");
    let asked = row("ana", "bia", "oi, bia");
    write(&data, "log.csv", "de,para,texto\nana,bia,oi, bia\n");
    assert!(files(&data).have_cut(&asked));
    assert!(!files(&data).have_cut(&row("ana", "bia", "oi, caio")));
    write(&data, "log.csv", "de,para,texto\nana,bia,\"oi, bia\"\n");
    assert!(!files(&data).have_cut(&asked));
    let quoted = row("ana", "bia", "\"oi\" bia");
    write(&data, "log.csv", "de,para,texto\nana,bia,\"oi\" bia\n");
    assert!(files(&data).have_cut(&quoted));
    let plain = row("ana", "bia", "oi");
    assert!(!files(&data).have_cut(&plain) && files(&data).mention(&plain));
}

#[test]
fn the_header_is_no_row_and_one_file_stays_on_its_line() {
    let data = tempfile::tempdir().expect("a folder");
    let shown = |text| {
        write(&data, "log.csv", text);
        files(&data).shown(&row("ana", "bia", "oi"))
    };
    assert_eq!(shown("de,para,texto\n"), "log.csv: no row");
    assert_eq!(
        shown("de,para,texto\nana,bia,x\n"),
        "log.csv: 1 row: ana | bia | x"
    );
    let two = "log.csv: 2 rows, the last one: ana | bia | y";
    assert_eq!(shown("ana,bia,x\nana,bia,y\n"), two);
    write(&data, "a.csv", "");
    let text = files(&data).shown(&row("ana", "bia", "oi"));
    assert_eq!(text, format!("\n    a.csv: no row\n    {two}"));
}

#[test]
fn each_part_has_a_cell_of_its_own() {
    let cells = |cells: &[&str]| {
        cells
            .iter()
            .map(|&cell| cell.to_owned())
            .collect::<Vec<_>>()
    };
    assert!(!holds(&cells(&["ana", "oi"]), &row("ana", "ana", "oi")));
    assert!(holds(
        &cells(&["ana", "oi", "ana"]),
        &row("ana", "ana", "oi")
    ));
    assert!(holds(&cells(&["a", "b", "'=1+1"]), &row("a", "b", "=1+1")));
}
