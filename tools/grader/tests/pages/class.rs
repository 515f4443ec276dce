//! What the instructor reads.

use grader::graded::Override;
use grader::pages::{Class, class};
use grader::score::Outcome;
use grader::{Evidence, Graded, Lang, Points, Rubric};

use crate::evidence::{all_but, failure, session, who, with};

fn page(rubric: &Rubric, graded: &[Graded], lang: Lang) -> String {
    let about = Class {
        rubric,
        seed: 7,
        warnings: &["the worksheet has no column for comments".to_owned()],
    };
    class(graded, &about, lang)
}

#[test]
fn the_class_is_shown_by_name_with_its_numbers() {
    let rubric = Rubric::course().unwrap();
    let wrong = session(failure("oi"));
    let all = with(&rubric, &[Outcome::Passed(None)]);
    let less = all_but(&rubric, "sends", wrong);
    let none = Evidence::fault("9", "0", 7, "no bubblewrap");
    let mut graded: Vec<_> = [("bia", &all), ("Ana", &less), ("Zé", &none)]
        .into_iter()
        .map(|(name, evidence)| Graded::new(who(name), evidence, &rubric))
        .collect();
    graded[0].overrides.push(Override {
        id: "7".to_owned(),
        row: "log".to_owned(),
        points: Points::try_from(3.5).unwrap(),
        comment: String::new(),
    });
    let page = page(&rubric, &graded, Lang::Portuguese);
    let place = |words: &str| {
        page.find(words)
            .unwrap_or_else(|| panic!("no {words} in {page}"))
    };
    assert!(place(">Ana</a>") < place(">bia</a>") && place(">bia</a>") < place(">Zé</a>"));
    for words in [
        "href=\"students/7.html\"",
        "Média dos pontos automáticos: 19,8",
        "Mediana dos pontos automáticos: 28,0",
        "the worksheet has no column for comments",
        "3,5✎",
        "precisa de uma pessoa",
        "32 de 32 pontos automáticos não puderam ser decididos. no bubblewrap",
        "no bubblewrap: Zé",
        "28 a 32 pontos: 2 entregas",
    ] {
        place(words);
    }
    // The row in which one of two has lost points comes first.
    assert!(place("1 de 2") < place("0 de 2"), "{page}");
    assert!(page.contains("style=\"width:50%\""));
}

#[test]
fn nobody_is_a_class_too() {
    let rubric = Rubric::course().unwrap();
    let page = page(&rubric, &[], Lang::English);
    assert!(
        page.contains("Submissions: 0") && page.contains("Nobody."),
        "{page}"
    );
}
