use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;

const PATIENCE: Duration = Duration::from_secs(30);

const LOOK: Look = Look {
    colours: false,
    columns: None,
};

/// After each entry another one comes.
struct Flood(Screen);

impl Printer for Flood {
    fn print(&mut self, _: &str, _: bool) -> io::Result<()> {
        self.0.show(Entry::Away, None);
        Ok(())
    }
}

#[test]
fn under_a_flood_a_line_can_be_typed() {
    let screen = Screen::default();
    screen.show(Entry::Away, None);
    let printing = screen.start(Flood(screen.clone()), LOOK, |_| {});
    let (begun, begins) = channel();
    let editor = screen.clone();
    thread::spawn(move || begun.send(editor.editor_begins()));
    assert_eq!(begins.recv_timeout(PATIENCE), Ok(true));
    assert!(printing.is_ok());
}

/// Says when it is to settle, and does so when it is told to.
struct Slow {
    asked: Sender<()>,
    settle: Receiver<()>,
}

impl Printer for Slow {
    fn print(&mut self, _: &str, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn settle(&mut self) -> io::Result<()> {
        self.asked.send(()).map_err(io::Error::other)?;
        self.settle.recv().map_err(io::Error::other)
    }
}

/// A screen that is about to settle above a line, when that line ends.
struct Ended {
    screen: Screen,
    printing: JoinHandle<()>,
    asked: Receiver<()>,
    settle: Sender<()>,
    reports: Receiver<String>,
}

impl Ended {
    fn new() -> Self {
        let screen = Screen::default();
        let (asked, has_asked) = channel();
        let (settle, settles) = channel();
        let (report, reports) = channel();
        let printer = Slow {
            asked,
            settle: settles,
        };
        let report = move |input| drop(report.send(format!("{input:?}")));
        let printing = screen.start(printer, LOOK, report).expect("a thread");
        assert!(screen.editor_begins());
        screen.editor_is_ready();
        screen.show(Entry::Away, Some(7));
        has_asked.recv_timeout(PATIENCE).expect("it prints");
        screen.editor_is_through();
        settle.send(()).expect("it waits");
        Self {
            screen,
            printing,
            asked: has_asked,
            settle,
            reports,
        }
    }

    fn close(self) -> Vec<String> {
        self.screen.close();
        self.printing.join().expect("no panic");
        self.reports.try_iter().collect()
    }
}

#[test]
fn what_is_printed_above_a_line_that_ends_counts_above_the_next() {
    let ended = Ended::new();
    assert!(ended.screen.editor_begins());
    ended.screen.editor_is_ready();
    let again = ended.asked.recv_timeout(PATIENCE);
    again.expect("it is not sure of the first time");
    ended.settle.send(()).expect("it waits");
    let reported = ended.reports.recv_timeout(PATIENCE);
    assert_eq!(reported.as_deref(), Ok("Printed(7)"));
    assert!(ended.close().is_empty());
}

#[test]
fn what_may_not_have_been_printed_at_the_end_is_not_reported() {
    let ended = Ended::new();
    assert!(!ended.screen.forbid_editing());
    assert!(ended.close().is_empty());
}
