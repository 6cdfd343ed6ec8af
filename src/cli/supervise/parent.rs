//! The parent: starts children, waits, and tells what became of them.

use std::{
    env,
    ffi::OsString,
    fs::File,
    io::{self, Read, Seek},
    process::{Child, Command, ExitCode, ExitStatus},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tempfile::NamedTempFile;

use super::{
    super::{
        console::{self, Console},
        error, panics,
    },
    Orders, VARIABLE,
    verdict::{Cause, Stopped},
};
use crate::{
    journal::{Entry, OpenTasks},
    report::{Ink, visible},
};

/// The exit code of a run that was stopped.
const STOPPED: u8 = 2;

/// What became of a child.
struct Ended {
    status: ExitStatus,
    told: Told,
}

/// What its journal tells.
#[derive(Default)]
struct Told {
    open: OpenTasks,
    /// The dossier that it built, and how many there are.
    dossier: Option<(String, usize)>,
    published: Option<String>,
    /// The last words of Rust's runtime.
    words: String,
}

/// Runs a command in a child, a build in one child a dossier; none if no child can be started.
pub(in crate::cli) fn watch_over(arguments: &[OsString]) -> Option<ExitCode> {
    let running = Arc::new(AtomicU32::new(0));
    // Only `watch` goes on when it is interrupted, to end in good order; anything else ends as any program does.
    if arguments.iter().any(|word| word == "watch") {
        forward_interrupts(&running);
    }
    let mut all: Vec<(Ended, u8)> = Vec::new();
    loop {
        let taken = all
            .iter()
            .filter_map(|(ended, _)| ended.told.published.clone())
            .collect();
        let ended = match run(arguments, all.len(), taken, &running) {
            Ok(ended) => ended,
            Err(_) if all.is_empty() => return None,
            Err(error) => {
                error::refused("error-unstarted", &Console::of(arguments).locale, &error);
                return Some(ExitCode::from(STOPPED));
            }
        };
        if panics::is_backtrace_wanted() {
            let _ = console::tell(&ended.told.words);
        }
        let code = code(&ended).unwrap_or_else(|stopped| {
            let _ = console::tell_last(&Console::of(arguments).stopped(&stopped));
            STOPPED
        });
        let (is_last, is_over) = (ended.is_last(all.len()), was_interrupted(ended.status));
        all.push((ended, code));
        if is_last || is_over {
            break;
        }
    }
    if all.len() > 1 {
        let _ = console::print(&summary(&all, &Console::of(arguments)));
    }
    Some(ExitCode::from(
        all.iter().map(|(_, code)| *code).max().unwrap_or(STOPPED),
    ))
}

impl Ended {
    /// Whether no dossier comes after the one of this rank.
    fn is_last(&self, rank: usize) -> bool {
        self.told
            .dossier
            .as_ref()
            .is_none_or(|(_, of)| rank + 1 >= *of)
    }
}

/// Starts a child and waits for its end.
fn run(
    arguments: &[OsString],
    rank: usize,
    taken: Vec<String>,
    running: &AtomicU32,
) -> io::Result<Ended> {
    let journal = NamedTempFile::new().ok();
    let path = journal.as_ref().map(|file| file.path().to_owned());
    let orders = Orders {
        parent: std::process::id(),
        journal: path,
        rank,
        taken,
    };
    let mut command = Command::new(env::current_exe()?);
    command
        .args(arguments.iter().skip(1))
        .env(VARIABLE, serde_json::to_string(&orders)?);
    #[cfg(unix)]
    if let Some(name) = arguments.first() {
        std::os::unix::process::CommandExt::arg0(&mut command, name);
    }
    let mut child: Child = command.spawn()?;
    running.store(child.id(), Ordering::Relaxed);
    let status = child.wait();
    running.store(0, Ordering::Relaxed);
    let told = journal
        .map(|journal| told(journal.into_file()))
        .unwrap_or_default();
    Ok(Ended {
        status: status?,
        told,
    })
}

/// Reads a journal. What is no entry is what the runtime wrote.
fn told(mut file: File) -> Told {
    let (mut bytes, mut told) = (Vec::new(), Told::default());
    let _ = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
    for line in String::from_utf8_lossy(&bytes).lines() {
        match serde_json::from_str(line) {
            Ok(Entry::Dossier { name, of }) => told.dossier = Some((name, of)),
            Ok(Entry::Published(name)) => told.published = Some(name),
            Ok(entry) => told.open.note(entry),
            Err(_) => told.words.extend([line, "\n"]),
        }
    }
    told
}

/// The child's exit code, or what is to be said of its end.
fn code(ended: &Ended) -> Result<u8, Stopped> {
    // What Windows gives for a crash is no exit code of ours.
    if let Some(Ok(code)) = ended.status.code().map(u8::try_from) {
        return Ok(code);
    }
    if was_interrupted(ended.status) {
        return Ok(128_u8.saturating_add(signal(ended.status)));
    }
    let cause = match signal(ended.status) {
        KILL => Cause::Killed,
        FILE_TOO_LARGE => Cause::FileSize,
        _ => Cause::of(&ended.told.words),
    };
    let words = ended.told.words.trim();
    let detail = if words.is_empty() {
        ended.status.to_string()
    } else {
        words.to_owned()
    };
    Err(Stopped {
        cause,
        doing: ended.told.open.chains(),
        detail,
    })
}

/// `SIGKILL`.
const KILL: u8 = 9;
/// `SIGXFSZ`.
const FILE_TOO_LARGE: u8 = 25;
/// `SIGHUP`, `SIGINT`, `SIGPIPE`, `SIGTERM`: someone had enough, and knows it.
const INTERRUPTS: [u8; 4] = [1, 2, 13, 15];

fn was_interrupted(status: ExitStatus) -> bool {
    INTERRUPTS.contains(&signal(status))
}

/// The signal that ended a process, 0 if none did.
fn signal(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = {
        let _ = status;
        None
    };
    signal
        .and_then(|signal| u8::try_from(signal).ok())
        .unwrap_or(0)
}

/// Has interrupts reach the child, also those that are sent to this process alone.
fn forward_interrupts(running: &Arc<AtomicU32>) {
    let running = Arc::clone(running);
    let _ = ctrlc::set_handler(move || {
        #[cfg(unix)]
        if let Some(child) = i32::try_from(running.load(Ordering::Relaxed))
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process(child, rustix::process::Signal::INT);
        }
        #[cfg(not(unix))]
        let _ = &running;
    });
}

/// How many dossiers are published, and which are not.
fn summary(all: &[(Ended, u8)], console: &Console) -> String {
    if console.quiet {
        return String::new();
    }
    let failed = all
        .iter()
        .filter(|(ended, _)| ended.told.published.is_none());
    let failed: Vec<String> = failed
        .filter_map(|(ended, _)| ended.told.dossier.as_ref())
        .map(|(name, _)| visible(name))
        .collect();
    let published = (all.len() - failed.len()).to_string();
    let args = [
        ("published", published),
        ("failed", failed.len().to_string()),
        ("names", failed.join(", ")),
    ];
    let text = console.locale.text(
        if failed.is_empty() {
            "build-all"
        } else {
            "build-some"
        },
        &args,
    );
    format!(
        "\n{}\n",
        console
            .results
            .wrap(&text, 0, 0)
            .iter()
            .map(|line| console.results.paint(Ink::Strong, line))
            .collect::<Vec<_>>()
            .join("\n")
    )
}
