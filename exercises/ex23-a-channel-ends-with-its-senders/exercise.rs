//! One screen for several rooms.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

/// A room, and the connection over which its server tells what is said in it.
struct Room {
    name: String,
    server: TcpStream,
}

/// Shows the lines of all rooms as `name: line`, each as soon as it comes. Returns when every room
/// has closed its connection, and all its lines are on the screen.
fn show(rooms: Vec<Room>, screen: &mut impl Write) -> io::Result<()> {
    for room in rooms {
        for line in BufReader::new(room.server).lines() {
            writeln!(screen, "{}: {}", room.name, line?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
