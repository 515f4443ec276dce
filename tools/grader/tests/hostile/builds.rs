//! Builds that mean harm.

use crate::case::Case;
use crate::case::Verdict::NoBuild;

const CARGO: &str = "[package]\nname = 'evil'\nversion = '1.0.0'\nedition = '2024'\n";

/// A program in place of the compiler.
const REPLACEMENT: &str = "echo replaced >&2; exit 1";

const BUILD_SCRIPT: &str = r#"fn main() {
    for place in ["@SECRET@", "@SECRET2@", "@SECRET@.new", "@SECRET2@.new", "/usr/x", "/root/x"] {
        let _ = std::fs::write(place, "evil");
        let _ = std::fs::remove_file(place);
    }
    let _ = std::net::TcpStream::connect("127.0.0.1:@PORT@");
}
"#;

const CONFIG: &str = "[build]\nrustc-wrapper = './replacement.sh'\n\
    [target.x86_64-unknown-linux-gnu]\nlinker = './replacement.sh'\n";

/// Every case whose build does the harm.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = scripts();
    cases.extend(cargo());
    cases
}

fn scripts() -> Vec<Case> {
    vec![
        Case::build("a build that never ends", "while true; do sleep 1; done")
            .is(NoBuild, "the build took longer than"),
        Case::build(
            "a build that leaves a daemon",
            "setsid sh -c 'sleep 1000; : @MARK@' >/dev/null 2>&1 </dev/null &\nexit 0",
        ),
        Case::build(
            "a build that forks for ever",
            "bomb() { bomb | bomb & }\nbomb\nwhile true; do sleep 1; done",
        )
        .is(NoBuild, ""),
        Case::build(
            "a build that fills the disk",
            "n=0; while true; do n=$((n+1)); head -c 50000000 /dev/zero > film$n || exit 1; done",
        )
        .is(NoBuild, "killed: more than 200 MiB of files"),
        Case::build(
            "a build that says 1 GB",
            "head -c 1000000000 /dev/zero; head -c 10000000 /dev/zero >&2",
        ),
    ]
}

fn cargo() -> Vec<Case> {
    let case = |name, files| {
        let case = Case::build(name, "exec cargo build --verbose");
        Case { files, ..case }
    };
    vec![
        case(
            "a build script that writes outside and phones home",
            &[
                ("Cargo.toml", CARGO),
                ("src/main.rs", "fn main() {}"),
                ("build.rs", BUILD_SCRIPT),
            ],
        ),
        case(
            "settings that replace the compiler and the linker",
            &[
                ("Cargo.toml", CARGO),
                ("src/main.rs", "fn main() {}"),
                (".cargo/config.toml", CONFIG),
                (".cargo/config", CONFIG),
                ("replacement.sh", REPLACEMENT),
            ],
        )
        .is(crate::case::Verdict::Full, "settings of a toolchain"),
        case(
            "a toolchain of its own",
            &[
                ("Cargo.toml", CARGO),
                ("src/main.rs", "fn main() {}"),
                ("rust-toolchain.toml", "[toolchain]\npath = './own'\n"),
                ("own/bin/cargo", REPLACEMENT),
                ("own/bin/rustc", REPLACEMENT),
            ],
        )
        .is(crate::case::Verdict::Full, "settings of a toolchain"),
    ]
}
