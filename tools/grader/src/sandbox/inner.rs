//! The enclosure of one program of a submission.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use testkit::program::{Attached, Enclosure};

use super::{Allowance, BUBBLEWRAP, Rust, Watchdog};

/// Bytes of the folders `/tmp` and `/dev/shm` that each program has for itself.
const OWN_FILES: u64 = 64 * 1024 * 1024;

/// Where programs of the system are.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Folders of the system that are links into `/usr`, or folders themselves (hier(7)).
const SYSTEM: [&str; 6] = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

/// What programs read in `/etc`, as far as it is there: nothing that is secret.
const SETTINGS: [&str; 7] = [
    "alternatives",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "ssl/certs",
    "mono",
];

/// Virtual machines have folders there whose names tell their version.
const SETTINGS_BEGIN: [&str; 2] = ["java", "php"];

/// How many crates are compiled at once: other submissions want to be built too.
const JOBS: &str = "2";

/// What a program is started for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To build others: it has the toolchain and Cargo's home.
    Build,
    /// To be played.
    Run,
}

/// Starts programs by bubblewrap, each in a world of its own.
#[derive(Debug)]
pub struct Inner {
    allowance: Allowance,
    watchdog: Watchdog,
    // Held only to be removed.
    _files: Option<TempDir>,
    /// Read-only: what, and where.
    binds: Vec<(PathBuf, PathBuf)>,
    variables: Vec<(&'static str, OsString)>,
    writable: Vec<PathBuf>,
    path: OsString,
}

impl Inner {
    /// For programs that may have so much. The watchdog knows why it has killed one.
    ///
    /// # Errors
    /// Where there is no room for temporary files.
    pub fn new(
        used: Use,
        allowance: &Allowance,
        rust: Option<&Rust>,
        watchdog: &Watchdog,
    ) -> io::Result<Inner> {
        let files = tempfile::Builder::new().prefix("enclosure-").tempdir()?;
        let mut inner = Inner::bare(allowance, watchdog);
        for (name, text) in etc() {
            let file = files.path().join(name);
            fs::write(&file, text)?;
            inner.binds.push((file, Path::new("/etc").join(name)));
        }
        if let (Use::Build, Some(rust)) = (used, rust) {
            inner.add_rust(rust, files.path().join("cargo"))?;
        }
        inner._files = Some(files);
        Ok(inner)
    }

    /// Without files of its own.
    pub(super) fn bare(allowance: &Allowance, watchdog: &Watchdog) -> Inner {
        Inner {
            allowance: allowance.clone(),
            watchdog: watchdog.clone(),
            binds: settings(),
            _files: None,
            variables: Vec::new(),
            writable: Vec::new(),
            path: PATH.into(),
        }
    }

    fn add_rust(&mut self, rust: &Rust, home: PathBuf) -> io::Result<()> {
        fs::create_dir(&home)?;
        self.path = format!("{}/bin:{PATH}", rust.toolchain.display()).into();
        let same = |path: &Path| (path.to_owned(), path.to_owned());
        self.binds.push(same(&rust.toolchain));
        if let Some(super::Crates::Vendored(folder)) = &rust.crates {
            self.binds.push(same(folder));
        }
        self.binds.extend(rust.make_home(&home)?);
        self.variables = vec![
            ("CARGO_HOME", home.clone().into()),
            ("CARGO_NET_OFFLINE", "true".into()),
            ("CARGO_BUILD_JOBS", JOBS.into()),
        ];
        self.writable.push(home);
        Ok(())
    }

    /// Whether this is a program inside: a file, or a name in the path.
    fn knows(&self, program: &OsStr) -> bool {
        if Path::new(program).components().count() > 1 {
            return Path::new(program).exists();
        }
        env::split_paths(&self.path).any(|folder| folder.join(program).is_file())
    }

    fn world(&self, command: &mut Command, writable: &[&Path]) {
        command.args(["--unshare-user", "--unshare-pid", "--unshare-ipc"]);
        command.args(["--unshare-uts", "--hostname", "sandbox"]);
        command.args(["--disable-userns", "--die-with-parent", "--cap-drop", "ALL"]);
        command.args(["--ro-bind", "/usr", "/usr"]);
        SYSTEM.iter().for_each(|name| bind_system(command, name));
        let size = OWN_FILES.to_string();
        command.args(["--proc", "/proc", "--dev", "/dev"]);
        command.args(["--size", &size, "--perms", "1777", "--tmpfs", "/dev/shm"]);
        command.args(["--size", &size, "--perms", "1777", "--tmpfs", "/tmp"]);
        let own = self.writable.iter().map(PathBuf::as_path);
        for folder in writable.iter().copied().chain(own) {
            command.arg("--bind").arg(folder).arg(folder);
        }
        for (from, to) in &self.binds {
            command.arg("--ro-bind").arg(from).arg(to);
        }
        command.args(["--remount-ro", "/dev", "--remount-ro", "/"]);
    }

