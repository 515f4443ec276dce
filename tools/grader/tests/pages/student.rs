//! What a student reads.

use grader::evidence::Build;
use grader::graded::{Late, Override};
use grader::lang::comment;
use grader::pages::{Options, student};
use grader::score::{Outcome, Remark, Why};
use grader::{Evidence, Graded, Lang, Points, Rubric};
use testkit::{Cause, Failure};

use crate::evidence::{all_but, client, failure, session, who, with};

const BATCH: &str = "ch04-inbox/login-gets-a-batch";

fn rubric() -> Rubric {
    Rubric::course().unwrap()
}

fn points(points: f64) -> Points {
    Points::try_from(points).unwrap()
}

fn page_of(graded: &Graded, rubric: &Rubric, lang: Lang) -> String {
    let again = Some("cargo kit capstone your-folder --seed 7");
    student(graded, rubric, lang, &Options { again })
}

fn page(evidence: &Evidence, lang: Lang) -> String {
    let rubric = rubric();
    page_of(&Graded::new(who("Ana"), evidence, &rubric), &rubric, lang)
}

#[track_caller]
fn says(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "{words} is not in {page}");
    }
}

#[test]
fn who_has_all_points_reads_nothing_of_failures() {
    let page = page(&with(&rubric(), &[Outcome::Passed(None)]), Lang::English);
    says(
        &page,
        &[
            "<html lang=\"en\">",
            "32<small> of 40</small>",
            "<strong>32 of 32</strong>",
            "Points still to be given by people: 8.",
            "All automatic checks have passed",
        ],
    );
    assert!(!page.contains("<article") && !page.contains("✗"), "{page}");
}

#[test]
fn a_lost_point_is_explained() {
    let failure = Failure {
        expected: "f\\n".to_owned(),
        received: "f\\r\\n".to_owned(),
        caret: Some(1),
        cause: Some(Cause::CrBeforeLf),
        ..failure("oi")
    };
    let evidence = all_but(&rubric(), BATCH, session(failure));
    let english = page(&evidence, Lang::English);
    says(
        &english,
        &[
            "<span class=\"head\">expected  </span>f\\n\n<span class=\"head\">received  </span>f\\r\\n\n",
            "<span class=\"caret\">           ^</span>",
            "the server ends its lines with CR LF",
            "<svg class=\"talk\"",
            "(1 point lost)",
            "3 of 4",
            "cargo kit capstone your-folder --seed 7 --only users",
            "cargo kit play chapters/ch04-inbox/sessions/text-f.session --addr 127.0.0.1:3333 --seed 7",
        ],
    );
    let portuguese = page(&evidence, Lang::Portuguese);
    says(
        &portuguese,
        &[
            "<html lang=\"pt-BR\">",
            "o servidor termina as linhas com CR LF",
            "(1 ponto perdido)",
            "esperado: oi",
            ">servidor<",
        ],
    );
}

/// Bytes are what came, also where they read like words of ours.
#[test]
fn bytes_are_not_translated() {
    let failure = Failure {
        received: "nothing: oi\\n".to_owned(),
        ..failure("x")
    };
    let evidence = all_but(&rubric(), BATCH, session(failure));
    says(&page(&evidence, Lang::Portuguese), &["nothing: oi\\n"]);
}

/// Its log, and how it ends, are not seen by `cargo kit play`.
#[test]
fn a_command_that_would_not_show_it_is_not_named() {
    let failure = Failure {
        steps: vec!["✗  12  log: row ana bia oi".to_owned()],
        ..failure("oi")
    };
    let page = page(&all_but(&rubric(), BATCH, session(failure)), Lang::English);
    assert!(!page.contains("cargo kit play"), "{page}");
}

#[test]
fn a_client_s_screen_and_lines_are_shown() {
    let evidence = all_but(&rubric(), "sends", client("palavra"));
    says(
        &page(&evidence, Lang::English),
        &[
            "typed, Enter after each",
            "<code>palavra</code>",
            "aria-label=\"The screen at the end\">palavra\npalavra\npalavra</pre>",
        ],
    );
}

