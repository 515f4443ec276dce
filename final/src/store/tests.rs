use super::*;
use crate::message_log::{MESSAGES_FILE, read_rows};
use std::fs;
use std::sync::Condvar;

/// Keeps what the store says.
#[derive(Default)]
struct Heard {
    events: Mutex<Vec<Event>>,
    more: Condvar,
}

impl Port for Heard {
    fn notify(&self, event: Event) {
        lock(&self.events).push(event);
        self.more.notify_all();
    }
}

impl Heard {
    /// Waits for so many events and takes them.
    fn take(&self, count: usize) -> Vec<Event> {
        let too_few = |events: &mut Vec<Event>| events.len() < count;
        let mut events = self
            .more
            .wait_while(lock(&self.events), too_few)
            .unwrap_or_else(|error| error.into_inner());
        std::mem::take(&mut events)
    }
}

struct World {
    data: tempfile::TempDir,
    store: Store,
}

fn world() -> World {
    world_with(&Limits {
        unread: 3,
        ..Limits::default()
    })
}

fn world_with(limits: &Limits) -> World {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("users.csv"), "login\nana\nbia\n").unwrap();
    let store = open(data.path(), limits);
    World { data, store }
}

fn open(data: &Path, limits: &Limits) -> Store {
    let users = Users::load(data).unwrap();
    Store::open(data, &users, limits, Durability::Sync).unwrap()
}

impl World {
    fn log_in(&self, login: &str) -> (Mailbox, Arc<Heard>) {
        let heard = Arc::new(Heard::default());
        let port: Arc<dyn Port> = Arc::clone(&heard) as _;
        (
            self.store
                .open_inbox(&login.parse().unwrap(), port)
                .unwrap(),
            heard,
        )
    }

    /// Ends the store and opens it again on the same folder.
    fn again(self) -> World {
        self.store.close();
        let store = open(self.data.path(), &Limits::default());
        World {
            data: self.data,
            store,
        }
    }
}

fn draft(to: &str, text: &str) -> Draft {
    Draft {
        to: to.parse().unwrap(),
        text: text.to_owned(),
    }
}

fn texts(mailbox: &Mailbox) -> Vec<String> {
    mailbox
        .unread(9)
        .iter()
        .map(|message| message.text().to_owned())
        .collect()
}

#[test]
fn the_sender_hears_the_verdict_and_the_recipient_of_mail() {
    let world = world();
    let (ana, ana_heard) = world.log_in("ana");
    let (bia, bia_heard) = world.log_in("bia");
    ana.submit(5, draft("bia", "oi"));
    assert_eq!(ana_heard.take(1), [Event::Committed(5, Ok(1))]);
    assert_eq!(bia_heard.take(1), [Event::Mail]);
    assert_eq!(texts(&bia), ["oi"]);
    ana.submit(6, draft("zoe", "oi"));
    let refused = [Event::Committed(6, Err(Code::UnknownRecipient))];
    assert_eq!(ana_heard.take(1), refused);
}

#[test]
fn a_full_inbox_refuses_until_something_is_read() {
    let world = world();
    let (ana, heard) = world.log_in("ana");
    for token in 0..4 {
        ana.submit(token, draft("bia", "oi"));
    }
    let full = Event::Committed(3, Err(Code::InboxFull));
    assert!(heard.take(4).contains(&full));
    let (bia, _) = world.log_in("bia");
    assert_eq!(bia.unread(1)[0].id, 1);
    bia.mark_read(1);
    ana.submit(4, draft("bia", "oi"));
    assert_eq!(heard.take(1), [Event::Committed(4, Ok(4))]);
}

#[test]
fn the_bound_on_all_bytes_is_free_again_when_rows_are_written() {
    let world = world_with(&Limits {
        unread_bytes: 500,
        ..Limits::default()
    });
    let (ana, heard) = world.log_in("ana");
    ana.submit(0, draft("ana", "oi"));
    assert_eq!(heard.take(2).len(), 2);
    ana.submit(1, draft("ana", "oi"));
    let refused = [Event::Committed(1, Err(Code::TryLater))];
    assert_eq!(heard.take(1), refused);
    ana.unread(1);
    ana.mark_read(1);
    let mut token = 2;
    let accepted = std::iter::repeat_with(|| {
        token += 1;
        ana.submit(token, draft("ana", "oi"));
        heard.take(1).pop()
    });
    assert!(
        accepted
            .take(100_000)
            .any(|it| matches!(it, Some(Event::Mail | Event::Committed(_, Ok(_)))))
    );
}

