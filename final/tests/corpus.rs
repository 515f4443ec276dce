//! The checks of the fuzz targets, over the inputs that are kept of them and over random ones.

#[path = "../fuzz/src/lib.rs"]
pub mod checks;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use meu_mensageiro::client::safe_text::safe_text;
use proptest::prelude::*;

/// Runs a check over each file of its corpus.
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let files = fs::read_dir(&folder).expect("the corpus");
    let files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        let input = fs::read(&file).expect("a file");
        let result = catch_unwind(|| check(&input));
        assert!(result.is_ok(), "{}: see above", file.display());
    }
}

macro_rules! targets {
    ($($target:ident: $random:expr;)*) => {
        $(mod $target {
            use super::*;

            #[test]
            fn corpus() {
                replay(stringify!($target), checks::$target::check);
            }

            proptest! {
                // What fails is kept in the corpus, not as a seed.
                #![proptest_config(ProptestConfig {
                    failure_persistence: None,
                    ..Default::default()
                })]
                #[test]
                fn random(input in $random) {
                    checks::$target::check(&Vec::from(input));
                }
            }
        })*
    };
}

/// Sequences that a terminal obeys, most of them.
const ESCAPES: &str = "([\\x1b\\x9b\u{202e}][\\[\\]P][0-9;?]{0,4}[A-Za-z\\x07]){1,8}";

/// What servers send, and what is nearly so.
const SERVER_LINES: &str = "(f|@bia \\PC{0,20}|! \\PC{0,20}|\\+ ?.{0,9}|\\? .{0,9}|\\PC{0,9}|\
    #[0-9]{1,3} 2026-11-22T18:05:00Z @bia .{0,9})\r?\n";

/// What clients send, and lines of about the greatest length.
const CLIENT_LINES: &str = "(@[a-c ]{1,3} )?\\PC{0,20}\r?\n|#[0-9]{1,21}\n|[@/]x{4080,4100}\r?\n";

targets! {
    client_line: lines_in_pieces(CLIENT_LINES);
    login: "[a-z0-9A-Z._ -]{0,34}( /push)?";
    journal: any::<Vec<u8>>();
    damaged_journal: "((@\\PC{1,30}|#[1-9]|\\.)\n){0,20}([~0+|-][0-9]{1,3} [0-9]{1,2}\n){0,3}";
    users: "\u{feff}?(login|usuario)(,\\PC{0,5})?\r?\n([a-d.]{1,3}(,\\PC{0,5}){0,3}\r?\n){0,5}";
    terminal_text: prop_oneof![any::<String>(), ESCAPES];
    server_line: lines_in_pieces(SERVER_LINES);
}

fn lines_in_pieces(line: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let lengths = prop::collection::vec(prop_oneof![0..10u8, 11..=255u8], 0..4);
    let lines = prop::collection::vec(line, 0..8);
    (lengths, lines)
        .prop_map(|(lengths, lines)| [&lengths[..], b"\n", lines.concat().as_bytes()].concat())
}

#[test]
fn every_single_character_is_safe_on_a_terminal() {
    for character in '\0'..=char::MAX {
        checks::terminal_text::assert_safe(&safe_text(&format!("a{character}b")));
    }
}