    /// A command of the outside has the environment of this process; inside there is only this.
    fn environment(&self, command: &mut Command, program: &Command, attached: Attached) {
        let mut set = |name: &OsStr, value: &OsStr| {
            command.arg("--setenv").arg(name).arg(value);
        };
        set("PATH".as_ref(), &self.path);
        set("HOME".as_ref(), "/tmp".as_ref());
        set("LANG".as_ref(), "C.UTF-8".as_ref());
        if attached == Attached::Terminal {
            set("TERM".as_ref(), "xterm-256color".as_ref());
        }
        for (name, value) in &self.variables {
            set(name.as_ref(), value);
        }
        for (name, value) in program.get_envs() {
            set(name, value.unwrap_or_default());
        }
    }

    fn limits(&self, command: &mut Command) {
        let Allowance {
            data,
            processes,
            file,
            open_files,
            ..
        } = &self.allowance;
        command.arg("prlimit");
        command.arg(format!("--data={data}"));
        command.arg(format!("--nproc={processes}"));
        command.arg(format!("--fsize={file}"));
        command.arg(format!("--nofile={open_files}"));
        command.args(["--core=0", "--"]);
        // Who runs the grader in the background, or under nohup(1), has it ignore signals; a program
        // that is asked to end must not inherit that.
        command.args(["env", "--default-signal"]);
    }
}

impl Enclosure for Inner {
    fn enclose(
        &self,
        program: &Command,
        writable: &[&Path],
        attached: Attached,
    ) -> io::Result<Command> {
        if !self.knows(program.get_program()) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut command = Command::new(BUBBLEWRAP);
        // The first process inside is bubblewrap's own, and shows its environment to the others.
        command.env_clear().env("PATH", PATH).arg("--clearenv");
        self.world(&mut command, writable);
        self.environment(&mut command, program, attached);
        if let Some(folder) = program.get_current_dir() {
            command.current_dir("/").arg("--chdir").arg(folder);
        }
        if attached == Attached::Pipes {
            // Nobody's terminal can be typed into.
            command.arg("--new-session");
        }
        command.arg("--");
        self.limits(&mut command);
        command.arg(program.get_program()).args(program.get_args());
        Ok(command)
    }

    fn reason(&self, keeper: u32) -> Option<String> {
        self.watchdog.reason(keeper)
    }
}

/// Files that many libraries look for: the only user is this one, the only machine too.
fn etc() -> [(&'static str, String); 3] {
    let (user, group) = numbers();
    // Not ::1: what listens for these programs does so on 127.0.0.1 only.
    let hosts = "127.0.0.1 localhost sandbox\n".to_owned();
    [
        (
            "passwd",
            format!("nobody:x:{user}:{group}:nobody:/tmp:/bin/sh\n"),
        ),
        ("group", format!("nogroup:x:{group}:\n")),
        ("hosts", hosts),
    ]
}

#[cfg(unix)]
fn numbers() -> (u32, u32) {
    let (user, group) = (nix::unistd::geteuid(), nix::unistd::getegid());
    (user.as_raw(), group.as_raw())
}

/// There are no enclosures here.
#[cfg(not(unix))]
fn numbers() -> (u32, u32) {
    (0, 0)
}

fn bind_system(command: &mut Command, name: &str) {
    let path = Path::new("/").join(name);
    match fs::read_link(&path) {
        Ok(target) => command.arg("--symlink").arg(target).arg(&path),
        Err(_) if path.is_dir() => command.arg("--ro-bind").arg(&path).arg(&path),
        Err(_) => command,
    };
}

fn settings() -> Vec<(PathBuf, PathBuf)> {
    let entries = fs::read_dir("/etc").into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name());
    let begins = |name: &OsString| {
        let name = name.to_string_lossy();
        SETTINGS_BEGIN.iter().any(|begin| name.starts_with(begin))
    };
    let found = names.filter(begins).map(PathBuf::from);
    let known = SETTINGS.iter().map(PathBuf::from);
    let paths = known.chain(found).map(|name| Path::new("/etc").join(name));
    let there = paths.filter(|path| path.exists());
    there.map(|path| (path.clone(), path)).collect()
}
