//! A guest book: every line of a client is an entry.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The entries, in their order.
type Book = Mutex<Vec<String>>;

/// Serves clients, each on a thread of its own, until `stop` is called. When it returns, no session
/// runs any more, and the book is complete.
fn serve(listener: &TcpListener, stopping: &AtomicBool, book: &Arc<Book>) -> io::Result<()> {
    for stream in listener.incoming() {
        if stopping.load(Ordering::SeqCst) {
            break;
        }
        // The trouble of one guest is nobody else's.
        let Ok(stream) = stream else { continue };
        let book = Arc::clone(book);
        thread::spawn(move || session(stream, &book));
    }
    Ok(())
}

/// Makes `serve` return; `address` is where it listens.
fn stop(address: SocketAddr, stopping: &AtomicBool) {
    println!("the guest book at {address} is being closed");
    stopping.store(true, Ordering::SeqCst);
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
