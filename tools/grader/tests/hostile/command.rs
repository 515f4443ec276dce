//! The command itself, in a terminal, on a class in which some mean harm.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use grader::evidence::{Build, Evidence};
use testkit::deadline::DEADLINE_VARIABLE;
use testkit::terminal::Terminal;

use crate::case::Case;
use crate::outside::Outside;
use crate::support::{RUBRIC, WORKER};
use crate::table::cases;

/// How long the class may take.
const LIMIT: Duration = Duration::from_secs(300);

/// What the terminal, and whoever opens a page, would obey.
const EVIL: &str = "\u{1b}]0;evil\u{7}\u{1b}[6n<script>alert(1)<\\script>";

/// Those of the table that have to do with what the command itself does.
const FOLDERS: [&str; 6] = [
    "types into the grader's terminal",
    "prints PASS and forges evidence",
    "phones home",
    "links to a secret",
    "names with escapes and a script",
    "writes outside",
];

/// Reads what the others were given.
const READS_OUT: &str = r#"
import glob, os, sys
for place in ["@OUT@", "@OUT@/evidence", "@CLASS@"]:
    try: sys.exit("READ " + str(os.listdir(place)))
    except OSError: pass
"#;

/// Archives, made by Python, whose own tool refuses little.
const ARCHIVES: &str = r#"
import sys, zipfile
folder, evil, secret = sys.argv[1:4]
def make(name, *files):
    with zipfile.ZipFile(f"{folder}/{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["server.py", "client.py", "servidor.py", "cliente.py", "usuarios.csv", "mensageiro.toml"]:
            archive.write(f"{folder}/right/{name}", name)
        for name, mode, text in files:
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = mode << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
make("plain")
make("outside", ("../evil", 0o100644, "evil"), ("../../grades/evil", 0o100644, "evil"), ("/tmp/evil", 0o100644, "evil"))
make("link", ("secret", 0o120777, secret), ("device", 0o020666, ""))
make("bomb", ("film", 0o100644, bytes(600 * 1000 * 1000)))
make("names", (evil, 0o100644, "evil"))
"#;

struct Class {
    folder: tempfile::TempDir,
    outside: Outside,
}

impl Class {
    fn new() -> Class {
        let folder = tempfile::tempdir().unwrap();
        let class = Class {
            folder,
            outside: Outside::new(4000),
        };
        let write =
            |case: &Case, name: &str| case.write(&class.path("class").join(name), &class.outside);
        write(&Case::server("right", ""), "right");
        for (number, name) in FOLDERS.iter().enumerate() {
            let cases = cases_named(name);
            write(&cases, &format!("case{number}"));
        }
        write(&Case::server("a name", ""), &EVIL.replace('/', "|"));
        let out = class.path("grades").to_string_lossy().into_owned();
        let reads = READS_OUT.replace("@OUT@", &out);
        let reads = reads.replace("@CLASS@", &class.path("class").to_string_lossy());
        write(&Case::server("reads", reads.leak()), "reads");
        class.archives();
        class
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn archives(&self) {
        let mut command = Command::new("python3");
        command.args(["-c", ARCHIVES]).arg(self.path("class"));
        command.arg(EVIL).arg(&self.outside.secrets()[1]);
        assert!(command.status().unwrap().success());
    }

    /// Grades this of it; gives all that the terminal got.
    fn graded(&self, what: &str) -> String {
        fs::write(self.path("rubric.toml"), RUBRIC).unwrap();
        let mut command = Command::new(WORKER);
        command
            .env(DEADLINE_VARIABLE, "2000")
            .current_dir(self.folder.path());
        command.args([what, "--rubric", "rubric.toml", "--seed", "7"]);
        let mut terminal = Terminal::start(&command, 50, 120).unwrap();
        assert!(terminal.has_ended(LIMIT), "{:?}", terminal.contents());
        String::from_utf8_lossy(&terminal.bytes()).into_owned()
    }

    fn evidence(&self, id: &str) -> Evidence {
        let file = self.path("grades/evidence").join(format!("{id}.json"));
        serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
    }

    fn points(&self, id: &str) -> String {
        let rubric = grader::rubric::load(Path::new("r.toml"), RUBRIC).unwrap();
        grader::score(&rubric, &self.evidence(id))
            .points()
            .to_string()
    }
}

fn cases_named(name: &str) -> Case {
    let mut cases = cases().into_iter();
    cases.find(|case| case.name == name).unwrap()
}

/// All texts below a folder, in files that end so.
fn texts(folder: &Path, end: &str) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            text += &texts(&path, end);
        } else if path.to_string_lossy().ends_with(end) {
            text += &String::from_utf8_lossy(&fs::read(path).unwrap());
        }
    }
    text
}

#[test]
fn a_class_with_hostile_ones_in_it_is_graded() {
    let class = Class::new();
    let screen = class.graded("class");
    assert_eq!(obeyed(&screen), None, "{screen:?}");
    let all = ["html", "json", "csv"].map(|end| texts(&class.path("grades"), end));
    let all = all.concat();
    assert_eq!(class.outside.harm(&all), Vec::<String>::new());
    let pages = texts(&class.path("grades"), "html");
    assert!(pages.contains("&lt;script") && !pages.contains("<script>alert"));
    assert!(!class.path("grades/evil").exists() && !class.path("evil").exists());
    for id in [
        "right", "plain", "link", "names", "reads", "case0", "case2", "case4", "case5",
    ] {
        assert_eq!(class.points(id), "2", "{id}: {:#?}", class.evidence(id));
    }
    for id in ["case1", "case3"] {
        assert_eq!(class.points(id), "1", "{id}: {:#?}", class.evidence(id));
    }
    for id in ["outside", "bomb"] {
        let build = class.evidence(id).build;
        assert!(matches!(build, Build::Unreadable(_)), "{id}: {build:?}");
    }
}

/// The points of one submission are told in full, with the last words of its build.
#[test]
fn one_alone_does_not_write_to_the_terminal_either() {
    const SAYS: &str = "printf '\\033]0;evil\\007\\n'; exit 1";
    let class = Class::new();
    Case::build("says evil", SAYS).write(&class.path("class/right"), &class.outside);
    let screen = class.graded("class/right");
    assert!(screen.contains("]0;evil"), "{screen:?}");
    assert_eq!(obeyed(&screen), None, "{screen:?}");
    assert_eq!(class.points("right"), "0");
}

/// What a terminal would obey, or would have been typed.
fn obeyed(screen: &str) -> Option<&'static str> {
    let signs = ["\u{1b}]0", "\u{1b}[6n", "\u{1b}c", "\u{9b}", "echo evil"];
    signs.into_iter().find(|sign| screen.contains(sign))
}
