//! A manifest as the text of its file.

use serde::Serialize;
use testkit::program::USERS_FILE;
use testkit::template::Template;

use super::{Client, Manifest, Server};

/// The file's sections, in the form that people write.
#[derive(Serialize)]
struct Written<'a> {
    build: Option<Build<'a>>,
    server: Option<Program<'a>>,
    client: Option<Typing<'a>>,
}

#[derive(Serialize)]
struct Build<'a> {
    command: Vec<&'a str>,
}

#[derive(Serialize)]
struct Program<'a> {
    run: Vec<&'a str>,
    users: Option<String>,
}

#[derive(Serialize)]
struct Typing<'a> {
    run: Vec<&'a str>,
    login: &'a [String],
    send: &'a [String],
    fetch: &'a [String],
    quit: &'a [String],
}

impl Manifest {
    /// The text of a `mensageiro.toml` that says the same: [`Manifest::parse`] reads it back. None
    /// where it cannot be written.
    pub fn to_toml(&self) -> Option<String> {
        let written = Written {
            build: self.build.as_ref().map(|build| Build {
                command: words(build),
            }),
            server: self.server.as_ref().map(Program::of),
            client: self.client.as_ref().map(Typing::of),
        };
        toml::to_string(&written).ok()
    }
}

impl Program<'_> {
    /// The usual user base is not named: a file that is named must be there.
    fn of(server: &Server) -> Program<'_> {
        let users = server.users.to_string_lossy().into_owned();
        Program {
            run: words(&server.run),
            users: (users != USERS_FILE).then_some(users),
        }
    }
}

impl Typing<'_> {
    fn of(client: &Client) -> Typing<'_> {
        Typing {
            run: words(&client.run),
            login: &client.login,
            send: &client.send,
            fetch: &client.fetch,
            quit: &client.quit,
        }
    }
}

fn words(template: &Template) -> Vec<&str> {
    template.words().collect()
}
