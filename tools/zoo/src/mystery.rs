//! Wrong servers whose names do not tell what is wrong.

use crate::Defect;

/// `mystery-3` stands for the third of an order that has nothing to do with that of the list.
const PREFIX: &str = "mystery-";

/// Has no divisor in common with the number of defects, so that each is met once.
const STRIDE: usize = 7;

impl Defect {
    /// The defect behind `mystery-1`, `mystery-2` and so on, as many as there are defects.
    pub fn of_mystery(name: &str) -> Option<Defect> {
        let number: usize = name.strip_prefix(PREFIX)?.parse().ok()?;
        let count = Defect::ALL.len();
        let is_known = (1..=count).contains(&number);
        is_known.then(|| Defect::ALL[(number * STRIDE + STRIDE) % count])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_defect_is_behind_one_number() {
        let count = Defect::ALL.len();
        let names = (1..=count).map(|number| format!("{PREFIX}{number}"));
        let defects: HashSet<_> = names
            .map(|name| Defect::of_mystery(&name).expect("a defect"))
            .collect();
        assert_eq!(defects.len(), count);
        for name in ["mystery-0", "mystery-", "mystery-x", "newest-first", "3"] {
            assert_eq!(Defect::of_mystery(name), None);
        }
        assert_eq!(Defect::of_mystery(&format!("{PREFIX}{}", count + 1)), None);
    }
}
