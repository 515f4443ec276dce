//! Submissions, as students hand them in.

use std::env::{self, consts::EXE_SUFFIX};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::specimen::{Body, Kind, Specimen};

/// The folders of `submissions` with a right server and a right client.
pub const RIGHT: [&str; 4] = ["python-threads", "python-asyncio", "javascript", "c"];

/// A server and a client that understand each other, and know nothing of lines.
pub const NAIVE: &str = "python-naive";

/// A file of `submissions`, with its text.
macro_rules! file {
    ($path:literal) => {
        include_str!(concat!("../submissions/", $path))
    };
}

/// The folder of a submission in the sources. Who builds it should copy it before.
pub fn folder(name: &str) -> PathBuf {
    let zoo = Path::new(env!("CARGO_MANIFEST_DIR"));
    zoo.join("submissions").join(name)
}

/// Writes a whole submission into a folder that is there: the wrong program, the right one of the
/// other kind, a user base, and the `mensageiro.toml` that starts both. It needs nothing outside of
/// the folder but `python3`: `zoo-server` is copied into it.
///
/// # Errors
/// Where a file cannot be written, and where `zoo-server` has not been built.
pub fn write_submission(specimen: &Specimen, folder: &Path) -> io::Result<()> {
    let name = &specimen.name;
    let is_python = specimen.body == Body::Python;
    let server = match specimen.kind {
        Kind::Server if is_python => format!("python3 server.py {name} {{host}} {{port}} {{data}}"),
        Kind::Server => format!("./zoo-server {name} {{host}}:{{port}} {{data}}"),
        Kind::Client => "python3 server.py {host} {port} {data}".to_owned(),
    };
    let client = match specimen.kind {
        Kind::Server => "python3 client.py {host} {port}".to_owned(),
        Kind::Client => format!("python3 client.py {name} {{host}} {{port}}"),
    };
    let manifest = format!("[server]\nrun = \"{server}\"\n\n[client]\nrun = \"{client}\"\n");
    fs::write(folder.join("mensageiro.toml"), manifest)?;
    for (file, text) in files(specimen) {
        fs::write(folder.join(file), text)?;
    }
    if specimen.kind == Kind::Server && !is_python {
        let program = zoo_server()?;
        fs::copy(program, folder.join(format!("zoo-server{EXE_SUFFIX}")))?;
    }
    Ok(())
}

/// The sources that belong to it.
fn files(specimen: &Specimen) -> Vec<(&'static str, &'static str)> {
    let mut files = vec![("users.csv", file!("python-threads/users.csv"))];
    let right_client = ("client.py", file!("python-threads/client.py"));
    files.extend(match (specimen.kind, specimen.body) {
        (Kind::Server, Body::Rust) => vec![right_client],
        (Kind::Server, Body::Python) => {
            vec![right_client, ("server.py", file!("python-wrong/server.py"))]
        }
        (Kind::Client, _) => vec![
            ("client.py", file!("python-wrong/client.py")),
            ("server.py", file!("python-threads/server.py")),
        ],
    });
    if specimen.body == Body::Python {
        files.push(("defects.csv", file!("python-wrong/defects.csv")));
    }
    files
}

/// The built `zoo-server`: beside the running program, or beside the folder of a running test.
fn zoo_server() -> io::Result<PathBuf> {
    let running = env::current_exe()?;
    let beside = running.ancestors().skip(1).take(2);
    let mut found = beside.map(|folder| folder.join(format!("zoo-server{EXE_SUFFIX}")));
    found.find(|program| program.is_file()).ok_or_else(|| {
        let advice = "build it with `cargo build -p zoo`, and try again";
        let place = running.display();
        io::Error::other(format!("there is no zoo-server beside {place}: {advice}"))
    })
}
