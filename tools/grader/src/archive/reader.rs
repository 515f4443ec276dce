//! A reader that ends with an error where too much is read.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads at most so many bytes, then fails: a list of entries is held in memory.
pub(super) struct Bounded<R> {
    inner: R,
    left: Arc<AtomicU64>,
}

/// Sets how many bytes may still be read.
pub(super) struct Bound(Arc<AtomicU64>);

impl Bound {
    pub(super) fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }
}

impl<R> Bounded<R> {
    pub(super) fn new(inner: R, bytes: u64) -> (Bounded<R>, Bound) {
        let left = Arc::new(AtomicU64::new(bytes));
        let bound = Bound(Arc::clone(&left));
        (Bounded { inner, left }, bound)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let left = self.left.load(Ordering::Relaxed);
        let Some(left) = left.checked_sub(count as u64) else {
            let message = "has a list of entries that is too long to be read";
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, message));
        };
        self.left.store(left, Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.inner.seek(position)
    }
}
