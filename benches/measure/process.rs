//! A process and its cost, as the system counts it: with its child processes, threads and exit.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use wait4::Wait4;

/// What a process cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// In the program and in the system, on all threads.
    pub(crate) cpu: Duration,
    /// The most memory in use at once, in bytes.
    pub(crate) memory: u64,
}

impl Cost {
    /// The cost divided by this number of parts.
    pub(crate) fn a_part(self, parts: usize) -> Self {
        let parts = u32::try_from(parts).expect("few");
        Self {
            wall: self.wall / parts,
            cpu: self.cpu / parts,
            ..self
        }
    }
}

/// The measured programs: this paraphe and, if there is one, another.
pub(crate) struct Programs {
    pub(crate) before: Option<PathBuf>,
}

impl Programs {
    /// All of them, this paraphe last: Typst compiles what it published.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Path> {
        self.before.as_deref().into_iter().chain([Self::ours()])
    }

    /// This paraphe.
    pub(crate) fn ours() -> &'static Path {
        Path::new(env!("CARGO_BIN_EXE_paraphe"))
    }
}

/// Runs paraphe and returns its cost. An earlier one may fail where this one does not.
pub(crate) fn paraphe(program: &Path, folder: &Path, arguments: &[&str]) -> Option<Cost> {
    let mut command = Command::new(program);
    command
        .args(["--lang", "en", "--quiet"])
        .args(arguments)
        .current_dir(folder);
    // The user may have other settings, and an earlier paraphe another cache.
    command.env_clear().env(
        "PARAPHE_CACHE",
        folder.join(format!("cache-{}", label(program))),
    );
    match run(&mut command) {
        Ok(measured) => Some(measured),
        Err(failure) if program == Programs::ours() => panic!("{failure}"),
        Err(failure) => {
            eprintln!("{failure}");
            None
        }
    }
}

/// The name for the files of a program.
pub(crate) fn label(program: &Path) -> &'static str {
    if program == Programs::ours() {
        "now"
    } else {
        "before"
    }
}

/// Runs this program again, for Typst alone or to write a dossier, so that its memory is not counted in this process.
pub(crate) fn rerun(arguments: &[&str]) -> Cost {
    run(Command::new(std::env::current_exe().expect("a path")).args(arguments))
        .unwrap_or_else(|failure| panic!("{failure}"))
}

fn run(command: &mut Command) -> Result<Cost, String> {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut message = String::new();
    let mut stderr = child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut message).expect("text");
    let used = child.wait4().expect("an end");
    let wall = start.elapsed();
    let cost = Cost {
        wall,
        cpu: used.rusage.utime + used.rusage.stime,
        memory: used.rusage.maxrss,
    };
    if used.status.success() {
        Ok(cost)
    } else {
        Err(format!("{command:?}: {}\n{message}", used.status))
    }
}
