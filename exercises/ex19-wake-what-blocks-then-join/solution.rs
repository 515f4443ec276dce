//! A guest book: every line of a client is an entry.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// The entries, in their order.
type Book = Mutex<Vec<String>>;

/// The thread of a session, and a second handle of its connection.
type Session = (JoinHandle<()>, TcpStream);

/// Serves clients, each on a thread of its own, until `stop` is called. When it returns, no session
/// runs any more, and the book is complete.
fn serve(listener: &TcpListener, stopping: &AtomicBool, book: &Arc<Book>) -> io::Result<()> {
    let mut sessions = Vec::new();
    for stream in listener.incoming() {
        if stopping.load(Ordering::SeqCst) {
            break;
        }
        // The trouble of one guest is nobody else's.
        let Ok(stream) = stream else { continue };
        // The session owns its stream. To wake it from here takes another handle.
        let Ok(handle) = stream.try_clone() else {
            continue;
        };
        let book = Arc::clone(book);
        let thread = thread::spawn(move || session(stream, &book));
        // What has ended need not be kept: else the list and its handles would only grow.
        sessions.retain(|(thread, _): &Session| !thread.is_finished());
        sessions.push((thread, handle));
    }
    // A session waits for a line, and its client may be silent for ever. Shut down, the stream has
    // an end, and so the session has one. All are woken before the first one is waited for.
    for (_, handle) in &sessions {
        let _ = handle.shutdown(Shutdown::Both);
    }
    for (thread, _) in sessions {
        let _ = thread.join();
    }
    Ok(())
}

/// Makes `serve` return; `address` is where it listens.
fn stop(address: SocketAddr, stopping: &AtomicBool) {
    println!("the guest book at {address} is being closed");
    stopping.store(true, Ordering::SeqCst);
    // `serve` waits in accept, and looks at the flag only when a client comes: so one comes. First
    // the flag and then this, or it would find the flag unset and go on. An error means that nobody
    // listens any more, which is what was wanted.
    let _ = TcpStream::connect(address);
}

/// Writes what a guest says into the book, up to the end of the connection. This is complete.
fn session(mut stream: TcpStream, book: &Book) {
    let _ = take_entries(&mut stream, book);
    write(book, "a guest has left");
    // Another handle of the connection may be there: this ends it all the same.
    let _ = stream.shutdown(Shutdown::Both);
}

fn take_entries(stream: &mut TcpStream, book: &Book) -> io::Result<()> {
    let lines = BufReader::new(stream.try_clone()?).lines();
    for line in lines {
        write(book, &line?);
        stream.write_all(b"thank you\n")?;
    }
    Ok(())
}

fn write(book: &Book, entry: &str) {
    let mut book = book.lock().unwrap_or_else(PoisonError::into_inner);
    book.push(entry.to_string());
}

#[cfg(test)]
mod tests;
