//! The threaded server: every client has a thread of its own, and is answered line by line.
//!
//! Two ideas. A **line** is the bytes up to a line feed, however many reads bring them. It has a
//! longest length: without one, a client that never sends a line feed fills the memory. And a
//! **thread** that waits for its client keeps nobody else waiting. It owns its connection: whatever
//! goes wrong there ends there.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

const DEFAULT_ADDRESS: &str = "127.0.0.1:3333";

fn main() -> ExitCode {
    let address = env::args().nth(1).unwrap_or(DEFAULT_ADDRESS.to_string());
    let listener = match listen(&address) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!(
                "cannot listen on {address}: {error}; another address can be given as an argument: 127.0.0.1:4444"
            );
            return ExitCode::from(3);
        }
    };
    serve(&listener);
    ExitCode::SUCCESS
}

/// Takes the address for this program, and says so: from now on clients can connect.
fn listen(address: &str) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    // Not `address`: port 0 asks for any free port, and this line says which one it is.
    println!("listening on {}", listener.local_addr()?);
    Ok(listener)
}

/// Gives each client a thread as soon as it connects.
fn serve(listener: &TcpListener) {
    for connection in listener.incoming() {
        if let Err(error) = connection.and_then(start_session) {
            eprintln!("no session for a client: {error}");
            // Out of threads or descriptors: without a pause this loop would fail again, many
            // thousand times a second.
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Starts the thread that serves one client. If the system has no thread left, the client is
/// disconnected.
fn start_session(stream: TcpStream) -> io::Result<()> {
    // `thread::spawn` panics when there is no thread left, and that would end the whole server.
    thread::Builder::new().spawn(move || {
        if let Err(error) = session(stream) {
            eprintln!("session ended: {error}");
        }
    })?;
    Ok(())
}

/// Sends back each line of one client.
fn session(stream: TcpStream) -> io::Result<()> {
    let mut connection = Connection::new(stream)?;
    while let Some(mut line) = connection.read_line()? {
        line.push(b'\n');
        connection.send(&line)?;
    }
    Ok(())
}

/// The longest line of a client in bytes, without the line feed and the carriage return before it.
const CLIENT_LINE_MAX: usize = 4096;

/// Lines over a socket.
struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn new(stream: TcpStream) -> io::Result<Self> {
        // An answer leaves at once, and does not wait for the next one to travel with.
        stream.set_nodelay(true)?;
        // A client that reads nothing for 3 seconds is given up: its thread does not wait for ever.
        stream.set_write_timeout(Some(Duration::from_secs(3)))?;
        let reader = BufReader::new(stream);
        Ok(Self { reader })
    }

    /// The next line without its end, or `None` when there is no further one.
    fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        // With its line feed the longest line has one byte more, and with a CR two. What is longer
        // is not read.
        let limit = CLIENT_LINE_MAX as u64 + 1;
        self.reader
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)?;
        if line.ends_with(b"\r") {
            self.reader.by_ref().take(1).read_until(b'\n', &mut line)?;
        }
        if line.pop_if(|last| *last == b'\n').is_none() {
            if line.len() > CLIENT_LINE_MAX {
                self.refuse("line-too-long")?;
            }
            return Ok(None); // What the client did not finish is not a line.
        }
        line.pop_if(|last| *last == b'\r');
        Ok(Some(line))
    }

    /// Sends all of it with one write, so that it travels together.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.reader.get_mut().write_all(bytes)
    }

    /// Says why the session ends. Then it reads the rest of the input and drops it: if a stream is
    /// closed with unread bytes, the system throws away what was just sent.
    fn refuse(&mut self, code: &str) -> io::Result<()> {
        self.send(format!("! {code}\n").as_bytes())?;
        let stream = self.reader.get_mut();
        stream.shutdown(Shutdown::Write)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        // A client that does not stop sending is left after 64 KiB, or after two seconds at most.
        let deadline = Instant::now() + Duration::from_secs(1);
        let mut rest = stream.take(64 * 1024);
        while Instant::now() < deadline && rest.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
        Ok(())
    }
}
