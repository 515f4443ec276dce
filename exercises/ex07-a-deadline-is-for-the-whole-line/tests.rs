use exercises::passes;

use super::*;

#[test]
fn lines_still_come_back() {
    passes(serve, "ch02-threads/line-in-pieces");
    passes(serve, "ch02-threads/lines-together");
    passes(serve, "ch02-threads/a-slow-typist-keeps-nobody-waiting");
}

#[test]
fn before_the_first_line_a_client_may_be_silent() {
    let trial = Trial::new();
    let why = "nothing has arrived yet, so no line has begun";
    trial.expect(seconds(3600), None, why);
}

#[test]
fn a_client_that_trickles_runs_out_of_time() {
    let mut trial = Trial::new();
    for second in 0..10 {
        trial.arrives(seconds(second), b"x");
        let why = format!("one byte a second: this is {second} s after the first byte");
        trial.expect(seconds(second), Some(seconds(10 - second)), &why);
    }
    trial.expect_timeout(seconds(10), "one byte a second, for 10 s");
    let why = "a byte that comes too late does not bring the time back";
    trial.arrives(seconds(11), b"x");
    trial.expect_timeout(seconds(11), why);
}

#[test]
fn the_time_is_up_at_its_last_moment() {
    let mut trial = Trial::new();
    trial.arrives(seconds(0), b"meia linh");
    let moment = Duration::from_nanos(1);
    let why = "the line has one nanosecond left";
    trial.expect(LINE_TIME - moment, Some(moment), why);
    let why =
        "the ten seconds have passed exactly; a timeout of zero is an error to set_read_timeout";
    trial.expect_timeout(LINE_TIME, why);
}

#[test]
fn between_two_lines_a_client_may_be_silent() {
    let mut trial = Trial::new();
    trial.arrives(seconds(0), b"ol");
    trial.arrives(seconds(9), "\u{e1}\n".as_bytes());
    trial.takes("olá\n");
    let why = "the line is complete, and the next one has not begun";
    trial.expect(seconds(3600), None, why);
}

#[test]
fn each_line_has_its_own_time() {
    let mut trial = Trial::new();
    for line in 0..5 {
        trial.arrives(seconds(8 * line), b"o");
        trial.arrives(seconds(8 * line + 7), b"i\n");
        trial.takes("oi\n");
    }
    trial.arrives(seconds(100), b"o");
    let why = "the sixth line has just begun";
    trial.expect(seconds(100), Some(LINE_TIME), why);
}

#[test]
fn what_comes_behind_an_lf_begins_a_line() {
    let mut trial = Trial::new();
    trial.arrives(seconds(0), b"primeir");
    trial.arrives(seconds(9), b"a\nsegunda\nterc");
    trial.takes("primeira\n");
    trial.takes("segunda\n");
    let why =
        "the third line began with the bytes that ended the first, at 9 s, so it has until 19 s";
    trial.expect(seconds(12), Some(seconds(7)), why);
    trial.arrives(seconds(18), b"eir");
    trial.expect(seconds(18), Some(seconds(1)), why);
    trial.expect_timeout(seconds(19), why);
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// An `Input`, a clock of its own, and what has happened.
struct Trial {
    input: Input,
    start: Instant,
    events: String,
    arrivals: usize,
}

impl Trial {
    /// The clock is an hour ahead, so that a look at the real one does not go unnoticed.
    fn new() -> Self {
        Self {
            input: Input::new(),
            start: Instant::now() + seconds(3600),
            events: String::new(),
            arrivals: 0,
        }
    }

    fn arrives(&mut self, at: Duration, bytes: &[u8]) {
        self.input.arrived(bytes, self.start + at);
        let bytes = bytes.escape_ascii();
        self.events += &format!("\n    {} s: \"{bytes}\" arrives", at.as_secs_f64());
        self.arrivals += 1;
    }

    fn takes(&mut self, expected: &str) {
        let line = self.input.next_line().unwrap_or_default();
        let events = &self.events;
        assert!(
            line == expected.as_bytes(),
            "the bytes of this line have arrived{events}\n  expected of next_line: `{}`\n  received:              `{}`",
            expected.escape_debug(),
            line.escape_ascii()
        );
        self.events += &format!("\n    the line {expected:?} is taken");
    }

    fn expect(&self, at: Duration, expected: Option<Duration>, why: &str) {
        let (received, is_real_time) = match self.input.patience(self.start + at) {
            // This clock has whole seconds, and once a nanosecond less.
            Ok(Some(left)) => {
                let is_real_time = left > LINE_TIME || left.subsec_nanos() > 1;
                (format!("{:?}", Some(left)), is_real_time)
            }
            Ok(None) => ("None".to_string(), false),
            // A line has just begun, and its time is up already.
            Err(error) => (in_words(&error), self.arrivals == 1),
        };
        let likely = if is_real_time {
            "\n  likely:   `Instant::now()` was used in `Input`; the tests have a clock of their own, \
             and only the arguments tell the time"
        } else {
            ""
        };
        self.compare(at, &format!("{expected:?}"), &received, why, likely);
    }

    fn expect_timeout(&self, at: Duration, why: &str) {
        let received = match self.input.patience(self.start + at) {
            Ok(patience) => format!("{patience:?}"),
            Err(error) => in_words(&error),
        };
        let expected = "an error of the kind TimedOut";
        self.compare(at, expected, &received, why, "");
    }

    fn compare(&self, at: Duration, expected: &str, received: &str, why: &str, likely: &str) {
        let events = &self.events;
        assert!(
            received == expected,
            "{why}{events}\n    {} s: `patience` is asked\n  expected: {expected}\n  received: {received}{likely}",
            at.as_secs_f64()
        );
    }
}

fn in_words(error: &io::Error) -> String {
    format!("an error of the kind {:?}", error.kind())
}
