//! Zips byte by byte, for what no honest program packs. The layout is that of APPNOTE.TXT, 4.3.

/// An entry, stored without compression, and what a hostile archive says of it.
#[derive(Clone, Default)]
pub(crate) struct Raw<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) bytes: &'a [u8],
    /// General purpose flags: 1 is encrypted, 0x800 a name in UTF-8.
    pub(crate) flags: u16,
    /// 0 is stored.
    pub(crate) method: u16,
    /// A unix mode, with the bits of the kind.
    pub(crate) mode: u32,
    /// Where the list says that the entry is; none: where it is.
    pub(crate) at: Option<u32>,
}

pub(crate) fn zip(entries: &[Raw]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = entry.at.unwrap_or(bytes.len() as u32);
        bytes.extend(b"PK\x03\x04\x14\0");
        bytes.extend(common(entry));
        bytes.extend(entry.name);
        bytes.extend(entry.bytes);
        list.extend(b"PK\x01\x02\x14\x03\x14\0");
        list.extend(common(entry));
        list.extend([0; 6]); // comment, disk, internal attributes
        list.extend((entry.mode << 16).to_le_bytes());
        list.extend(at.to_le_bytes());
        list.extend(entry.name);
    }
    let start = bytes.len() as u32;
    bytes.extend(&list);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((list.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// From the flags to the length of the extra field, which both headers have.
fn common(entry: &Raw) -> Vec<u8> {
    let length = (entry.bytes.len() as u32).to_le_bytes();
    let mut bytes = Vec::new();
    bytes.extend(entry.flags.to_le_bytes());
    bytes.extend(entry.method.to_le_bytes());
    bytes.extend([0, 0, 0x21, 0]); // midnight, the first day of 1980
    bytes.extend(crc32(entry.bytes).to_le_bytes());
    bytes.extend(length);
    bytes.extend(length);
    bytes.extend((entry.name.len() as u16).to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}
