use std::thread;

use exercises::{expect_equal, pair};

use super::*;

#[test]
fn a_line_is_shown_as_soon_as_it_comes() {
    let (mut rooms, mut screen) = start(&["lobby", "library"]);
    say(&mut rooms[1], "silence, please");
    let why =
        "the lobby is silent, but the library is not: each room needs a thread that waits for it";
    expect(&mut screen, "library: silence, please", why);
    say(&mut rooms[0], "good morning");
    expect(&mut screen, "lobby: good morning", why);
    say(&mut rooms[1], "thanks");
    expect(&mut screen, "library: thanks", why);
}

#[test]
fn show_returns_when_all_rooms_have_closed() {
    let (mut rooms, mut screen) = start(&["lobby", "library"]);
    say(&mut rooms[0], "good night");
    let why = "a room says something, and closes";
    expect(&mut screen, "lobby: good night", why);
    drop(rooms);
    expect_end(&mut screen);
}

#[test]
fn show_returns_when_there_is_no_room() {
    let (_, mut screen) = start(&[]);
    expect_end(&mut screen);
}

#[test]
fn a_room_that_closes_ends_no_other_room() {
    let (mut rooms, mut screen) = start(&["lobby", "library"]);
    say(&mut rooms[0], "we close");
    drop(rooms.remove(0));
    let why = "the lobby has said this, and closed";
    expect(&mut screen, "lobby: we close", why);
    for line in ["one", "two", "three"] {
        say(&mut rooms[0], line);
        let why = "the lobby has closed, but the library has not";
        expect(&mut screen, &format!("library: {line}"), why);
    }
    drop(rooms);
    expect_end(&mut screen);
}

#[test]
fn a_room_that_breaks_ends_no_other_room() {
    let (mut rooms, mut screen) = start(&["lobby", "library"]);
    rooms[0]
        .write_all(b"\xff\xfe is no text\ntoo late\n")
        .unwrap();
    say(&mut rooms[1], "still here");
    let why = "the lobby has sent what is no text, and the library has nothing to do with that";
    expect(&mut screen, "library: still here", why);
    drop(rooms);
    expect_end(&mut screen);
}

#[test]
fn no_line_is_lost_at_the_end() {
    let names = ["lobby", "library", "garden"];
    let (mut rooms, mut screen) = start(&names);
    for number in 0..500 {
        for room in &mut rooms {
            say(room, &number.to_string());
        }
    }
    drop(rooms);
    let mut shown = Vec::new();
    while let Some(line) = next_line(&mut screen) {
        shown.push(line);
    }
    for name in names {
        let mut next = 0;
        for line in &shown {
            if line.starts_with(name) {
                let why = "the next line of this room on the screen";
                expect_equal(line, &format!("{name}: {next}"), why);
                next += 1;
            }
        }
        let why = format!(
            "the {name} said 500 lines and closed; so many are on the screen when `show` returns"
        );
        expect_equal(next, 500, &why);
    }
}

/// Runs `show` on a thread. Returns the rooms' ends of the connections, and what reads the screen.
fn start(names: &[&str]) -> (Vec<TcpStream>, BufReader<TcpStream>) {
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for name in names {
        let (their, server) = pair();
        // Only the test has a deadline: a room may be silent for as long as it likes.
        server.set_read_timeout(None).unwrap();
        let name = name.to_string();
        ours.push(Room { name, server });
        theirs.push(their);
    }
    let (mut screen, shown) = pair();
    thread::spawn(move || {
        if let Err(error) = show(ours, &mut screen) {
            eprintln!("show has failed: {error}");
        }
    });
    (theirs, BufReader::new(shown))
}

fn say(room: &mut TcpStream, line: &str) {
    let line = format!("{line}\n");
    if let Err(error) = room.write_all(line.as_bytes()) {
        panic!("nobody reads what is said in a room: {error}\n  said: {line:?}");
    }
}

/// The next line on the screen; `None` where `show` has returned.
fn next_line(screen: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match screen.read_line(&mut line) {
        Ok(0) => None,
        Ok(_) => Some(line.trim_end_matches('\n').to_string()),
        Err(_) => panic!(
            "all rooms have closed, and `show` has not returned within the deadline\n  likely: its loop waits for a sender that nobody uses any more; who still owns one?"
        ),
    }
}

fn expect(screen: &mut BufReader<TcpStream>, expected: &str, why: &str) {
    let mut line = String::new();
    match screen.read_line(&mut line) {
        Ok(0) => {
            panic!("{why}\n  expected: {expected:?}\n  received: the end: `show` has returned")
        }
        Ok(_) => expect_equal(line.trim_end_matches('\n'), expected, why),
        Err(_) => {
            panic!("{why}\n  expected: {expected:?}\n  received: nothing within the deadline")
        }
    }
}

fn expect_end(screen: &mut BufReader<TcpStream>) {
    if let Some(line) = next_line(screen) {
        panic!("everything was shown, and all rooms have closed\n  received: {line:?}");
    }
}
