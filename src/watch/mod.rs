//! `watch`: a dossier in, a page on 127.0.0.1 out, kept up to date as the dossier's files are saved.
//!
//! `changes` hears of saves, `session` audits and lays out, `server` answers the browser with what `page` makes
//! of the last state. Everything is in memory: nothing is written, and nothing is read but the dossier.

mod changes;
mod page;
mod server;
mod session;
mod state;

use std::{
    net::SocketAddr,
    panic,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{error::Error, limits::Limits, locale::Locale, render::HtmlTemplates};
use server::Server;
pub(crate) use session::Describe;
use session::Session;
use state::{Signal, State};

/// How often the session is asked whether it still works.
const ROUND: Duration = Duration::from_secs(1);

/// A preview that is ready to be looked at.
pub(crate) struct Watch {
    root: PathBuf,
    limits: Limits,
    address: SocketAddr,
    server: Arc<Server>,
    signals: (Sender<Signal>, Receiver<Signal>),
    stop: (Sender<()>, Receiver<()>),
}

impl Watch {
    /// Opens a port of 127.0.0.1, a free one unless `port` says which, for the dossier in `root`, read within
    /// these limits.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder or the port cannot be had.
    pub(crate) fn open(
        root: &Path,
        port: Option<u16>,
        locale: &Locale,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let root = root
            .canonicalize()
            .map_err(Error::io("open-dossier", root))?;
        let signals = mpsc::channel();
        let templates = HtmlTemplates::new(locale)?;
        let asked = format!("127.0.0.1:{}", port.unwrap_or_default());
        let (server, address) = Server::start(port, templates, locale.clone(), signals.0.clone())
            .map_err(Error::io("listen", asked))?;
        Ok(Self {
            root,
            limits: *limits,
            address,
            server,
            signals,
            stop: mpsc::channel(),
        })
    }

    /// Where the page is: `http://127.0.0.1:43121/`.
    pub(crate) fn link(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What ends [`Self::run`], from any thread.
    pub(crate) fn stopper(&self) -> Sender<()> {
        self.stop.0.clone()
    }

    /// Shows the dossier until it is stopped, whatever is being laid out then. `date` is the day of documents
    /// whose stage is no date.
    ///
    /// # Errors
    /// [`Error::Io`] when the dossier's folder cannot be watched.
    pub(crate) fn run(self, date: Option<String>, describe: Describe) -> Result<(), Error> {
        let (signals, inbox) = self.signals;
        let _watcher = changes::watch(&self.root, signals)?;
        // Greater in each run, so that a page left open notices that the program was started again.
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let version = u64::try_from(now.unwrap_or_default().as_millis()).unwrap_or_default();
        let state = State {
            version,
            ..State::default()
        };
        let session = Session::new(self.root, self.limits, date, describe, self.server, state);
        let work = thread::spawn(move || session.run(&inbox));
        while !work.is_finished() {
            if self.stop.1.recv_timeout(ROUND).is_ok() {
                return Ok(());
            }
        }
        // The session ends by itself only in a panic.
        work.join()
            .map_or_else(|panic| panic::resume_unwind(panic), Ok)
    }
}
