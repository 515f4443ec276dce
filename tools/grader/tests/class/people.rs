//! A class of five in Moodle's form, and a rubric with which a submission takes a few seconds.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::desk::{Desk, names};
use crate::moodle::{Participant, pack, worksheet, zip};

/// The student's programs that lie beside these tests.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/submissions/python");

/// Forty points: 32 automatic, 8 by people.
pub(crate) const RUBRIC: &str = "title = 'A small final'
title_pt = 'Um trabalho pequeno'
[late]
per_day = 2
most = 8
[[row]]
id = 'inbox'
title = 'Messages wait, in order'
title_pt = 'Mensagens esperam, em ordem'
part = 'server'
points = 24
statement = 'An inbox keeps messages.'
statement_pt = 'Uma inbox guarda mensagens.'
[[row.check]]
session = 'ch04-inbox/message-waits'
points = 16.5
[[row.check]]
session = 'ch04-inbox/messages-in-order'
points = 7.5
[[row]]
id = 'sends'
title = 'The client sends'
title_pt = 'O cliente envia'
part = 'client'
points = 8
rules = [1]
[[row.check]]
client = 'sends'
points = 8
[[row]]
id = 'talk'
title = 'Oral check'
title_pt = 'Arguição oral'
part = 'people'
points = 8
rules = []
[[question]]
text = 'Where does it wait?'
text_pt = 'Onde ele espera?'
[[question]]
text = 'Who locks?'
text_pt = 'Quem trava?'
[[change]]
text = 'Print the time.'
text_pt = 'Mostre a hora.'
";

/// Only the server, and what is quick to play.
pub(crate) const QUICK: &str = "title = 'Quick'
[[row]]
id = 'inbox'
title = 'A message waits'
part = 'server'
points = 40
rules = [1]
[[row.check]]
session = 'ch04-inbox/message-waits'
points = 40
";

/// Ana's is right; José's gives messages in the wrong order; Zé's is right and packed as oddly as
/// it gets; Duda's is no zip; Bia has handed in nothing, in a folder; Rui is in the worksheet only.
pub(crate) fn class() -> Vec<Participant> {
    [
        (7001, "Ana Quaresma"),
        (7002, "José Ávila"),
        (7003, "Zé Camargo"),
        (7004, "Duda Rocha"),
        (7005, "Bia Peçanha"),
        (7006, "Rui Barreto"),
    ]
    .map(|(number, name)| Participant::new(number, name))
    .into()
}

/// The files of the right submission, with these changes of `servidor.py`.
pub(crate) fn python(changes: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let files = [
        "mensageiro.toml",
        "servidor.py",
        "cliente.py",
        "usuarios.csv",
    ];
    let read = |name: &str| {
        let mut text = fs::read_to_string(Path::new(PYTHON).join(name)).unwrap();
        for (old, new) in changes.iter().filter(|_| name == "servidor.py") {
            assert!(text.contains(old), "{old}");
            text = text.replace(old, new);
        }
        (name.to_owned(), text.into_bytes())
    };
    files.map(read).into()
}

/// The same in a zip, below a folder.
pub(crate) fn packed(below: &str, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let names: Vec<_> = files
        .iter()
        .map(|(name, _)| format!("{below}{name}"))
        .collect();
    let names = names.iter().map(String::as_str);
    let bytes = files.iter().map(|(_, bytes)| bytes.as_slice());
    zip(&names.zip(bytes).collect::<Vec<_>>())
}

/// Every batch the wrong way round.
pub(crate) const REVERSED: [(&str, &str); 1] = [(
    "lidas, inboxes[usuario] = inboxes[usuario], []",
    "lidas, inboxes[usuario] = inboxes[usuario][::-1], []",
)];

/// Moodle's zip of the class.
pub(crate) fn class_zip() -> Vec<u8> {
    let class = class();
    let inner = packed("trabalho/final/", &python(&[]));
    let nested = zip(&[
        ("__MACOSX/._trabalho.zip", b"\0\x05\x16\x07"),
        ("entrega/trabalho.zip", &inner),
        ("entrega/target/debug/servidor", b"\x7fELF"),
    ]);
    let of = |place: usize, file: &str| format!("{}/{file}", class[place].folder());
    let entries = [
        (of(0, "trabalho final.zip"), pack(Path::new(PYTHON))),
        (of(1, "final.zip"), packed("", &python(&REVERSED))),
        (of(2, "entrega (1).zip"), nested),
        (
            of(3, "trabalho.rar"),
            b"Rar!\x1a\x07\x01\0 and more".to_vec(),
        ),
        (of(4, ""), Vec::new()),
    ];
    let entries = entries
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    zip(&entries.collect::<Vec<_>>())
}

/// The class graded once, for all tests that only look at it or go on from there.
static GRADED: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("class-of-five");
    let _ = fs::remove_dir_all(&folder);
    let desk = ungraded();
    let arguments = [
        "envios.zip",
        "--rubric",
        "small.toml",
        "--seed",
        "7",
        "--moodle",
        "notas.csv",
    ];
    let said = desk.graded(&arguments, 1);
    desk.write("said", format!("{}\n{}", said.out, said.err));
    copy(&desk.path(""), &folder);
    folder
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(from, to).unwrap()),
        }
    }
}

/// A desk with what Moodle gives, and the rubric.
pub(crate) fn ungraded() -> Desk {
    Desk::new(&[
        ("envios.zip", &class_zip()),
        ("notas.csv", &worksheet(&class())),
        ("small.toml", RUBRIC.as_bytes()),
    ])
}

/// A desk where the class has been graded with `--seed 7 --moodle notas.csv`.
pub(crate) fn graded() -> Desk {
    let desk = Desk::new(&[]);
    copy(&GRADED, &desk.path(""));
    // Where it was graded is gone.
    let mut run: serde_json::Value = serde_json::from_str(&desk.text("grades/run.json")).unwrap();
    run["paths"] = serde_json::json!([desk.path("envios.zip")]);
    run["shown"]["moodle"]["worksheet"] = serde_json::json!(desk.path("notas.csv"));
    run["rubric"] = serde_json::json!(desk.path("small.toml"));
    desk.write("grades/run.json", run.to_string());
    desk
}
