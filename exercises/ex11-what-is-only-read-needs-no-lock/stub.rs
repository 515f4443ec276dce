//! A server that reads its users from a file, and sends back what they say.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

/// The longest line of a client in bytes, with its end.
const LINE_MAX: u64 = 4098;

/// The users: those of the file, which has a header and then a login in each line.
struct Users {
    logins: HashSet<String>,
}

impl Users {
    fn load(file: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(file)?;
        let logins = text.lines().skip(1).map(|line| line.to_string()).collect();
        Ok(Self { logins })
    }

    fn contains(&self, login: &str) -> bool {
        self.logins.contains(login)
    }
}

fn serve(listener: TcpListener, file: PathBuf) -> io::Result<()> {
    for connection in listener.incoming() {
        let file = file.clone();
        let started = connection
            .and_then(|stream| thread::Builder::new().spawn(move || session(stream, &file)));
        if let Err(error) = started {
            eprintln!("no session for a client: {error}");
        }
    }
    Ok(())
}

/// Lets a user in, then sends back the login and each line.
fn session(stream: TcpStream, file: &Path) -> io::Result<()> {
    // Every thread has users of its own, so they share nothing, and need no lock.
    let users = Users::load(file)?;
    let mut reader = BufReader::new(stream);
    let Some(mut line) = read_line(&mut reader)? else {
        return Ok(());
    };
    if !users.contains(&line) {
        return Ok(());
    }
    loop {
        reader.get_mut().write_all(format!("{line}\n").as_bytes())?;
        match read_line(&mut reader)? {
            Some(next) => line = next,
            None => return Ok(()),
        }
    }
}

/// The next line without its end, or `None` when there is no further one.
fn read_line(reader: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    reader.by_ref().take(LINE_MAX).read_line(&mut line)?;
    if line.pop() != Some('\n') {
        return Ok(None);
    }
    if line.ends_with('\r') {
        line.pop();
    }
    Ok(Some(line))
}

#[cfg(test)]
mod tests;
