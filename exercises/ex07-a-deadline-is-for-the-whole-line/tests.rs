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
    let start = Instant::now();
    let input = Input::new();
    let why = "nothing has arrived yet, so no line has begun";
    expect(&input, start + seconds(3600), None, why);
}

#[test]
fn a_client_that_trickles_runs_out_of_time() {
    let start = Instant::now();
    let mut input = Input::new();
    for second in 0..10 {
        let now = start + seconds(second);
        input.arrived(b"x", now);
        let why = format!("one byte a second: this is {second} s after the first byte");
        expect(&input, now, Some(seconds(10 - second)), &why);
    }
    let why = "one byte a second, for 10 s";
    expect_timeout(&input, start + seconds(10), why);
    let why = "a byte that comes too late does not bring the time back";
    input.arrived(b"x", start + seconds(11));
    expect_timeout(&input, start + seconds(11), why);
}

#[test]
fn the_time_is_up_at_its_last_moment() {
    let start = Instant::now();
    let mut input = Input::new();
    input.arrived(b"meia linh", start);
    let moment = Duration::from_nanos(1);
    let why = "the line has one nanosecond left";
    expect(&input, start + LINE_TIME - moment, Some(moment), why);
    let why =
        "the ten seconds have passed exactly; a timeout of zero is an error to set_read_timeout";
    expect_timeout(&input, start + LINE_TIME, why);
}

#[test]
fn between_two_lines_a_client_may_be_silent() {
    let start = Instant::now();
    let mut input = Input::new();
    input.arrived(b"ol", start);
    input.arrived("\u{e1}\n".as_bytes(), start + seconds(9));
    take(&mut input, "olá\n");
    let why = "the line is complete, and the next one has not begun";
    expect(&input, start + seconds(3600), None, why);
}

#[test]
fn each_line_has_its_own_time() {
    let start = Instant::now();
    let mut input = Input::new();
    for line in 0..5 {
        let begun = start + seconds(8 * line);
        input.arrived(b"o", begun);
        input.arrived(b"i\n", begun + seconds(7));
        take(&mut input, "oi\n");
    }
    input.arrived(b"o", start + seconds(100));
    let why = "the sixth line has just begun";
    expect(&input, start + seconds(100), Some(LINE_TIME), why);
}

#[test]
fn what_comes_behind_an_lf_begins_a_line() {
    let start = Instant::now();
    let mut input = Input::new();
    input.arrived(b"primeir", start);
    input.arrived(b"a\nsegunda\nterc", start + seconds(9));
    take(&mut input, "primeira\n");
    take(&mut input, "segunda\n");
    let why =
        "the third line began with the bytes that ended the first, at 9 s, so it has until 19 s";
    expect(&input, start + seconds(12), Some(seconds(7)), why);
    input.arrived(b"eir", start + seconds(18));
    expect(&input, start + seconds(18), Some(seconds(1)), why);
    expect_timeout(&input, start + seconds(19), why);
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn take(input: &mut Input, expected: &str) {
    let line = input.next_line().unwrap_or_default();
    assert!(
        line == expected.as_bytes(),
        "the bytes of this line have arrived\n  expected of next_line: `{}`\n  received:              `{}`",
        expected.escape_debug(),
        line.escape_ascii()
    );
}

fn expect(input: &Input, now: Instant, expected: Option<Duration>, why: &str) {
    compare(&format!("{expected:?}"), &patience(input, now), why);
}

fn expect_timeout(input: &Input, now: Instant, why: &str) {
    compare("an error of the kind TimedOut", &patience(input, now), why);
}

fn patience(input: &Input, now: Instant) -> String {
    match input.patience(now) {
        Ok(patience) => format!("{patience:?}"),
        Err(error) => format!("an error of the kind {:?}", error.kind()),
    }
}

fn compare(expected: &str, received: &str, why: &str) {
    assert!(
        received == expected,
        "{why}\n  expected of patience: {expected}\n  received:             {received}"
    );
}
