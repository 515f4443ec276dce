use super::rows::scan;
use super::*;
use crate::message::Draft;
use proptest::prelude::*;
use std::collections::HashSet;
use std::fs;

struct World {
    data: tempfile::TempDir,
    folder: DataFolder,
}

fn world() -> World {
    let data = tempfile::tempdir().unwrap();
    let folder = DataFolder::lock(data.path()).unwrap();
    World { data, folder }
}

impl World {
    fn path(&self) -> PathBuf {
        self.data.path().join(MESSAGES_FILE)
    }

    fn append(&self, id: u64, text: &str) {
        MessageLog::open(&self.folder)
            .unwrap()
            .append([&row(id, text)])
            .unwrap();
    }

    fn rows(&self, checkpoint: Option<u64>) -> Result<Rows, LogError> {
        read_rows(&self.path(), checkpoint)
    }
}

fn row(id: u64, text: &str) -> Row {
    let at: Timestamp = "2026-11-22T18:05:00.123Z".parse().unwrap();
    let draft = Draft {
        to: "bia".parse().unwrap(),
        text: text.to_owned(),
    };
    let message = Arc::new(Message::new(id, at, "ana".parse().unwrap(), draft));
    Row {
        message,
        read_at: at,
    }
}

const HEADER: &str = "id,sent_at,from,to,text,read_at\n";

#[test]
fn the_header_is_written_once_and_rows_are_appended() {
    let world = world();
    world.append(1, "até já");
    world.append(2, "a \"b\", c");
    let times = "2026-11-22T18:05:00.123Z";
    assert_eq!(
        fs::read_to_string(world.path()).unwrap(),
        format!(
            "{HEADER}1,{times},ana,bia,até já,{times}\n2,{times},ana,bia,\"a \"\"b\"\", c\",{times}\n"
        )
    );
    let rows = world.rows(None).unwrap();
    assert_eq!((rows.count, rows.broken), (2, None));
    assert!(rows.ids.contains(&1) && rows.ids.contains(&2));
}

#[test]
fn what_a_spreadsheet_would_run_is_made_inert() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'quoted"] {
        assert_eq!(inert(text), format!("'{text}"));
    }
    assert_eq!(inert("1=1"), "1=1");
}

#[test]
fn a_torn_row_is_found_wherever_it_is_cut() {
    let world = world();
    world.append(1, "oi");
    let one = fs::metadata(world.path()).unwrap().len();
    world.append(2, "a \"b\", c");
    let whole = fs::read(world.path()).unwrap();
    for length in one as usize + 1..whole.len() {
        fs::write(world.path(), &whole[..length]).unwrap();
        let rows = world.rows(Some(HEADER.len() as u64)).unwrap();
        assert_eq!(rows.ids, HashSet::from([1]));
        assert_eq!(
            rows.broken.map(|(_, offset)| offset),
            Some(one),
            "cut at {length}"
        );
    }
}

#[test]
fn a_row_with_zeros_in_it_is_torn() {
    let world = world();
    world.append(1, "oi");
    let one = fs::metadata(world.path()).unwrap().len();
    world.append(2, "a text that is long enough to have a middle");
    let mut content = fs::read(world.path()).unwrap();
    content[one as usize + 40..][..8].fill(0);
    fs::write(world.path(), content).unwrap();
    let rows = world.rows(None).unwrap();
    assert_eq!(rows.broken.map(|(_, offset)| offset), Some(one));
}

#[test]
fn what_is_written_again_stays_what_it_is() {
    let world = world();
    for id in 0..2000 {
        world.append(id, "a text that makes the log longer than one piece");
    }
    let content = fs::read(world.path()).unwrap();
    let mut log = MessageLog::open(&world.folder).unwrap();
    log.write_again(HEADER.len() as u64).unwrap();
    assert_eq!(fs::read(world.path()).unwrap(), content);
    assert_eq!(log.length(), content.len() as u64);
}