#[test]
fn what_many_checks_share_is_said_once() {
    let missing = || Outcome::Failed(Why::NoProgram("no server anywhere".to_owned()));
    let page = page(&with(&rubric(), &[missing()]), Lang::English);
    // Once for the server, and once for the client.
    assert_eq!(page.matches("no server anywhere").count(), 2);
    says(
        &page,
        &[
            "There is no server to check:",
            "Not checked, because nothing has passed in “Known users come in, nobody else does”",
            "href=\"#common\"",
            "id=\"common\"",
        ],
    );
    assert!(!page.contains("<article"), "{page}");
}

/// The first one is open, the others of the same cause can be opened.
#[test]
fn a_cause_that_repeats_is_folded() {
    let same = Failure {
        cause: Some(Cause::CrBeforeLf),
        ..failure("oi")
    };
    let mut evidence = all_but(&rubric(), BATCH, session(same.clone()));
    let key = "ch04-inbox/known-user-byte-by-byte";
    evidence.checks.get_mut(key).unwrap().outcome = session(same);
    let page = page(&evidence, Lang::English);
    assert_eq!(page.matches("<details open>").count(), 1);
    assert_eq!(page.matches("<details>").count(), 1);
}

#[test]
fn remarks_late_days_and_decisions_are_said() {
    let rubric = rubric();
    let remark = Outcome::Passed(Some(Remark::Unstable));
    let evidence = all_but(&rubric, BATCH, remark);
    let mut graded = Graded::new(who("Ana"), &evidence, &rubric);
    graded.late = Some(Late {
        days: 2,
        points: points(4.0),
    });
    graded.overrides = [("log", 2.5), ("oral", 3.0)]
        .map(|(row, given)| Override {
            id: "7".to_owned(),
            row: row.to_owned(),
            points: points(given),
            comment: format!("about {row}"),
        })
        .into();
    says(
        &page_of(&graded, &rubric, Lang::Portuguese),
        &[
            "29,5<small> de 40</small>",
            "Entregue com 2 dias de atraso; pontos descontados: 4.",
            "passa só às vezes",
            "Alterado pelo professor: 2,5 pontos em vez de 4.</strong> about log",
            "Pontos dados pelo professor: 3.</strong> about oral",
            "✎ alterado pelo professor",
            "Pontos que ainda serão dados por pessoas: 4.",
        ],
    );
}

#[test]
fn a_fault_of_the_grader_s_costs_nothing_and_is_said() {
    let evidence = Evidence::fault("7", "0", 7, "no bubblewrap");
    says(
        &page(&evidence, Lang::English),
        &[
            "Not everything could be checked, so there is no grade yet",
            "which costs you nothing:",
            "no bubblewrap",
            "no point lost",
            "? could not be checked",
        ],
    );
}

/// It is not the grader's machine that could not open it.
#[test]
fn a_hand_in_that_cannot_be_opened_is_said_to_be_one() {
    let mut evidence = Evidence::fault("7", "", 7, "");
    evidence.build = Build::Unreadable("`a.rar` is a RAR archive".to_owned());
    let rubric = rubric();
    let graded = Graded::new(who("Ana"), &evidence, &rubric);
    assert!(graded.needs_person());
    for (lang, words) in [
        (Lang::English, "Your hand-in could not be opened: "),
        (Lang::Portuguese, "Não foi possível abrir a sua entrega: "),
    ] {
        let page = page_of(&graded, &rubric, lang);
        says(&page, &[words, "is a RAR archive"]);
        let fault = lang.words();
        assert!(!page.contains(fault.build_fault) && !page.contains(fault.fault));
        assert!(comment(&graded, None, lang).contains(words));
    }
}

/// Without a manifest the command at home would only say that there is none.
#[test]
fn what_was_assumed_can_be_saved() {
    let mut evidence = with(&rubric(), &[Outcome::Passed(None)]);
    evidence.assumed = Some("no mensageiro.toml: assumed server = `s`".to_owned());
    evidence.manifest = Some("[server]\nrun = [\"<s>\"]\n".to_owned());
    let text = "[server]\nrun = [&quot;&lt;s&gt;&quot;]</pre>";
    for (lang, words) in [
        (Lang::English, "save this as <code>mensageiro.toml</code>"),
        (
            Lang::Portuguese,
            "salve isto como <code>mensageiro.toml</code>",
        ),
    ] {
        says(&page(&evidence, lang), &[words, text]);
    }
}
