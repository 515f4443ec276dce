//! The user base that a server is given.

use argon2::password_hash::CustomizedPasswordHasher;
use argon2::{Argon2, Params};

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
}
