//! The client: you type while messages come in, each sender in a colour of its own.
//!
//! Three threads, each waiting for one thing: this one for the keyboard, one for the server, one
//! for something to print. They share nothing and send each other what they have got, over
//! channels. When the keyboard ends, its channel ends, and so the other two come to their ends one
//! after the other.

use std::env;
use std::error::Error;
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
    let Some(name) = next_line(&mut editor, "your name: ")? else {
        return Ok(());
    };
    let (typed, to_send) = mpsc::channel();
    let (shown, to_print) = mpsc::channel();
    let printer = editor.create_external_printer();
    let printing = thread::spawn(move || match printer {
        Ok(printer) => print_above(printer, to_print),
        // Not a terminal but a pipe, so there is no line that somebody is typing.
        Err(_) => to_print.iter().for_each(|text| println!("{text}")),
    });
    let mut session = Session::new(stream, shown)?;
    let login = name.clone();
    let talking = thread::spawn(move || {
        let talked = session.run(login, &to_send);
        if talked.is_err() {
            session.show("The connection has ended. Enter leaves.".to_string());
        }
        talked
    });
    let read = read_lines(&mut editor, &name, typed);
    // The printer hands its text to the editor and waits until it is shown: without an editor it
    // does not wait.
    drop(editor);
    let talked = talking.join().expect("the session does not panic");
    printing.join().expect("printing does not panic");
    talked?;
    Ok(read?)
}

/// Sends on what is typed, until the input or the session ends.
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
fn print_above(mut printer: impl ExternalPrinter, to_print: Receiver<String>) {
    for text in to_print {
        if printer.print(format!("{text}\n")).is_err() {
            println!("{text}"); // The editor has gone in the meantime.
        }
    }
}
