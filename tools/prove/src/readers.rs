//! Who does not read harms only himself, and loses nothing.

use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use socket2::{Domain, Socket, Type};
use testkit::program::Server;

use crate::canary::{CANARIES, Canary};
use crate::crowd::share;
use crate::latency::Latencies;
use crate::pusher::Pusher;
use crate::report::Report;
use crate::setting::Setting;
use crate::usage::Watch;

/// How many bytes each message has.
const TEXT: usize = 4000;

/// What the kernel takes for one who does not read; small, so that the server notices soon.
const RECEIVE_BUFFER: usize = 4096;

/// How much memory the server may take more while nobody reads, in MiB; the unread messages are
/// there before.
const GROWTH: u64 = 64;

/// Within this time each has to be cut: the write time of 10 s, and some for the machine.
const CUT_TIME: Duration = Duration::from_secs(40);

/// How long the canary sings alone.
const ALONE: Duration = Duration::from_secs(5);

/// Between two attempts to send more.
const PAUSE: Duration = Duration::from_millis(20);

/// How many messages are sent at once.
const BURST: usize = 50;

/// Senders at a time.
const WORKERS: usize = 4;

pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("readers that never read", setting.seed);
    let (readers, each) = (setting.size(50, 6), setting.size(1000, 50));
    let mut server = setting.program().start(&users(readers))?;
    let address = server.address();
    fill(address, readers, each)?;
    report.figure(
        "readers, messages of each",
        format!("{readers}, {each} of {TEXT} bytes"),
    );
    let canary = Canary::start(address)?;
    thread::sleep(ALONE / if setting.short { 20 } else { 1 });
    canary.report(&mut report);

    let canary = Canary::start(address)?;
    let watch = Watch::begin(&server);
    let cuts = share(readers, readers, |number| hold(address, number));
    let cuts: Latencies = cuts.into_iter().collect::<Result<_>>()?;
    report.figure("cut after", &cuts);
    if cuts.percentile(100) > CUT_TIME {
        report.violation("one who does not read was not cut");
    }
    watch.end(&mut server, GROWTH, &mut report);
    canary.report(&mut report);
    let unread = share(readers, WORKERS, |number| drain(address, number, each));
    for lost in unread.into_iter().filter_map(Result::err) {
        report.violation(format!("{lost:#}"));
    }
    rows(&mut server, readers * each, &mut report)?;
    Ok(report)
}

fn users(readers: usize) -> Vec<String> {
    let canaries = CANARIES.map(str::to_owned).into_iter();
    canaries
        .chain((0..readers).map(reader))
        .chain((0..readers).map(sender))
        .collect()
}

fn reader(number: usize) -> String {
    format!("reader-{number}")
}

fn sender(number: usize) -> String {
    format!("sender-{number}")
}

fn text(number: usize) -> String {
    format!("{number:0>TEXT$}")
}

/// Puts so many messages into each inbox.
fn fill(server: SocketAddr, readers: usize, each: usize) -> Result<()> {
    let filled = share(readers, WORKERS, |number| {
        let mut sender = Pusher::log_in(server, &sender(number))?;
        let texts: Vec<_> = (0..each).map(text).collect();
        let mut bursts = texts.chunks(BURST);
        bursts.try_for_each(|burst| sender.send_all(&reader(number), burst))
    });
    filled.into_iter().collect()
}

/// Logs in, asks for everything, and reads nothing; how long until the server has cut it.
fn hold(server: SocketAddr, number: usize) -> Result<Duration> {
    let socket = Socket::new(Domain::for_address(server), Type::STREAM, None)?;
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.connect(&server.into())?;
    let mut stream = TcpStream::from(socket);
    let kind = ["", " /push"][number % 2];
    let flood = b"/\n".repeat(8 * 1024);
    // With one call: what comes after a batch was written would say that the batch has been read.
    let login = format!("{}{kind}\n", reader(number));
    stream.write_all(&[login.as_bytes(), &b"\n".repeat(50), &flood].concat())?;
    stream.set_nonblocking(true)?;
    let began = Instant::now();
    while began.elapsed() <= CUT_TIME {
        match stream.write(&flood) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(_) => break,
            Ok(_) => {}
        }
    }
    Ok(began.elapsed())
}

/// Reads an inbox to its end: every message has to be there, in order.
fn drain(server: SocketAddr, number: usize, each: usize) -> Result<()> {
    let login = reader(number);
    let mut client = Pusher::log_in(server, &login)?;
    for message in 0..each {
        let mail = client
            .next_mail()
            .with_context(|| format!("{login} has lost message {message}"))?;
        ensure!(
            mail.text == text(message),
            "{login} got another message than {message}: {}",
            mail.text.trim_start_matches('0')
        );
    }
    let more = client.look()?;
    ensure!(more.is_empty(), "{login} got {} messages more", more.len());
    Ok(())
}

/// Each message has one row once it has been read, and was read only in the end.
fn rows(server: &mut Server, wanted: usize, report: &mut Report) -> Result<()> {
    server.stop()?;
    let rows = testkit::log::read(server.data())?;
    let rows = rows.iter().filter(|row| row.to.starts_with("reader-"));
    let rows = rows.count();
    report.figure("rows in messages.csv", rows);
    if rows != wanted {
        report.violation(format!("{rows} rows for {wanted} messages"));
    }
    Ok(())
}