#[test]
fn a_log_that_was_cut_or_changed_before_its_checkpoint_is_refused() {
    let world = world();
    world.append(1, "oi");
    let length = fs::metadata(world.path()).unwrap().len();
    assert!(world.rows(Some(length)).is_ok());
    assert!(matches!(
        world.rows(Some(length + 1)),
        Err(LogError::Shorter { .. })
    ));
    assert!(matches!(
        world.rows(Some(length - 1)),
        Err(LogError::Changed { .. })
    ));
    fs::remove_file(world.path()).unwrap();
    assert!(matches!(
        world.rows(Some(length)),
        Err(LogError::Shorter { .. })
    ));
    assert_eq!(
        world.rows(Some(HEADER.len() as u64)).unwrap(),
        Rows::default()
    );
}

#[test]
fn what_people_leave_in_a_log_does_no_harm() {
    let world = world();
    let rows = format!("{HEADER}7,x,ana,bia,by hand,x\r\n\n\"8\",x,ana,bia,\"a, b\",x\n");
    fs::write(world.path(), rows).unwrap();
    let rows = world.rows(None).unwrap();
    assert_eq!((rows.count, rows.broken), (2, None));
}

#[test]
fn rows_that_are_added_meanwhile_stay_whole() {
    let world = world();
    world.append(1, "oi");
    let mut log = MessageLog::open(&world.folder).unwrap();
    for (added, broken) in [("50,x,ana,bia,by hand,x\n", false), ("half a ro", true)] {
        let before = fs::read_to_string(world.path()).unwrap() + added;
        fs::write(world.path(), &before).unwrap();
        log.append([&row(2, "from the server")]).unwrap();
        let after = fs::read_to_string(world.path()).unwrap();
        assert!(after.starts_with(&before), "{after}");
        assert!(after[before.len()..].trim_start().starts_with("2,"));
        assert_eq!(log.length(), after.len() as u64);
        assert_eq!(world.rows(None).unwrap().broken.is_some(), broken);
    }
}

#[test]
fn a_number_that_no_server_counts_to_is_a_persons() {
    let world = world();
    let rows = format!(
        "{HEADER}{},x,ana,bia,oi,x\n7,x,ana,bia,oi,x\n",
        u64::MAX / 2
    );
    fs::write(world.path(), rows).unwrap();
    let rows = world.rows(None).unwrap();
    assert_eq!((rows.count, rows.last), (2, 7));
}

#[test]
fn a_header_that_was_cut_off_is_begun_again_and_another_table_is_refused() {
    let world = world();
    for length in 0..HEADER.len() {
        let (front, rest) = HEADER.as_bytes().split_at(length);
        let zeros = |part: &[u8]| vec![0; part.len()];
        for begun in [
            front.to_vec(),
            [front, &zeros(rest)].concat(),
            [&zeros(front)[..], rest].concat(),
        ] {
            if begun == HEADER.as_bytes() {
                continue;
            }
            fs::write(world.path(), begun).unwrap();
            let opened = MessageLog::open(&world.folder).unwrap();
            assert_eq!(opened.length(), HEADER.len() as u64);
            assert_eq!(fs::read_to_string(world.path()).unwrap(), HEADER);
        }
    }
    fs::write(world.path(), "login\nana\n").unwrap();
    let refused = MessageLog::open(&world.folder).unwrap_err();
    assert!(
        refused.to_string().contains(":1: the columns must be"),
        "{refused}"
    );
    let quoted = "\"id\",\"sent_at\",\"from\",\"to\",\"text\",\"read_at\"\r\n";
    fs::write(world.path(), quoted).unwrap();
    assert!(MessageLog::open(&world.folder).is_ok());
}

proptest! {
    #[test]
    fn other_programs_read_every_text_and_one_quote_less_is_what_was_sent(
        texts in prop::collection::vec("[=+@\t'-]{0,2}[^\\p{Cc}\u{2028}\u{2029}]{1,40}", 1..5),
    ) {
        let rows: Vec<Row> = (1..).zip(&texts).map(|(id, text)| row(id, text)).collect();
        let table = [header(), table(&rows).unwrap()].concat();
        let mut reader = csv::Reader::from_reader(&table[..]);
        for (row, text) in reader.records().zip(&texts) {
            let row = row.unwrap();
            let cell = &row[4];
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t']));
            prop_assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), text);
        }
        let found = scan(&table[..], 0).unwrap();
        prop_assert_eq!((found.count, found.broken), (texts.len() as u64, None));
    }
}
