use super::*;

const STEPS: &str = "\
title: t
since: s
why: w

ana> ana
ana< @bia primeira
ana< @caio segunda
ana< f
bia> @zeca perdida
";

fn batch(from: usize) -> Batch {
    let session = Session::parse("s", STEPS).expect("a session");
    Batch::from(&session, from, &known_texts(&session))
}

fn cause(bytes: &str) -> Option<Option<Cause>> {
    batch(1)
        .judge(bytes.as_bytes())
        .err()
        .map(|fault| fault.cause)
}

#[test]
fn every_layout_is_right() {
    for right in [
        "@bia primeira\n@caio segunda\nf\n",
        "@bia primeira@caio segundaf",
        "bia: primeira\r\ncaio: segunda\r\nf",
        "Bem-vindo!\nDe: BIA - primeira | De: Caio - segunda | f ",
        "primeira (de bia)segunda (de caio)f",
        "[bia]primeira[caio]segundaf",
        "primeira - bia\nsegunda - caiof",
        "bia: primeira\0caio: segunda\0f\0",
        "primeira - bia\n\0segunda - caio\n\0f\n\0",
    ] {
        assert_eq!(cause(right), None, "{right}");
    }
}

#[test]
fn what_is_wrong_has_its_cause() {
    for (wrong, why) in [
        ("bia: primeira\nf\n", None),
        ("", None),
        ("bia: primeira caio: segunda", Some(Cause::MissingF)),
        ("caio: segunda bia: primeira f", Some(Cause::OutOfOrder)),
        (
            "bia: primeira bia: primeira caio: segunda f",
            Some(Cause::Twice),
        ),
        (
            "bia: primeira caio: segunda ana: perdida f",
            Some(Cause::NotForHere),
        ),
        ("primeira segunda f", Some(Cause::NoSender)),
        ("caio: primeira bia: segunda f", Some(Cause::NoSender)),
        (
            "bia: primeira\nf\ncaio: segunda\nf\n",
            Some(Cause::OneFTooMany),
        ),
        ("bia: primeira caio: segunda ff", Some(Cause::OneFTooMany)),
    ] {
        assert_eq!(cause(wrong), Some(why), "{wrong}");
    }
}

#[test]
fn what_was_just_sent_may_be_said_again() {
    let steps = "title: t\nsince: s\nwhy: w\n\nbia> @ana oi\nana> @bia curta\nana< @bia oi\nana< f\nana> @ana eco\nana< @ana eco\nana< f\n";
    let session = Session::parse("s", steps).expect("a session");
    let judged = |from: usize, bytes: &str| {
        let batch = Batch::from(&session, from, &known_texts(&session));
        let judged = batch.judge(bytes.as_bytes());
        judged.err().map(|fault| fault.cause)
    };
    assert_eq!(judged(2, "Enviado para bia: curta\nbia: oi\nf\n"), None);
    assert_eq!(judged(2, "bia: oi; bia recebe curta\nf\n"), None);
    let other = judged(2, "ana: eco\nbia: oi\nf\n");
    assert_eq!(other, Some(Some(Cause::NotForHere)));
    assert_eq!(judged(5, "f\n"), Some(None));
    let earlier = judged(5, "curta\nana: eco\nf\n");
    assert_eq!(earlier, Some(Some(Cause::NotForHere)));
}

#[test]
fn the_step_that_lacks_something_is_named() {
    let step = |bytes: &str| batch(1).judge(bytes.as_bytes()).map_err(|it| it.step);
    assert_eq!(step("bia: primeira f"), Err(2));
    assert_eq!(step("bia: primeira caio: segunda"), Err(3));
    assert_eq!(step("f"), Err(1));
}

#[test]
fn how_it_came_is_told() {
    let wire = |bytes: &str| batch(1).judge(bytes.as_bytes()).expect("right");
    let lines = wire("bia: primeira\ncaio: segunda\nf\n");
    assert_eq!((lines.line_ends, lines.joined), (true, false));
    let glued = wire("bia: primeira\ncaio: segundaf");
    assert_eq!((glued.line_ends, glued.joined), (false, true));
}

#[test]
fn the_end_is_seen() {
    let batch = batch(1);
    assert!(batch.may_be_over(b"bia: primeira caio: segunda f"));
    assert!(!batch.may_be_over(b"bia: primeira caio: segunda "));
    assert!(!batch.may_be_over(b"bia: primeira caio: seg") && !batch.may_be_over(b"De: josef"));
    assert!(batch.is_over(b"x\nf\n") && batch.is_over(b"f\r\n"));
    assert!(batch.is_over(b"x\n\0f\n\0") && batch.may_be_over(b"bia: primeira caio: segunda f\0"));
    assert!(!batch.is_over(b"x f\n") && !batch.is_over(b"f"));
}
