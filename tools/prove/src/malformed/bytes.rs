//! Bytes that a client should not send, and some that it may.

use fastrand::Rng;

use super::{VICTIMS, victim};

/// Other protocols, and what editors and terminals leave in a line.
const STRANGE: [&[u8]; 12] = [
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
    b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"EHLO localhost\r\nQUIT\r\n",
    b"\xef\xbb\xbfvictim-1\n",
    b"\x00\x00\x00\x00\n",
    b"\xff\xfe\xfd\n",
    b"\xc0\xaf\xed\xa0\x80\xe2\x82\n",
    b"@victim-1 a\x00b\n@victim-1 a\x1b[2Jb\n",
    b"@victim-1 a\xe2\x80\xa8b\n@victim-1 a\xc2\x85b\n",
    b"\r\r\r\n\r\n\n\r",
    b"\x04\x1a\x03\n",
];

/// Lines that are an acknowledgement, or nearly one.
const NUMBERS: [&str; 11] = [
    "#",
    "#0",
    "#1",
    "#-1",
    "#+1",
    "# 1",
    "#1 ",
    "#01",
    "#1.5",
    "#18446744073709551616",
    "#99999999999999999999999999999999",
];

/// First lines that are not a login, or nearly one.
const LOGINS: [&str; 14] = [
    "",
    " ",
    "login",
    "nobody",
    "VICTIM-1",
    "victim-1 ",
    " victim-1",
    "victim-1\0",
    "victim-1\u{a0}",
    "victim-1/push",
    "victim-1  /push",
    "victim-1 /PUSH",
    "victim-1 /push now",
    "@victim-1 before the login",
];

/// What a client sends first: mostly the login of a user, so that something follows.
pub(super) fn opening(random: &mut Rng) -> Vec<u8> {
    let user = victim(random.usize(..VICTIMS));
    match random.u8(..10) {
        0 => Vec::new(),
        1 => strange(random),
        2 => format!("{}\n", LOGINS[random.usize(..LOGINS.len())]).into(),
        3 => noise(random, 300),
        4..=6 => format!("{user}\n").into(),
        _ => format!("{user} /push\r\n").into(),
    }
}

/// Something that stands where a line should.
pub(super) fn line(random: &mut Rng) -> Vec<u8> {
    let to = victim(random.usize(..VICTIMS));
    match random.u8(..16) {
        0 => strange(random),
        1 => noise(random, 200),
        2 => [noise(random, 60), b"\n".to_vec()].concat(),
        3 => oversized(random),
        4 => format!("@{to} {}\n", "x".repeat(random.usize(..60))).into(),
        5 => [format!("@{to} ").into(), noise(random, 40), b"\n".to_vec()].concat(),
        6 => format!("@{to}\n@{to} \n@ {to}\n @{to} x\n@\n").into(),
        7 => format!("@nobody {}\n", random.u64(..)).into(),
        8..=10 => format!("{}\n", NUMBERS[random.usize(..NUMBERS.len())]).into(),
        11 => format!("#{}\n", random.u64(..2000)).into(),
        12 => b"/who\n/who \n/push\n/\n".to_vec(),
        13 => format!("{to} /push\n{to}\n").into(),
        _ => b"\n".repeat(random.usize(1..5)),
    }
}

/// Many lines at once, and nobody reads the answers.
pub(super) fn flood(random: &mut Rng) -> Vec<u8> {
    let line: &[u8] = [&b"/\n"[..], b"\n", b"#1\n", b"/who\n"][random.usize(..4)];
    line.repeat(random.usize(1000..10_000))
}

/// Around the longest line, and far beyond it.
fn oversized(random: &mut Rng) -> Vec<u8> {
    let length = [4095, 4096, 4097, 4098, 9000, 70_000][random.usize(..6)];
    let mut line = vec![random.u8(b'a'..=b'z'); length];
    let end: &[u8] = [&b"\n"[..], b"\r\n", b""][random.usize(..3)];
    line.extend(end);
    line
}

fn strange(random: &mut Rng) -> Vec<u8> {
    STRANGE[random.usize(..STRANGE.len())].to_vec()
}

fn noise(random: &mut Rng, most: usize) -> Vec<u8> {
    let length = random.usize(..most);
    std::iter::repeat_with(|| random.u8(..))
        .take(length)
        .collect()
}
