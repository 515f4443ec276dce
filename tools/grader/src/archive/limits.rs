//! How much is unpacked.

/// Limits of one archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most entries.
    pub entries: usize,
    /// The most bytes that are read to list them.
    pub list_bytes: u64,
}

impl Limits {
    /// What one person hands in: 40000 entries, listed in 16 MiB.
    pub const SUBMISSION: Limits = Limits {
        entries: 40_000,
        list_bytes: 16 * MIB,
    };
    /// A platform's archive of a whole class: 400000 entries, listed in 128 MiB.
    pub const CLASS: Limits = Limits {
        entries: 400_000,
        list_bytes: 128 * MIB,
    };
}

const MIB: u64 = 1024 * 1024;

/// The most files and folders that are unpacked for one submission, all its archives together.
pub const MOST_FILES: usize = 20_000;

/// The most bytes that are unpacked for one submission, all its archives together: as many as are
/// copied for a start.
pub const MOST_BYTES: u64 = testkit::working_copy::MOST_BYTES;

/// The most bytes of one file.
pub const MOST_BYTES_OF_FILE: u64 = 128 * MIB;

/// A file may become so many times larger than it was packed. What people write stays below 20; a
/// bomb reaches 1000.
pub const MOST_RATIO: u64 = 200;

/// Below so many bytes the ratio is not looked at: a small file that says little is no bomb.
pub const RATIO_FROM: u64 = 4 * MIB;

/// What is left for a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    files: usize,
    bytes: u64,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            files: MOST_FILES,
            bytes: MOST_BYTES,
        }
    }
}

impl Budget {
    /// Takes one entry.
    pub(super) fn take_entry(&mut self) -> Result<(), String> {
        let left = self.files.checked_sub(1);
        self.files = left.ok_or_else(|| {
            format!("is one too many: at most {MOST_FILES} files and folders are unpacked for a submission; leave out what a command makes")
        })?;
        Ok(())
    }

    /// Takes `count` bytes of a file that has `written` by now, and was packed in `packed`.
    pub(super) fn take_bytes(
        &mut self,
        count: u64,
        written: u64,
        packed: u64,
    ) -> Result<(), String> {
        if written > MOST_BYTES_OF_FILE {
            return Err(format!("is larger than {} MiB", MOST_BYTES_OF_FILE / MIB));
        }
        if written > RATIO_FROM && written > packed.saturating_mul(MOST_RATIO) {
            return Err(format!(
                "becomes more than {MOST_RATIO} times as large as it is packed: it is not unpacked"
            ));
        }
        let left = self.bytes.checked_sub(count);
        self.bytes = left.ok_or_else(|| {
            format!("does not fit: at most {} MiB are unpacked for a submission; leave out what a command makes", MOST_BYTES / MIB)
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_is_said() {
        let mut budget = Budget {
            files: 1,
            bytes: 10,
        };
        assert_eq!(budget.take_entry(), Ok(()));
        assert!(
            budget
                .take_entry()
                .is_err_and(|what| what.contains("at most 20000 files"))
        );
        assert_eq!(budget.take_bytes(10, 10, 1), Ok(()));
        assert!(
            budget
                .take_bytes(1, 11, 1)
                .is_err_and(|what| what.contains("256 MiB"))
        );
        let file = budget.take_bytes(0, MOST_BYTES_OF_FILE + 1, MOST_BYTES_OF_FILE);
        assert!(file.is_err_and(|what| what == "is larger than 128 MiB"));
    }
}
