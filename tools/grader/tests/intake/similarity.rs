//! The folder for JPlag and Dolos.

use std::fs;
use std::path::Path;

use grader::intake;
use grader::similarity::{self, Prepared, Similarity};

use crate::{files, folder};

const CLASS: [(&str, &str); 6] = [
    (
        "Ana Lima_7_assignsubmission_file/servidor.py",
        "print('ana')\n",
    ),
    (
        "Ana Lima_7_assignsubmission_file/lib/fila.py",
        "fila = []\n",
    ),
    (
        "Ana Lima_7_assignsubmission_file/usuarios.csv",
        "usuario\nana\n",
    ),
    ("Ana Lima_7_assignsubmission_file/node_modules/x.js", "x"),
    ("Zé_8_assignsubmission_file/server.rs", "fn main() {}\n"),
    ("Zé_8_assignsubmission_file/mensageiro.toml", ""),
];

const COURSE: [(&str, &str); 4] = [
    ("exercises/capstone/starter-python/server.py", "base\n"),
    ("chapters/ch01-echo/src/main.rs", "ch01\n"),
    ("chapters/ch01-echo/steps/01.rs", "step\n"),
    ("final/src/lib.rs", "final\n"),
];

/// What is prepared of this class, in a folder `out`.
fn prepare(class: &Path, out: &Path, anonymous: bool) -> Prepared {
    let course = folder(&COURSE);
    let scratch = tempfile::tempdir().expect("a folder");
    let found = intake::find(&[class.to_owned()], scratch.path()).expect("submissions");
    let what = Similarity {
        course: course.path().to_owned(),
        anonymous,
    };
    similarity::prepare(&found, out, &what).expect("a folder")
}

#[test]
fn each_student_has_a_folder_with_sources_alone() {
    let (class, scratch) = (folder(&CLASS), folder(&[]));
    let out = scratch.path().join("grades/similarity");
    let prepared = prepare(class.path(), &out, false);
    assert_eq!(prepared.submissions, 2);
    let all = [
        "README.md",
        "base/starter-python/server.py",
        "dolos/python3/Ana-Lima.py",
        "dolos/python3/base.py",
        "dolos/python3/info.csv",
        "dolos/rust/Ze.rs",
        "dolos/rust/info.csv",
        "dolos/rust/prior-ch01-echo.rs",
        "dolos/rust/prior-final.rs",
        "prior/ch01-echo/src/main.rs",
        "prior/final/src/lib.rs",
        "submissions/Ana-Lima/lib/fila.py",
        "submissions/Ana-Lima/servidor.py",
        "submissions/Ze/server.rs",
    ];
    assert_eq!(files(&out), all);
    let read = |file: &str| fs::read_to_string(out.join(file)).expect("a file");
    let info = "filename,full_name,label,created_at\nZe.rs,Zé,submission,\nprior-ch01-echo.rs,ch01-echo,prior work,\nprior-final.rs,final,prior work,\n";
    assert_eq!(read("dolos/rust/info.csv"), info);
    let joined = "# lib/fila.py\nfila = []\n\n# servidor.py\nprint('ana')\n\n";
    assert_eq!(read("dolos/python3/Ana-Lima.py"), joined);
    let readme = read("README.md");
    for command in [
        "java -jar jplag.jar submissions -l python3 -bc base -M RUN -r python3\n",
        "java -jar jplag.jar submissions -l rust -old prior -M RUN -r rust\n",
        "dolos run -f web -l python -i dolos/python3/base.py dolos/python3/info.csv\n",
        "a question, and no verdict",
    ] {
        assert!(readme.contains(command), "{command} in {readme}");
    }
}

#[test]
fn anonymous_has_no_names() {
    let (class, scratch) = (folder(&CLASS), folder(&[]));
    let out = scratch.path().join("out");
    prepare(class.path(), &out, true);
    assert!(out.join("submissions/7/servidor.py").is_file());
    for file in files(&out) {
        let text = fs::read_to_string(out.join(&file)).expect("a file");
        assert!(!file.contains("Ana") && !text.contains("Lima"), "{file}");
    }
}

#[test]
fn the_course_has_starters_and_prior_work() {
    let (class, scratch) = (folder(&CLASS), folder(&[]));
    let found = intake::find(&[class.path().to_owned()], &scratch.path().join("s")).expect("found");
    let out = scratch.path().join("out");
    let what = Similarity {
        course: similarity::course(),
        anonymous: false,
    };
    similarity::prepare(&found, &out, &what).expect("a folder");
    for file in [
        "base/starter-java/Server.java",
        "prior/final/src/lib.rs",
        "prior/ch06-client/src/main.rs",
    ] {
        assert!(out.join(file).is_file(), "{file}");
    }
    // What is there is not written over.
    assert!(similarity::prepare(&found, &out, &what).is_err());
}
