//! Where one TLS record ends and the next begins.
//!
//! rustls does not say whether it holds a part of a record, and rule R1 (section 5 of the protocol
//! page) asks whether anything of the client is waiting. So the records are followed here too.

use rustls::{Error, InvalidMessage};

/// A record's header: type, version (2 bytes), length (2 bytes); RFC 8446, section 5.1.
const HEADER: usize = 5;

/// The types of records: change_cipher_spec, alert, handshake, application_data.
const TYPES: std::ops::RangeInclusive<u8> = 20..=23;

/// The type of the record with which a client begins; no login begins with this byte.
pub(crate) const HANDSHAKE: u8 = 22;

/// How far a stream of records has come.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// The last header, as far as it has come.
    header: [u8; HEADER],
    header_len: usize,
    /// How much of the record behind it is still to come.
    left: usize,
}

impl Records {
    /// Follows the next bytes of the stream.
    ///
    /// # Errors
    /// Where a record has a type that there is none of. A peer without TLS is so found out with its
    /// first byte; it may never send as many as a header has.
    pub(super) fn follow(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        while let Some(&first) = bytes.first() {
            if self.left > 0 {
                let skipped = self.left.min(bytes.len());
                self.left -= skipped;
                bytes = &bytes[skipped..];
            } else {
                self.add_to_header(first)?;
                bytes = &bytes[1..];
            }
        }
        Ok(())
    }

    fn add_to_header(&mut self, byte: u8) -> Result<(), Error> {
        if self.header_len == 0 && !TYPES.contains(&byte) {
            return Err(InvalidMessage::InvalidContentType.into());
        }
        self.header[self.header_len] = byte;
        self.header_len += 1;
        if self.header_len == HEADER {
            self.left = u16::from_be_bytes([self.header[3], self.header[4]]).into();
            self.header_len = 0;
        }
        Ok(())
    }

    /// Whether a part of a record has come.
    pub(super) fn inside_one(&self) -> bool {
        self.header_len > 0 || self.left > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_record_is_inside_one_and_a_whole_record_is_not() {
        let two = [23, 3, 3, 0, 2, 9, 9, 21, 3, 3, 0, 1, 9];
        for cut in 0..=two.len() {
            let mut records = Records::default();
            records.follow(&two[..cut]).unwrap();
            assert_eq!(records.inside_one(), ![0, 7, 13].contains(&cut), "{cut}");
            records.follow(&two[cut..]).unwrap();
            assert!(!records.inside_one());
        }
    }

    #[test]
    fn what_is_no_record_is_found_out_with_its_first_byte() {
        for byte in [b'a', b'\n', b'!', 0, 19, 24, 255] {
            assert!(Records::default().follow(&[byte]).is_err(), "{byte}");
        }
        let mut records = Records::default();
        assert!(records.follow(&[23, 3, 3, 0, 1, b'a', b'a']).is_err());
    }
}
