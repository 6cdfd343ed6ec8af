//! `watch`: a dossier in, a page on 127.0.0.1 out, kept up to date as the dossier's files are saved.
//!
//! `changes` hears of saves, `session` audits and lays out, `server` answers the browser with what `page` makes
//! of the last state, for those that `guard` admits. Everything is kept in memory: nothing is written, and
//! nothing is read but the dossier.

mod changes;
mod guard;
mod http;
mod page;
mod server;
mod session;
mod shown;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{error::Error, limits::Limits, locale::Locale, render::HtmlTemplates};
use http::Listener;
use server::Server;
use session::Session;

/// The document that is looked at first.
const FRONT: &str = "recapitulatif";

/// What the parts tell the session.
#[derive(Debug, PartialEq, Eq)]
enum Signal {
    /// A file of the dossier was saved.
    Changed,
    /// The document of this name is looked at.
    Look(String),
    /// It is over.
    Stop,
}

/// How a terminal would tell an error.
pub type Describe = Box<dyn Fn(&Error) -> String + Send + Sync>;

/// A preview that is ready to be looked at.
pub struct Watch {
    root: PathBuf,
    locale: Locale,
    limits: Limits,
    address: SocketAddr,
    listener: Listener,
}

/// Ends a preview from another thread.
#[derive(Clone)]
pub struct Stopper(http::Stopper);

impl Watch {
    /// Opens a port of 127.0.0.1, a free one unless `port` says which, for the dossier in `root`, read within
    /// these limits.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder or the port cannot be had.
    pub fn open(
        root: &Path,
        port: Option<u16>,
        locale: &Locale,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let root = root
            .canonicalize()
            .map_err(Error::io("open-dossier", root))?;
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
        let listener =
            TcpListener::bind(wanted).map_err(Error::io("listen", wanted.to_string()))?;
        let address = listener
            .local_addr()
            .map_err(Error::io("listen", wanted.to_string()))?;
        let listener = Listener::new(listener).map_err(Error::io("listen", wanted.to_string()))?;
        Ok(Self {
            root,
            locale: locale.clone(),
            limits: *limits,
            address,
            listener,
        })
    }

    /// Where the page is: `http://127.0.0.1:43121/`.
    pub fn link(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What ends [`Self::run`].
    pub fn stopper(&self) -> Stopper {
        Stopper(self.listener.stopper())
    }

    /// Serves until it is stopped, whatever is being laid out then. `date` is the day of documents whose stage
    /// is no date.
    ///
    /// # Errors
    /// [`Error::Io`] when the dossier's folder cannot be watched.
    pub fn run(self, date: Option<String>, describe: Describe) -> Result<(), Error> {
        let (signals, inbox) = mpsc::channel();
        let changed = signals.clone();
        let watcher = changes::watch(&self.root, move || {
            // Once the session is over, nobody listens any more.
            let _ = changed.send(Signal::Changed);
        })?;
        let templates = HtmlTemplates::new(&self.locale)?;
        let server = Arc::new(Server::new(
            self.address.port(),
            templates,
            self.locale,
            signals,
        ));
        let shop_window = Arc::clone(&server);
        let session = Session::new(
            self.root,
            self.limits,
            date,
            first_version(),
            describe,
            Box::new(move |shown| shop_window.show(shown)),
        );
        let stopper = self.listener.stopper();
        let (panicked, panic_of) = mpsc::channel();
        thread::spawn(move || {
            if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(|| session.run(&inbox))) {
                // Nobody would lay out anything any more: it is over.
                let _ = panicked.send(panic);
                stopper.stop();
            }
        });
        server.serve(&self.listener);
        drop(watcher);
        panic_of
            .try_recv()
            .map_or(Ok(()), |panic| panic::resume_unwind(panic))
    }
}

impl Stopper {
    /// Lets [`Watch::run`] return.
    pub fn stop(&self) {
        self.0.stop();
    }
}

/// Greater in each run, so that a page left open notices that the program was started again.
fn first_version() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or_default()
}
