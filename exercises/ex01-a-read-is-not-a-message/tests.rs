use std::io::{ErrorKind, Write};
use std::net::Shutdown;

use exercises::{expect_equal, in_time, pair, trickle};

use super::*;

const ENDS: &str = "the station has closed the connection, so read_measurement returns";

#[test]
fn whole_measurements_come_out_as_they_went_in() {
    in_time(whole_measurements, ENDS);
}

fn whole_measurements() {
    let (mut station, mut receiver) = pair();
    station.write_all(&[0, 0, 0, 21, 0, 0, 1, 4]).unwrap();
    station.shutdown(Shutdown::Write).unwrap();
    expect(&mut receiver, Some(21));
    expect(&mut receiver, Some(260));
    expect(&mut receiver, None);
}

#[test]
fn a_measurement_that_is_cut_off_is_an_error() {
    in_time(a_measurement_that_is_cut_off, ENDS);
}

fn a_measurement_that_is_cut_off() {
    let (mut station, mut receiver) = pair();
    station.write_all(&[0, 0]).unwrap();
    station.shutdown(Shutdown::Write).unwrap();
    match read_measurement(&mut receiver) {
        Ok(value) => panic!(
            "the station sent two bytes of a measurement and closed\n  expected: an error of the kind UnexpectedEof\n  received: {value:?}"
        ),
        Err(error) => expect_equal(
            error.kind(),
            ErrorKind::UnexpectedEof,
            "the kind of the error tells the caller what has happened",
        ),
    }
}

#[test]
fn a_measurement_may_arrive_byte_by_byte() {
    in_time(byte_by_byte, ENDS);
}

fn byte_by_byte() {
    let (station, mut receiver) = pair();
    let mut bytes = Vec::new();
    for number in 0..1000_u32 {
        bytes.extend(number.to_be_bytes());
    }
    trickle(station, bytes);
    for number in 0..1000 {
        expect(&mut receiver, Some(number));
    }
    expect(&mut receiver, None);
}

/// The next call must return this.
#[track_caller]
fn expect(receiver: &mut TcpStream, expected: Option<u32>) {
    let value = read_measurement(receiver);
    let received = format!("{value:?}");
    if received == format!("Ok({expected:?})") {
        return;
    }
    let sent = match expected {
        Some(number) => format!("the next measurement that the station sent is {number}"),
        None => "after its last whole measurement the station closed".to_string(),
    };
    panic!("{sent}\n  expected: Ok({expected:?})\n  received: {received}");
}
