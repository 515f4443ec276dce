//! One screen for several rooms.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::mpsc::{self, Sender};
use std::thread;

/// A room, and the connection over which its server tells what is said in it.
struct Room {
    name: String,
    server: TcpStream,
}

/// Shows the lines of all rooms as `name: line`, each as soon as it comes. Returns when every room
/// has closed its connection, and all its lines are on the screen.
fn show(rooms: Vec<Room>, screen: &mut impl Write) -> io::Result<()> {
    let (said, to_show) = mpsc::channel();
    for room in rooms {
        // Every thread owns a sender, and drops it where it ends.
        let said = said.clone();
        thread::spawn(move || listen(room, &said));
    }
    // The first sender belongs to no thread. As long as it is there, something could still be sent,
    // and the loop below would wait for it for ever.
    drop(said);
    // One thread alone writes, so lines never mix. The loop ends when the last sender is gone and
    // the queue is empty: it needs no flag and no count, and it loses nothing.
    for line in to_show {
        writeln!(screen, "{line}")?;
    }
    Ok(())
}

/// Sends on what is said in a room, until that room ends.
fn listen(room: Room, said: &Sender<String>) {
    for line in BufReader::new(room.server).lines() {
        // A connection that breaks ends this room, and no other.
        let Ok(line) = line else { return };
        if said.send(format!("{}: {line}", room.name)).is_err() {
            return; // The screen has gone, so nobody wants to see more.
        }
    }
}

#[cfg(test)]
mod tests;
