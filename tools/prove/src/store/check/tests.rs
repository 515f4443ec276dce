//! The checker must be able to fail.

use super::*;

fn number(id: u64) -> Number {
    (Arc::from("epoch"), id)
}

/// Ana sent `one` and `two` to bia, who was given both in a push session; both have their rows.
fn good() -> History {
    let attempt = |text: &str, id| Attempt {
        from: "ana".to_owned(),
        to: "bia".to_owned(),
        text: text.to_owned(),
        verdict: Verdict::Accepted(Some(number(id))),
    };
    let delivery = |text: &str, id| Delivery {
        to: "bia".to_owned(),
        from: "ana".to_owned(),
        text: text.to_owned(),
        number: Some(number(id)),
    };
    let row = |text: &str, id| Row {
        id,
        from: "ana".to_owned(),
        to: "bia".to_owned(),
        text: text.to_owned(),
    };
    History {
        attempts: vec![attempt("one", 1), attempt("two", 2)],
        deliveries: vec![delivery("one", 1), delivery("two", 2)],
        rows: vec![row("one", 1), row("two", 2)],
    }
}

/// What the checker says of the good history after a change.
fn kinds(change: impl FnOnce(&mut History)) -> Vec<Kind> {
    let mut history = good();
    change(&mut history);
    check(&history)
        .into_iter()
        .map(|fault| fault.kind)
        .collect()
}

#[test]
fn a_good_history_has_no_faults() {
    assert_eq!(kinds(|_| {}), []);
    assert_eq!(kinds(|it| it.deliveries.push(it.deliveries[1].clone())), []);
}

#[test]
fn what_is_undecided_may_come_or_not() {
    let undecided = |it: &mut History| it.attempts[1].verdict = Verdict::Undecided;
    assert_eq!(kinds(undecided), []);
    let absent = |it: &mut History| {
        undecided(it);
        it.deliveries.pop();
        it.rows.pop();
    };
    assert_eq!(kinds(absent), []);
}

#[test]
fn what_was_accepted_must_come() {
    let lost = |it: &mut History| {
        it.deliveries.pop();
        it.rows.pop();
    };
    assert_eq!(kinds(lost), [Kind::Lost]);
}

#[test]
fn what_comes_must_have_been_sent_so() {
    let altered = |it: &mut History| it.deliveries[1].text.push('!');
    let unexpected = [Kind::Unexpected, Kind::Lost];
    assert_eq!(kinds(altered)[..2], unexpected);
    let to_another = |it: &mut History| it.deliveries[1].to = "caio".to_owned();
    assert_eq!(kinds(to_another), unexpected);
    let of_another = |it: &mut History| it.deliveries[1].from = "caio".to_owned();
    assert_eq!(kinds(of_another), unexpected);
    let refused = |it: &mut History| it.attempts[1].verdict = Verdict::Refused;
    assert_eq!(kinds(refused), [Kind::Unexpected]);
}

#[test]
fn what_comes_must_come_in_order() {
    let swapped = |it: &mut History| it.deliveries.swap(0, 1);
    assert_eq!(kinds(swapped), [Kind::OutOfOrder]);
    let once_more = |it: &mut History| it.deliveries.push(it.deliveries[0].clone());
    assert_eq!(kinds(once_more), []);
}

#[test]
fn each_message_has_one_row() {
    assert_eq!(
        kinds(|it| it.rows.push(it.rows[0].clone())),
        [Kind::DuplicateRow]
    );
    let other_number = |it: &mut History| it.rows[1].id = 1;
    assert!(kinds(other_number).contains(&Kind::DuplicateRow));
    assert_eq!(kinds(|it| it.rows.truncate(1)), [Kind::NoRow]);
    let wrong = |it: &mut History| it.rows[1].to = "caio".to_owned();
    assert_eq!(kinds(wrong), [Kind::Unexpected]);
    let unread = |it: &mut History| {
        it.attempts[1].verdict = Verdict::Undecided;
        it.deliveries.pop();
    };
    assert_eq!(kinds(unread), [Kind::RowOfUnread]);
}

#[test]
fn a_number_is_used_once() {
    let twice = |it: &mut History| it.deliveries[1].number = Some(number(1));
    assert_eq!(kinds(twice), [Kind::NumberUsedTwice]);
    let in_the_log = |it: &mut History| {
        it.rows.swap(0, 1);
        it.rows[0].id = 1;
        it.rows[1].id = 2;
    };
    assert_eq!(kinds(in_the_log), [Kind::NumberUsedTwice; 2]);
}
