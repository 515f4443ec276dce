//! A small story in two parts, the same each time: three users exchange messages, and the server is
//! started twice.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Result;
use testkit::program::USERS_FILE;

use super::clients::{Classic, Push};
use super::history::History;

/// Who is in it.
pub(super) const USERS: [&str; 3] = ["ana", "bia", "caio"];

/// A part of the story. It ends early where the server does; what was seen until then is in the
/// history.
pub(super) type Part = fn(SocketAddr, &mut History) -> Result<()>;

/// The one message that is sent in a classic session, as its first line.
pub(super) const CLASSIC: &str = "I am, 'here'";

/// The two parts, each for a start of the server on the same folder. Each ends with a read mark, so
/// that the last batch of the journal says of no message that it was accepted.
pub(super) const PARTS: [Part; 2] = [first, second];

/// A data folder of these users in `folder`, by the name that the kernel has for it: strace
/// compares paths as they are written.
pub(super) fn data_folder(folder: &Path) -> Result<PathBuf> {
    let data = folder.canonicalize()?.join("data");
    fs::create_dir(&data)?;
    fs::write(data.join(USERS_FILE), user_base())?;
    Ok(data)
}

/// The content of their user base.
pub(super) fn user_base() -> Vec<u8> {
    format!("login\n{}\n", USERS.join("\n")).into_bytes()
}

/// Ana writes to bia, who acknowledges by and by, and to caio, who comes, answers and leaves.
fn first(address: SocketAddr, history: &mut History) -> Result<()> {
    let mut ana = Push::log_in(address, "ana")?;
    let mut bia = Push::log_in(address, "bia")?;
    let told = first_talk(&mut ana, &mut bia, address, history);
    history.absorb(ana.reset());
    history.absorb(bia.reset());
    told
}

fn first_talk(
    ana: &mut Push,
    bia: &mut Push,
    address: SocketAddr,
    history: &mut History,
) -> Result<()> {
    let page = "until the disk's next block; ".repeat(40);
    let together = [
        ("bia", "one, \"two\""),
        ("bia", page.as_str()),
        ("bia", "=1+1"),
    ];
    let mut given = ana.deliver(&together.map(|(to, text)| (to, text.to_owned())))?;
    bia.receive(given)?;
    bia.acknowledge_all_but(1)?;
    bia.settle()?;
    ana.deliver(&[("caio", "are you there?".to_owned())])?;
    visit(address, history)?;
    ana.settle()?;
    ana.acknowledge_all_but(0)?;
    given += ana.deliver(&[("bia", "até já".to_owned())])?;
    bia.receive(given)?;
    bia.acknowledge_all_but(1)?;
    bia.settle()?;
    ana.deliver(&["first", "second"].map(|text| ("caio", format!("the {text} to wait"))))?;
    bia.acknowledge_all_but(0)?;
    bia.settle()
}

/// Caio reads, answers, and reads on.
fn visit(address: SocketAddr, history: &mut History) -> Result<()> {
    let mut caio = Classic::log_in(address, "caio")?;
    let told = caio
        .deliver("ana", "I am, 'here'")
        .and_then(|_| caio.drain());
    history.absorb(caio.reset());
    told
}

/// Caio reads what has waited for him, and bia a part of what ana says.
fn second(address: SocketAddr, history: &mut History) -> Result<()> {
    let mut bia = Push::log_in(address, "bia")?;
    let mut caio = Push::log_in(address, "caio")?;
    let told = second_talk(&mut bia, &mut caio);
    history.absorb(bia.reset());
    history.absorb(caio.reset());
    told
}

fn second_talk(bia: &mut Push, caio: &mut Push) -> Result<()> {
    bia.settle()?;
    caio.settle()?;
    caio.acknowledge_all_but(0)?;
    let waited = bia.history.deliveries.len();
    let texts = ["-1", "two;three"].map(|text| ("bia", text.to_owned()));
    let given = caio.deliver(&texts)?;
    bia.receive(waited + given)?;
    bia.acknowledge_all_but(1)?;
    bia.settle()?;
    bia.deliver(&[
        ("ana", "\"".to_owned()),
        ("caio", "wait, I come".to_owned()),
    ])?;
    Ok(())
}
