//! The user base that a server is given.

use argon2::password_hash::CustomizedPasswordHasher;
use argon2::{Argon2, Params};

use crate::csv_file;

/// A login with its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Password {
    /// Whose it is.
    pub login: String,
    /// The password itself; the user base gets its hash.
    pub text: String,
}

/// What a hash costs: next to nothing, since what it keeps is written in a test.
const COST: (u32, u32, u32) = (8, 1, 1);

/// A salt is for secrets; one that is always the same makes a run like the one before.
const SALT: &[u8] = b"testkit's salt";

/// The text of `users.csv` for these logins, with a password column where one of them has a
/// password.
pub fn user_base<S: AsRef<str>>(logins: &[S], passwords: &[Password]) -> String {
    let logins = logins.iter().map(AsRef::as_ref);
    if passwords.is_empty() {
        let rows = logins.map(|login| format!("{login}\n"));
        return format!("login\n{}", rows.collect::<String>());
    }
    let rows = logins.map(|login| {
        let own = passwords.iter().find(|it| it.login == login);
        let hash = own.map(|it| format!("\"{}\"", hash(&it.text)));
        format!("{login},{}\n", hash.unwrap_or_default())
    });
    format!("login,password\n{}", rows.collect::<String>())
}

/// What the column of the logins may be called, the likeliest name first; where no column is, it is
/// the first one.
const LOGIN_COLUMNS: [&str; 7] = [
    "login", "usuario", "usuário", "user", "username", "nome", "name",
];

/// These logins in a file like this one: its header, its separator, and its columns, with the
/// values of its rows in all of them but the login's. An empty file is as good as `login`.
pub(crate) fn in_the_form_of<S: AsRef<str>>(own: &[u8], logins: &[S]) -> Vec<u8> {
    let mut rows = csv_file::rows(own).into_iter();
    let header = rows.next().unwrap_or_else(|| vec!["login".to_owned()]);
    let column = login_column(&header);
    let rows: Vec<_> = rows.collect();
    let row = |(index, login): (usize, &S)| {
        let own = rows.get(index % rows.len().max(1));
        let mut row = own.cloned().unwrap_or_default();
        row.resize(header.len(), String::new());
        row[column] = login.as_ref().to_owned();
        row
    };
    let rows = logins.iter().enumerate().map(row);
    csv_file::write(
        std::iter::once(header.clone()).chain(rows),
        csv_file::separator(own),
    )
}

fn login_column(header: &[String]) -> usize {
    let names = header
        .iter()
        .map(|cell| cell.trim_start_matches('\u{feff}').trim().to_lowercase());
    let names: Vec<_> = names.collect();
    let mut known = LOGIN_COLUMNS.iter();
    let found = known.find_map(|known| names.iter().position(|name| name == known));
    found.unwrap_or(0)
}

/// The Argon2id hash in PHC form.
fn hash(password: &str) -> String {
    let params = Params::new(COST.0, COST.1, COST.2, None).expect("small, and allowed");
    Argon2::default()
        .hash_password_customized(password.as_bytes(), SALT, None, None, params)
        .expect("a password of any length has a hash")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_has_a_password_gets_a_hash() {
        assert_eq!(user_base(&["ana", "bia"], &[]), "login\nana\nbia\n");
        let password = Password {
            login: "bia".to_owned(),
            text: "segredo".to_owned(),
        };
        let base = user_base(&["ana", "bia"], &[password]);
        assert!(base.starts_with("login,password\nana,\nbia,\"$argon2id$v=19$m=8,t=1,p=1$"));
    }

    #[test]
    fn a_file_of_its_own_form_keeps_all_but_the_logins() {
        let form = |own: &str| {
            let bytes = in_the_form_of(own.as_bytes(), &["bia", "caio"]);
            String::from_utf8(bytes).expect("UTF-8")
        };
        assert_eq!(form(""), "login\nbia\ncaio\n");
        assert_eq!(form("usuario\n"), "usuario\nbia\ncaio\n");
        assert_eq!(
            form("nome;Login;senha\r\nAna;ana;x\r\n"),
            "nome;Login;senha\nAna;bia;x\nAna;caio;x\n"
        );
        assert_eq!(form("apelido,idade\nana\n"), "apelido,idade\nbia,\ncaio,\n");
    }
}
