use exercises::{Client, Server, expect_equal};

use super::*;

#[test]
fn serve_returns_while_nobody_is_there() {
    let house = open();
    stop(house.server.address(), &house.stopping);
    house.server.expect_return(
        "the flag is set, but who waits in `accept` looks at no flag; what would make it return?",
    );
    expect_book(
        &house,
        0,
        "nobody was there, so nobody has written or left; the connection that wakes is no guest",
    );
}

#[test]
fn serve_returns_while_a_client_is_connected_and_silent() {
    let house = open();
    let mut guest = house.server.connect();
    write_entry(&mut guest, "ana was here");
    stop(house.server.address(), &house.stopping);
    house.server.expect_return(
        "a client is connected and says nothing; its thread waits for a line, and must be woken",
    );
    guest.expect_end("the server has stopped, so it has ended all connections");
    expect_book(&house, 2, "the one guest has written and left");
}

#[test]
fn the_book_is_complete_when_serve_returns() {
    let house = open();
    let mut guests = Vec::new();
    for number in 0..50 {
        let mut guest = house.server.connect();
        write_entry(&mut guest, &format!("guest {number} was here"));
        guests.push(guest);
    }
    // Nobody can write into the book while it is in other hands.
    let in_other_hands = house.book.lock().unwrap_or_else(PoisonError::into_inner);
    stop(house.server.address(), &house.stopping);
    let why = "no session has written its last line yet, so `serve` has to wait; what is a JoinHandle for?";
    house.server.expect_running(why);
    drop(in_other_hands);
    house
        .server
        .expect_return("50 clients are connected and silent, and each has to be woken");
    let why = "50 guests have written, and 50 have left; `serve` waits for all of them";
    expect_book(&house, 100, why);
}

#[test]
fn guests_that_have_left_are_no_trouble() {
    let house = open();
    for _ in 0..3 {
        let mut guest = house.server.connect();
        write_entry(&mut guest, "I am in a hurry");
        guest.half_close();
        guest.expect_end("the guest says no more, so its session ends");
    }
    let mut guest = house.server.connect();
    write_entry(&mut guest, "I stay");
    stop(house.server.address(), &house.stopping);
    house
        .server
        .expect_return("three guests have left, and one is there and silent");
    expect_book(&house, 8, "four guests have written, and four have left");
}

struct House {
    server: Server,
    stopping: Arc<AtomicBool>,
    book: Arc<Book>,
}

fn open() -> House {
    let stopping = Arc::new(AtomicBool::new(false));
    let book = Arc::new(Book::default());
    let (flag, entries) = (Arc::clone(&stopping), Arc::clone(&book));
    let server = exercises::start(move |listener| serve(&listener, &flag, &entries));
    House {
        server,
        stopping,
        book,
    }
}

fn write_entry(guest: &mut Client, entry: &str) {
    guest.send_line(entry);
    guest.expect_line("thank you", "an entry is answered");
}

fn expect_book(house: &House, entries: usize, why: &str) {
    let book = house.book.lock().unwrap_or_else(PoisonError::into_inner);
    let why = format!("{why}; this is how many entries the book has when `serve` has returned");
    expect_equal(book.len(), entries, &why);
}
