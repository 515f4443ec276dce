//! Whether a name is that of a server or of a client.

/// What a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The server.
    Server,
    /// The client.
    Client,
}

/// How well a name fits; less is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u8);

const SERVERS: [&str; 3] = ["servidor", "server", "srv"];
const CLIENTS: [&str; 3] = ["cliente", "client", "talk"];

/// A file with one of these words is a part of a program, or an old one.
const SIDE: [&str; 22] = [
    "test",
    "tests",
    "teste",
    "handler",
    "thread",
    "worker",
    "util",
    "utils",
    "old",
    "antigo",
    "antiga",
    "copia",
    "copy",
    "backup",
    "bak",
    "connection",
    "conexao",
    "example",
    "exemplo",
    "config",
    "interface",
    "common",
];

/// The role that a name without its end stands for, and how well.
pub(super) fn of(stem: &str) -> Option<(Role, Rank)> {
    match (rank(stem, &SERVERS), rank(stem, &CLIENTS)) {
        (Some(rank), None) => Some((Role::Server, rank)),
        (None, Some(rank)) => Some((Role::Client, rank)),
        // Nobody can say which one `client_server` is.
        _ => None,
    }
}

/// The role of a program of this path: by its own name, or where it has one that says nothing, by
/// its folder's.
pub(super) fn of_file(file: &str) -> Option<(Role, Rank)> {
    let stem = super::listing::stem_of(file);
    let is_nameless =
        ["main", "__main__", "app", "index", "programa"].contains(&stem.to_lowercase().as_str());
    if !is_nameless {
        return of(stem);
    }
    let mut folders = super::listing::folder_of(file)?.rsplit('/');
    folders.find_map(of)
}

fn rank(stem: &str, names: &[&str]) -> Option<Rank> {
    let words = split(stem);
    let is_name = |word: &String| names.contains(&word.as_str());
    let rank = match words.iter().position(is_name) {
        Some(0) if words.len() == 1 => 0,
        Some(0) => 1,
        Some(_) => 2,
        None if words.iter().any(|word| has_name(word, names)) => 3,
        None => return None,
    };
    let is_side = words.iter().any(|word| SIDE.contains(&word.as_str()));
    Some(Rank(rank + if is_side { 4 } else { 0 }))
}

/// `chatserver`, `servidores`; but `observer` is something else.
fn has_name(word: &str, names: &[&str]) -> bool {
    let is_in =
        |name: &&&str| name.len() > 3 && (word.starts_with(**name) || word.ends_with(**name));
    !word.ends_with("observer") && names.iter().any(|name| is_in(&name))
}

/// `ServidorChat_v2` is `servidor`, `chat`, `v`, `2`.
fn split(stem: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for character in stem.chars() {
        let begins = !before.is_alphanumeric()
            || (character.is_uppercase() && before.is_lowercase())
            || character.is_numeric() != before.is_numeric();
        if character.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !begins => word.extend(character.to_lowercase()),
                _ => words.push(character.to_lowercase().collect()),
            }
        }
        before = character;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        let table = [
            ("servidor", Some((Role::Server, 0))),
            ("SERVER", Some((Role::Server, 0))),
            ("servidor_final", Some((Role::Server, 1))),
            ("servidor2", Some((Role::Server, 1))),
            ("ServidorChat", Some((Role::Server, 1))),
            ("mensageiro-server", Some((Role::Server, 2))),
            ("chatserver", Some((Role::Server, 3))),
            ("test_servidor", Some((Role::Server, 6))),
            ("ClienteThread", Some((Role::Client, 5))),
            ("ch01-talk", Some((Role::Client, 2))),
            ("observer", None),
            ("client_server", None),
            ("main", None),
        ];
        for (name, role) in table {
            assert_eq!(
                of(name),
                role.map(|(role, rank)| (role, Rank(rank))),
                "{name}"
            );
        }
        assert_eq!(of_file("servidor/main.py"), Some((Role::Server, Rank(0))));
        assert_eq!(
            of_file("cliente/src/index.js"),
            Some((Role::Client, Rank(0)))
        );
        assert_eq!(of_file("main.py"), None);
    }
}