#[test]
fn a_session_that_ends_gives_back_what_was_not_read() {
    let world = world();
    let (ana, heard) = world.log_in("ana");
    ana.submit(1, draft("bia", "one"));
    ana.submit(2, draft("bia", "two"));
    heard.take(2);
    let (bia, _) = world.log_in("bia");
    assert_eq!(texts(&bia), ["one", "two"]);
    bia.mark_read(1);
    drop(bia);
    assert_eq!(texts(&world.log_in("bia").0), ["two"]);
}

#[test]
fn taking_over_moves_what_is_in_flight_and_tells_the_former() {
    let world = world();
    let (ana, ana_heard) = world.log_in("ana");
    ana.submit(1, draft("bia", "oi"));
    ana_heard.take(1);
    let (older, heard) = world.log_in("bia");
    assert_eq!(texts(&older), ["oi"]);
    let (newer, _) = world.log_in("bia");
    assert_eq!(heard.take(1), [Event::TakenOver]);
    older.submit(7, draft("ana", "too late"));
    assert_eq!(heard.take(1), [Event::Committed(7, Err(Code::Elsewhere))]);
    assert_eq!(texts(&ana), [""; 0]);
    older.mark_read(1);
    drop(older);
    assert_eq!(texts(&newer), ["oi"]);
    assert_eq!(newer.online().len(), 2);
}

#[test]
fn a_restart_keeps_what_is_unread_and_goes_on_counting() {
    let world = world();
    let (ana, heard) = world.log_in("ana");
    let epoch = ana.epoch().to_owned();
    ana.submit(1, draft("ana", "read"));
    ana.submit(2, draft("bia", "unread"));
    heard.take(3);
    ana.unread(1);
    ana.mark_read(1);
    drop(ana);
    let world = world.again();
    let rows = read_rows(&world.data.path().join(MESSAGES_FILE), None).unwrap();
    assert_eq!(rows.ids.into_iter().collect::<Vec<_>>(), [1]);
    let (bia, heard) = world.log_in("bia");
    assert_eq!(texts(&bia), ["unread"]);
    assert_eq!(bia.epoch(), epoch);
    bia.submit(1, draft("ana", "third"));
    assert_eq!(heard.take(1), [Event::Committed(1, Ok(3))]);
}

#[test]
fn a_journal_that_has_grown_is_begun_anew_and_loses_nothing() {
    let world = world_with(&Limits {
        journal_bytes: 1,
        ..Limits::default()
    });
    let (ana, heard) = world.log_in("ana");
    for token in 0..200 {
        ana.submit(token, draft("ana", &format!("text {token}")));
        heard.take(2);
        let id = ana.unread(1)[0].id;
        ana.mark_read(if token % 20 == 0 { 0 } else { id });
    }
    let journal = world.data.path().join("inbox.csv");
    assert!(fs::metadata(journal).unwrap().len() < 5_000);
    drop(ana);
    let world = world.again();
    let rows = read_rows(&world.data.path().join(MESSAGES_FILE), None).unwrap();
    let unread = texts(&world.log_in("ana").0).len();
    assert_eq!(rows.count as usize + unread, 200);
    assert_eq!(rows.ids.len(), rows.count as usize);
}

#[test]
fn unread_messages_of_one_who_has_left_are_kept() {
    let world = world();
    let (ana, heard) = world.log_in("ana");
    ana.submit(1, draft("bia", "oi"));
    heard.take(1);
    drop(ana);
    let users = world.data.path().join("users.csv");
    fs::write(&users, "login\nana\n").unwrap();
    let world = world.again();
    fs::write(&users, "login\nana\nbia\n").unwrap();
    let world = world.again();
    assert_eq!(texts(&world.log_in("bia").0), ["oi"]);
}

#[test]
fn a_folder_has_one_store() {
    let world = world();
    let users = Users::load(world.data.path()).unwrap();
    let limits = Limits::default();
    let second = Store::open(world.data.path(), &users, &limits, Durability::Sync);
    assert!(matches!(
        second.err(),
        Some(StoreError::Folder(FolderError::InUse(_)))
    ));
}
