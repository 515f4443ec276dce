//! Who listens on a port, as the system's own table of sockets says: a probe would be a
//! connection, and a server that serves one client would take it for that client.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// Where Linux lists TCP's sockets (proc_net(5)).
const TABLES: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];

/// A socket that listens, in the same page's words (`TCP_LISTEN`).
const LISTEN: &str = "0A";

/// How long a probe takes at most, where there is no table.
const PROBE: Duration = Duration::from_millis(100);

/// A socket of this machine.
struct Socket {
    local: SocketAddr,
    is_listening: bool,
    inode: String,
}

/// Where one connects to reach who listens on this port; none where nobody does.
///
/// On Linux this looks into the table and disturbs nobody. Elsewhere it is tried out: the server
/// sees one connection that says nothing and ends.
pub(super) fn listening(port: u16) -> Option<SocketAddr> {
    let Some(sockets) = sockets(port) else {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let probe = TcpStream::connect_timeout(&address, PROBE);
        return probe.ok().map(|_| address);
    };
    let mut listening = sockets.iter().filter(|socket| socket.is_listening);
    listening.next().map(|socket| reachable(socket.local))
}

/// Whether a program can take this port; where there is no table, whether nobody listens.
pub(super) fn is_free(port: u16) -> bool {
    match sockets(port) {
        Some(sockets) => sockets.is_empty(),
        None => listening(port).is_none(),
    }
}

/// The process that listens on this port, as `name (process 123)`, where the system tells: on Linux,
/// if it is one of this user's.
pub fn holder(port: u16) -> Option<String> {
    let sockets = sockets(port)?;
    let socket = sockets.iter().find(|socket| socket.is_listening)?;
    let link = format!("socket:[{}]", socket.inode);
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let mut folders = processes.map(|entry| entry.path());
    let process = folders.find(|process| is_process(process) && holds(process, &link))?;
    let name = fs::read_to_string(process.join("comm")).ok()?;
    let id = process.file_name()?.to_string_lossy().into_owned();
    Some(format!("{} (process {id})", name.trim()))
}

/// Not `/proc/self`, nor what is no process at all.
fn is_process(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.parse::<u32>().is_ok()
}

fn holds(process: &Path, link: &str) -> bool {
    let Ok(files) = fs::read_dir(process.join("fd")) else {
        return false;
    };
    files
        .flatten()
        .any(|file| fs::read_link(file.path()).is_ok_and(|target| target == Path::new(link)))
}

/// The sockets with this port on their own side; none where the system has no such table.
fn sockets(port: u16) -> Option<Vec<Socket>> {
    let tables: Vec<_> = TABLES.iter().flat_map(fs::read_to_string).collect();
    if tables.is_empty() {
        return None;
    }
    let lines = tables.iter().flat_map(|table| table.lines().skip(1));
    let sockets = lines.filter_map(parse);
    Some(sockets.filter(|it| it.local.port() == port).collect())
}

fn parse(line: &str) -> Option<Socket> {
    let fields: Vec<_> = line.split_whitespace().collect();
    let (ip, port) = fields.get(1)?.split_once(':')?;
    Some(Socket {
        local: SocketAddr::new(parse_ip(ip)?, u16::from_str_radix(port, 16).ok()?),
        is_listening: *fields.get(3)? == LISTEN,
        inode: (*fields.get(9)?).to_owned(),
    })
}

/// Words of 32 bits, each printed as the number that the machine takes it for.
fn parse_ip(text: &str) -> Option<IpAddr> {
    let words = text.as_bytes().chunks(8).map(|word| {
        let number = u32::from_str_radix(std::str::from_utf8(word).ok()?, 16).ok()?;
        Some(number.to_ne_bytes())
    });
    let bytes = words.collect::<Option<Vec<_>>>()?.concat();
    let v6 = || <[u8; 16]>::try_from(bytes.as_slice()).map(Ipv6Addr::from);
    match <[u8; 4]>::try_from(bytes.as_slice()) {
        Ok(v4) => Some(Ipv4Addr::from(v4).into()),
        Err(_) => v6().ok().map(|ip| ip.to_canonical()),
    }
}

/// Whoever listens on all addresses is reached on this machine's own.
fn reachable(mut local: SocketAddr) -> SocketAddr {
    if local.ip().is_unspecified() {
        local.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    local
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn who_listens_is_seen_and_gets_no_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        assert_eq!(listening(address.port()), Some(address));
        assert!(!is_free(address.port()));
        if cfg!(target_os = "linux") {
            listener.set_nonblocking(true).expect("no waiting");
            assert!(listener.accept().is_err(), "a probe has connected");
            let this = format!("(process {})", std::process::id());
            let holder = holder(address.port()).expect("this process");
            assert!(holder.ends_with(&this), "{holder}");
        }
        drop(listener);
        assert_eq!(listening(address.port()), None);
    }

    #[cfg(target_endian = "little")]
    #[test]
    fn a_line_of_the_table() {
        let line = "  1: 0100007F:0D05 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 x";
        let socket = parse(line).expect("a socket");
        assert_eq!(socket.local, SocketAddr::from(([127, 0, 0, 1], 3333)));
        assert!(socket.is_listening);
        assert_eq!(socket.inode, "4711");
        let any: SocketAddr = (Ipv6Addr::UNSPECIFIED, 3333).into();
        assert_eq!(reachable(any), SocketAddr::from(([127, 0, 0, 1], 3333)));
        assert_eq!(parse_ip("zz"), None);
    }
}
