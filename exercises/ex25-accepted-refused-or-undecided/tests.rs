use super::*;

#[test]
fn an_answer_goes_up_to_its_f() {
    let right = [
        (
            Accepted,
            "what has come between this line and the next `f`?",
        ),
        (
            Refused,
            "what stands before the `f` that answers this line?",
        ),
        (
            Accepted,
            "is the line before the `f` a notice? A batch also has what others wrote to ana",
        ),
    ];
    check("ONE_BY_ONE", &ONE_BY_ONE, &right);
}

#[test]
fn every_line_has_an_f_of_its_own() {
    let right = [
        (
            Accepted,
            "which `f` answers this line? The login has one of its own",
        ),
        (
            Refused,
            "the login has the first `f`, line (1) the second: whose is the notice?",
        ),
        (
            Accepted,
            "count the lines that are `f` and nothing else; a text may be `f` as well",
        ),
        (
            Refused,
            "the empty line has an `f` too. And must one know a code to know what a notice means?",
        ),
    ];
    check("ALL_AT_ONCE", &ALL_AT_ONCE, &right);
}

#[test]
fn half_an_answer_is_none() {
    let right = [
        (
            Accepted,
            "can the end of a connection take back what was said before it?",
        ),
        (
            Undecided,
            "has the `f` that answers this line come? If not, what does section 4 say of it?",
        ),
    ];
    check("CUT_OFF", &CUT_OFF, &right);
}

#[test]
fn a_notice_that_ends_the_connection_answers_no_line() {
    let right = [
        (
            Accepted,
            "the login and this line: how many `f` are there before the end?",
        ),
        (
            Undecided,
            "look for `closing` in section 4: which line does such a notice answer?",
        ),
        (
            Undecided,
            "does the client know whether the server has read this line before it stopped?",
        ),
    ];
    check("CLOSING", &CLOSING, &right);
}

#[test]
fn what_comes_later_decides_no_earlier_line() {
    let right = [
        (
            Undecided,
            "bia's `ok` is a message like any other: does it say what it is about?",
        ),
        (
            Accepted,
            "it has the same text as line (1), but is it the same line?",
        ),
        (
            Undecided,
            "the server has not said no. Where may the line be while nothing comes?",
        ),
    ];
    check("ONCE_MORE", &ONCE_MORE, &right);
}

fn check(trace: &str, verdicts: &[Verdict], right: &[(Verdict, &str)]) {
    for (index, verdict) in verdicts.iter().enumerate() {
        let (expected, question) = &right[index];
        let number = index + 1;
        assert!(
            verdict == expected,
            "{trace}, line ({number}): the protocol page does not say `{verdict:?}`\n  ask yourself: {question}"
        );
    }
}
