use exercises::{explains, is_of_one_server};

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
    for trace in [FIRST_TRACE, SECOND_TRACE, THIRD_TRACE] {
        assert!(
            include_str!("README.md").contains(trace),
            "the traces stay as they are in the statement; this one has been changed:\n{trace}"
        );
        is_of_one_server(trace);
    }
}
