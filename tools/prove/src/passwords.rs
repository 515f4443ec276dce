//! Passwords (section 7 of the protocol page): nobody can tell a wrong one from an unknown login, and
//! many logins at once do not cost the memory of many checks.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use testkit::client::LineClient;
use testkit::program::Server;

use crate::{Report, Setting};

/// The password of every user here.
const PASSWORD: &str = "segredo";

/// A login is tried once: from its third failure on the server lets it wait. So there are as many
/// users, and as many strangers, as tries.
const TRIES: (usize, usize) = (200, 8);

/// Tries that are not measured: the server's first check also gets its memory.
const WARM_UP: usize = 4;

/// By how much the medians may differ, as a share of the smaller one.
const APART_MAX: f64 = 0.05;

/// How many log in at once.
const AT_ONCE: (usize, usize) = (200, 50);

/// What they may cost, in MB.
const GROWTH_MAX_MB: u64 = 120;

/// Each login in the crowd waits for those before it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Compares answers, their times, and the memory of a crowd.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("passwords", setting.seed);
    report.figure("server", setting.server.display());
    let hash = hash(setting)?;
    look_alike(setting, &hash, &mut report)?;
    crowd(setting, &hash, &mut report)?;
    Ok(report)
}

/// The password's hash, as the server itself makes it.
fn hash(setting: &Setting) -> Result<String> {
    let data = tempfile::tempdir()?;
    let mut command = Command::new(&setting.server);
    command.args(["user", "add", "ana", "--password", "--data"]);
    let mut child = command
        .arg(data.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().context("no pipe")?;
    writeln!(input, "{PASSWORD}")?;
    ensure!(child.wait()?.success(), "the server sets no password");
    let file = fs::File::open(data.path().join("users.csv"))?;
    let first = csv::Reader::from_reader(file).into_records().next();
    let row = first.context("the user base has no row")??;
    Ok(row
        .get(1)
        .context("the user base has no password")?
        .to_owned())
}

/// A server with the users `u0`, `u1` … who all have the same password.
fn start(setting: &Setting, hash: &str, users: usize) -> Result<Server> {
    let rows = (0..users).map(|number| format!("u{number},\"{hash}\"\n"));
    let users = format!("login,password\n{}", rows.collect::<String>());
    Ok(setting.program().start_with(&users)?)
}

fn look_alike(setting: &Setting, hash: &str, report: &mut Report) -> Result<()> {
    let tries = setting.size(TRIES.0, TRIES.1);
    let server = start(setting, hash, WARM_UP + tries)?;
    let mut wrong = Vec::new();
    let mut unknown = Vec::new();
    for number in 0..WARM_UP + tries {
        // Whatever else the machine does meets both; neither is always first.
        let mut turns = [("u", &mut wrong), ("x", &mut unknown)];
        turns.rotate_left(number % 2);
        for (kind, answers) in turns {
            answers.push(guess(&server, &format!("{kind}{number}"))?);
        }
    }
    for (mine, theirs) in wrong.iter().zip(&unknown) {
        if mine.bytes != theirs.bytes {
            let (mine, theirs) = (&mine.bytes, &theirs.bytes);
            report.violation(format!(
                "wrong password: {mine:?}; unknown login: {theirs:?}"
            ));
        }
    }
    report.figure("guesses of each kind", tries);
    judge_times(setting, &wrong[WARM_UP..], &unknown[WARM_UP..], report);
    Ok(())
}

/// What one wrong guess got, and how long it took.
struct Answer {
    bytes: Vec<u8>,
    time: Duration,
}

fn guess(server: &Server, login: &str) -> Result<Answer> {
    let mut client = LineClient::connect_within(server.address(), PATIENCE)?;
    client.send_line(login)?;
    let mut bytes = client.receive_line()?.0;
    let sent = Instant::now();
    client.send_line("errado")?;
    let answer = client.receive_line()?.0;
    let time = sent.elapsed();
    bytes.push(b'\n');
    bytes.extend(answer);
    bytes.push(b'\n');
    bytes.extend(client.expect_end()?);
    Ok(Answer { bytes, time })
}

fn judge_times(setting: &Setting, wrong: &[Answer], unknown: &[Answer], report: &mut Report) {
    let (wrong, unknown) = (median(wrong), median(unknown));
    report.figure("median, wrong password", format!("{wrong:.2?}"));
    report.figure("median, unknown login", format!("{unknown:.2?}"));
    let ratio = unknown.as_secs_f64() / wrong.as_secs_f64();
    report.figure("ratio", format!("{ratio:.3}"));
    // A few guesses on a busy machine say nothing about the server.
    if !setting.short && ratio.max(1.0 / ratio) > 1.0 + APART_MAX {
        let most = APART_MAX * 100.0;
        report.violation(format!(
            "the medians are more than {most} % apart: {ratio:.3}"
        ));
    }
}

fn median(answers: &[Answer]) -> Duration {
    let mut times: Vec<_> = answers.iter().map(|answer| answer.time).collect();
    times.sort();
    times[times.len() / 2]
}

fn crowd(setting: &Setting, hash: &str, report: &mut Report) -> Result<()> {
    let count = setting.size(AT_ONCE.0, AT_ONCE.1);
    let server = start(setting, hash, count)?;
    let before = most_memory(&server)?;
    let mut clients = Vec::new();
    for number in 0..count {
        let mut client = LineClient::connect_within(server.address(), PATIENCE)?;
        client.send_line(&format!("u{number}"))?;
        client.receive_line()?;
        client.send_line(PASSWORD)?;
        clients.push(client);
    }
    for client in &mut clients {
        let answer = client.receive_line()?;
        if answer.text() != Ok("f") {
            report.violation(format!("the right password got {:?}", answer.text()));
        }
    }
    report.figure("logins at once", count);
    let Some((before, after)) = before.zip(most_memory(&server)?) else {
        report.figure("growth of the most memory", "only Linux says it");
        return Ok(());
    };
    let growth = (after - before) / 1_000_000;
    report.figure("growth of the most memory", format!("{growth} MB"));
    if growth > GROWTH_MAX_MB {
        report.violation(format!(
            "it grew by {growth} MB; {GROWTH_MAX_MB} MB is the most"
        ));
    }
    Ok(())
}

/// The most memory that the server has ever had, in bytes (VmHWM of proc(5)); `None` where the
/// system does not say it.
fn most_memory(server: &Server) -> Result<Option<u64>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let status = fs::read_to_string(format!("/proc/{}/status", server.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
    let kib: u64 = kib.context("/proc says no VmHWM")?.trim().parse()?;
    Ok(Some(kib * 1024))
}
