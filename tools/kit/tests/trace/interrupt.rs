//! Ctrl-C ends a trace and writes its files.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;

use testkit::deadline::patience;

use crate::stage::{Trace, accept, echo, listener, spawn, talk};

fn signal(name: &str, process: u32) {
    let id = process.to_string();
    let sent = Command::new("kill").args([name, &id]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn ctrl_c_writes_the_files_though_nobody_reads_the_output() {
    let (listener, address) = listener();
    let folder = tempfile::tempdir().unwrap();
    let mut child = spawn(address, &folder, &[]);
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    let own: SocketAddr = first
        .trim()
        .split(' ')
        .next_back()
        .unwrap()
        .parse()
        .unwrap();
    // More than fits into the pipe of the output. The server has it when it was all reported.
    let lines = "@bia a line that is as long as others are\n".repeat(9000);
    let mut client = TcpStream::connect(own).unwrap();
    client.write_all(lines.as_bytes()).unwrap();
    let mut received = vec![0; lines.len()];
    accept(&listener).read_exact(&mut received).unwrap();
    let id = child.id();
    signal("-INT", id);
    let (sender, ended) = channel();
    thread::spawn(move || sender.send(child.wait()));
    let Ok(status) = ended.recv_timeout(patience()) else {
        signal("-KILL", id);
        panic!("it waits for somebody who reads its output");
    };
    assert!(status.unwrap().success());
    let session = fs::read_to_string(folder.path().join("a.session")).unwrap();
    assert_eq!(session.matches("> @bia a line").count(), 9000);
}

#[test]
fn ctrl_c_leaves_no_file_where_nothing_was_said() {
    let (_listener, address) = listener();
    let mut trace = Trace::start(address, &[]);
    signal("-INT", trace.child.id());
    assert!(trace.child.wait().unwrap().success());
    assert_eq!(fs::read_dir(trace.folder.path()).unwrap().count(), 0);
}

#[test]
fn ctrl_c_writes_what_there_is() {
    let server = echo("none");
    let mut trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    talk(&mut client, "ana", &["ana"]);
    client.send(b"half").unwrap();
    trace.until("[no LF yet]");
    signal("-INT", trace.child.id());
    let last = loop {
        let line = trace.lines.recv_timeout(patience()).unwrap();
        if line.contains("connection;") {
            break line;
        }
    };
    assert_eq!(
        last,
        "1 connection; clients sent 1 line (8 bytes), the server 1 line (4 bytes)"
    );
    assert!(trace.child.wait().unwrap().success());
    client.expect_end().unwrap();
    let expected = [
        "ana> ana",
        "ana< ana",
        "ana: raw \"half\"",
        "# still open when this was written",
        "ana: close",
    ];
    assert_eq!(trace.steps(), expected);
    assert!(Path::new(&trace.session()).exists() && trace.diagram().ends_with("</svg>"));
}
