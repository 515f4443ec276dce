//! The client: you type while messages come in, each sender in a colour of its own.
//!
//! Three threads, and each waits for one thing: this one for the keyboard, one for the server, one
//! for something to print. They share nothing. What one thread gets, it sends to the next one over
//! a channel. When the keyboard ends, its channel ends. That ends the talk with the server, and
//! that ends the printing.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rustyline::error::ReadlineError;
use rustyline::{DefaultEditor, ExternalPrinter};

use crate::session::Session;

mod protocol;
mod render;
mod safe_text;
mod session;

const DEFAULT_ADDRESS: &str = "127.0.0.1:3333";

fn main() -> ExitCode {
    let address = env::args().nth(1).unwrap_or(DEFAULT_ADDRESS.to_string());
    match chat(&address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{address}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn chat(address: &str) -> Result<(), Box<dyn Error>> {
    let stream = TcpStream::connect(address)?;
    let mut editor = DefaultEditor::new()?;
    let Some(answer) = next_line(&mut editor, "your name: ")? else {
        return Ok(());
    };
    // A paste can have several lines, and a login is one: the others are not sent.
    let name = answer.lines().next().unwrap_or_default().trim();
    let (typed, to_send) = mpsc::channel();
    let (shown, to_print) = mpsc::channel();
    let printer = editor.create_external_printer();
    let printing = thread::spawn(move || match printer {
        Ok(printer) => print_above(printer, &to_print),
        Err(_) => print(&to_print), // Not a terminal but a pipe: nobody is typing.
    });
    let mut session = Session::new(stream, shown)?;
    let login = name.to_string();
    let talking = thread::spawn(move || {
        let talked = session.run(login, &to_send);
        if talked.is_err() {
            let count = to_send.try_iter().count();
            let end = format!("The connection has ended. Lines not sent: {count}. Enter leaves.");
            let _ = session.show(end); // Where nobody prints, `print` says why.
        }
        talked
    });
    let read = read_lines(&mut editor, name, typed);
    // The printer gives its text to the editor and waits until it is shown. Without an editor it
    // does not wait.
    drop(editor);
    let talked = talking.join().expect("the session does not panic");
    let printed = printing.join().expect("printing does not panic");
    printed?;
    talked?;
    Ok(read?)
}

/// Sends what is typed to the session, until the input or the session ends.
fn read_lines(
    editor: &mut DefaultEditor,
    name: &str,
    typed: Sender<String>,
) -> rustyline::Result<()> {
    let prompt = format!("{name}> ");
    while let Some(text) = next_line(editor, &prompt)? {
        editor.add_history_entry(&text)?;
        // A paste can have several lines; on the wire a line feed is the end of one.
        for line in text.split(['\n', '\r']) {
            if typed.send(line.to_string()).is_err() {
                return Ok(()); // The session has ended, and has said so.
            }
        }
    }
    Ok(())
}

/// Prints what comes over the channel, until the channel ends or nobody reads what is printed.
fn print(to_print: &Receiver<String>) -> io::Result<()> {
    let mut texts = to_print.iter();
    texts.try_for_each(|text| writeln!(io::stdout(), "{text}"))
}

/// The next line from the keyboard or the pipe; `None` after Ctrl-D, Ctrl-C, or the end of the
/// pipe.
fn next_line(editor: &mut DefaultEditor, prompt: &str) -> rustyline::Result<Option<String>> {
    match editor.readline(prompt) {
        Ok(line) => Ok(Some(line)),
        Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Prints above the line that is being typed.
fn print_above(mut printer: impl ExternalPrinter, to_print: &Receiver<String>) -> io::Result<()> {
    for text in to_print {
        if printer.print(format!("{text}\n")).is_err() {
            writeln!(io::stdout(), "{text}")?; // The editor has gone in the meantime.
        }
    }
    Ok(())
}
