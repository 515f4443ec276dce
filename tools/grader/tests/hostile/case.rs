//! A hostile submission: the right one in Python, with something added.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::outside::Outside;

/// The right submission.
const RIGHT: [(&str, &str); 3] = [
    (
        "servidor.py",
        include_str!("../submissions/python/servidor.py"),
    ),
    (
        "cliente.py",
        include_str!("../submissions/python/cliente.py"),
    ),
    (
        "usuarios.csv",
        include_str!("../submissions/python/usuarios.csv"),
    ),
];

/// What is to become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The act is in vain, and the programs are right.
    Full,
    /// The server fails, the client is right.
    NoServer,
    /// The client fails, the server is right.
    NoClient,
    /// The build fails.
    NoBuild,
}

/// A row of the table.
pub(crate) struct Case {
    /// What it does, in words.
    pub(crate) name: &'static str,
    /// The server, in Python: what it does before the right server runs, if it comes so far.
    pub(crate) server: &'static str,
    /// The same of the client.
    pub(crate) client: &'static str,
    /// What builds it, if anything: a script of the shell's.
    pub(crate) build: &'static str,
    /// More files: their paths and texts.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// What else is done to its folder.
    pub(crate) prepare: fn(&Path, &Outside),
    /// What is to become of it.
    pub(crate) verdict: Verdict,
    /// What the evidence says too.
    pub(crate) says: &'static str,
}

impl Case {
    /// One whose server does this.
    pub(crate) const fn server(name: &'static str, server: &'static str) -> Case {
        Case {
            name,
            server,
            client: "",
            build: "",
            files: &[],
            prepare: |_, _| {},
            verdict: Verdict::Full,
            says: "",
        }
    }

    /// One whose build does this.
    pub(crate) const fn build(name: &'static str, build: &'static str) -> Case {
        let case = Case::server(name, "");
        Case { build, ..case }
    }

    /// One whose client does this.
    pub(crate) const fn client(name: &'static str, client: &'static str) -> Case {
        let case = Case::server(name, "");
        Case { client, ..case }
    }

    /// What is to become of it, and what is said.
    pub(crate) const fn is(self, verdict: Verdict, says: &'static str) -> Case {
        Case {
            verdict,
            says,
            ..self
        }
    }

    /// Its folder. Every command has the mark in it; `@SECRET@` and `@PORT@` are filled in.
    pub(crate) fn folder(&self, outside: &Outside) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        self.write(folder.path(), outside);
        folder
    }

    /// The same in a folder that need not be there yet.
    pub(crate) fn write(&self, folder: &Path, outside: &Outside) {
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, outside.fill(text)).unwrap();
        };
        RIGHT.iter().for_each(|(name, text)| write(name, text));
        self.files.iter().for_each(|(name, text)| write(name, text));
        write("server.py", &program(self.server, "servidor.py"));
        write("client.py", &program(self.client, "cliente.py"));
        write("build.sh", self.build);
        write("mensageiro.toml", &self.manifest(&outside.mark));
        (self.prepare)(folder, outside);
    }

    fn manifest(&self, mark: &str) -> String {
        let build = match self.build {
            "" => String::new(),
            _ => format!("[build]\ncommand = 'sh build.sh {mark}'\n"),
        };
        format!(
            "{build}[server]\nrun = 'python3 server.py {mark}'\nusers = 'usuarios.csv'\n\
             [client]\nrun = 'python3 client.py {mark}'\nsend = ['1', '{{to}}', '{{text}}']\n\
             fetch = ['2']\n"
        )
    }
}

fn program(act: &str, right: &str) -> String {
    format!("{act}\nimport runpy\nrunpy.run_path('{right}', run_name='__main__')\n")
}
