//! `cargo kit watch` in a terminal.

use std::fs;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use testkit::pipe;
use testkit::terminal::{Key, Screen, Terminal};

use crate::course::{Course, solution, with};

/// A build may take longer than a terminal is waited for; so often it is waited for again.
const PATIENCE: usize = 12;

struct Watch {
    course: Course,
    terminal: Terminal,
}

impl Watch {
    fn start(course: Course) -> Watch {
        let terminal = Terminal::start(&course.kit("watch"), 40, 80).unwrap();
        Watch { course, terminal }
    }

    fn wait_for(&self, text: &str) -> Screen {
        for _ in 1..PATIENCE {
            if let Ok(screen) = self.terminal.wait_for(text) {
                return screen;
            }
        }
        self.terminal.wait_for(text).unwrap()
    }

    fn enter(&mut self, text: &str) {
        self.terminal.type_text(text).unwrap();
        self.terminal.press(Key::Enter).unwrap();
    }
}

#[test]
fn each_save_is_checked_and_what_passes_makes_room_for_the_next() {
    let mut watch = Watch::start(Course::new());
    watch.wait_for("received: 2");
    watch.wait_for("watching exercises/ex01-");
    watch.course.save(1, &with("if true { return 9 }"));
    watch.wait_for("received: 9");
    watch.wait_for("watching exercises/ex01-");
    watch.course.save(1, &solution());
    watch.wait_for("ex01 has passed (");
    let screen = watch.wait_for("watching exercises/ex02-");
    assert!(!screen.contains("received: 9"), "{screen}");
    // What nobody has seen yet is not skipped.
    watch.enter("n");
    watch.wait_for("check  cargo kit test ex02");
    // Written in place, as other editors do it.
    watch.course.write(&Course::file(2), &solution());
    watch.wait_for("ex02 has passed (");
    watch.wait_for("watching exercises/ex03-");
    watch.course.save(3, &solution());
    watch.wait_for("(all exercises have passed)");
    assert!(watch.terminal.exit_status().unwrap().success());
}

#[test]
fn keys_ask_for_hints_statements_and_the_end() {
    let mut watch = Watch::start(Course::new());
    watch.wait_for("watching exercises/ex01-");
    watch.enter("h");
    watch.wait_for("ex01: hint 1 of 3");
    watch.enter("x");
    watch.wait_for("h hint, s statement");
    watch.enter("n");
    watch.wait_for("check  cargo kit test ex02");
    watch.enter("");
    watch.wait_for("checking ex02");
    watch.wait_for("watching exercises/ex02-");
    watch.enter("q");
    assert!(watch.terminal.exit_status().unwrap().success());
}

#[test]
fn a_save_ends_the_run_that_is_under_way() {
    let course = Course::new();
    course.save(1, &with("loop { std::hint::spin_loop() }"));
    let watch = Watch::start(course);
    watch.wait_for("checking ex01: ");
    watch.course.save(1, &with("if true { return 9 }"));
    watch.wait_for("received: 9");
}

#[test]
fn a_file_that_is_gone_is_missed_until_it_is_back() {
    let course = Course::new();
    fs::remove_file(course.path(&Course::file(1))).unwrap();
    let watch = Watch::start(course);
    watch.wait_for("is not there");
    watch.wait_for("watching exercises/ex01-");
    watch.course.save(1, &with("if true { return 9 }"));
    watch.wait_for("received: 9");
}

/// Writes where it listens, and never ends.
const ENDLESS_SERVER: &str = r#"
    if numbers.is_empty() { return 0 }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    std::fs::write("address.new", listener.local_addr().unwrap().to_string()).unwrap();
    std::fs::rename("address.new", "address").unwrap();
    loop { std::hint::spin_loop() }
"#;

/// Looks again and again until something is there: files and dead processes wake nobody.
fn poll<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + testkit::deadline::patience() * PATIENCE as u32;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < end, "it never came");
        thread::park_timeout(Duration::from_millis(5));
    }
}

/// Watches an endless server, whose address comes with it.
fn watch_an_endless_server() -> (Watch, SocketAddr) {
    let course = Course::new();
    course.save(1, &with(ENDLESS_SERVER));
    let watch = Watch::start(course);
    let file = watch.course.path("exercises/address");
    let address = poll(|| fs::read_to_string(&file).ok()).parse().unwrap();
    assert!(TcpStream::connect(address).is_ok());
    (watch, address)
}

/// Waits until nobody listens there.
fn wait_for_the_end(address: SocketAddr) {
    // Where it still listened, and nobody accepts, a connection would come up or take its time.
    let connected = || TcpStream::connect_timeout(&address, Duration::from_millis(100));
    poll(|| {
        connected()
            .is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
            .then_some(())
    });
}

#[test]
fn ctrl_c_ends_the_students_program_too() {
    let (mut watch, address) = watch_an_endless_server();
    watch.terminal.press(Key::CtrlC).unwrap();
    assert!(!watch.terminal.exit_status().unwrap().success());
    wait_for_the_end(address);
}

#[test]
fn an_error_ends_the_students_program_too() {
    let (mut watch, address) = watch_an_endless_server();
    let file = watch.course.path("exercises/progress.txt");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    watch.enter("h");
    watch.wait_for("progress.txt cannot be read");
    assert!(!watch.terminal.exit_status().unwrap().success());
    wait_for_the_end(address);
}

#[test]
fn what_is_piped_is_never_cleared() {
    let course = Course::new();
    let ended = pipe::run(&mut course.kit("watch"), "h\nq\n").unwrap();
    let begin = "checking ex01: Every number counts …\nex01: hint 1 of 3\n";
    assert!(ended.output.starts_with(begin), "{ended:?}");
    assert!(!ended.output.contains('\x1b'), "{ended:?}");
    assert_eq!(ended.code, Some(0), "{ended:?}");
}
