use exercises::{are_of_one_server, explains};

use super::*;

#[test]
fn the_first_trace_is_read() {
    explains(FIRST_TRACE, FIRST_SERVER, FIRST_LINE, FIRST_SECTION);
}

#[test]
fn the_second_trace_is_read() {
    explains(SECOND_TRACE, SECOND_SERVER, SECOND_LINE, SECOND_SECTION);
}

#[test]
fn the_third_trace_is_read() {
    explains(THIRD_TRACE, THIRD_SERVER, THIRD_LINE, THIRD_SECTION);
}

#[test]
fn each_trace_is_the_one_of_the_statement_and_of_one_server() {
    let traces = [FIRST_TRACE, SECOND_TRACE, THIRD_TRACE];
    for trace in traces {
        assert!(
            include_str!("README.md").contains(trace),
            "the traces stay as they are in the statement; this one has been changed:\n{trace}"
        );
    }
    are_of_one_server(&traces);
}
