//! What is not hostile works in the sandbox as it does outside.

use std::path::Path;

use crate::support::{COURSE, automatic, limits, play};

#[test]
fn a_right_server_gets_all_points_on_the_port_of_the_protocol() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/submissions/python");
    let mut limits = limits();
    limits.play_time *= 10;
    let seen = play(Path::new(folder), COURSE, limits).unwrap();
    assert_eq!(seen.points(COURSE), automatic(), "{:#?}", seen.evidence);
}
