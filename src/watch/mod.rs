//! `watch`: a dossier in, a page on 127.0.0.1 out, kept up to date as the dossier's files are saved.
//!
//! `changes` hears of saves, `session` audits and lays out, `server` answers the browser with what `page` makes
//! of the last state, for those that `guard` admits. Everything is kept in memory: nothing is written, and
//! nothing is read but the dossier.

mod changes;
mod guard;
mod page;
mod server;
mod session;
mod shown;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{error::Error, locale::Locale, render::HtmlTemplates};
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

/// A preview that is ready to be looked at.
pub struct Watch {
    root: PathBuf,
    locale: Locale,
    address: SocketAddr,
    http: Arc<tiny_http::Server>,
    templates: HtmlTemplates,
}

/// Ends a preview from another thread.
#[derive(Clone)]
pub struct Stopper(Arc<tiny_http::Server>);

impl Watch {
    /// Opens a port of 127.0.0.1, a free one unless `port` says which, for the dossier in `root`.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder or the port cannot be had.
    pub fn open(root: &Path, port: Option<u16>, locale: &Locale) -> Result<Self, Error> {
        let root = root.canonicalize().map_err(Error::io("open-dossier", root))?;
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
        let listener = TcpListener::bind(wanted).map_err(Error::io("listen", wanted.to_string()))?;
        let address = listener.local_addr().map_err(Error::io("listen", wanted.to_string()))?;
        let http = tiny_http::Server::from_listener(listener, None)
            .map_err(|error| Error::io("listen", wanted.to_string())(std::io::Error::other(error)))?;
        let templates = HtmlTemplates::new(locale)?;
        Ok(Self { root, locale: locale.clone(), address, http: Arc::new(http), templates })
    }

    /// Where the page is: `http://127.0.0.1:43121/`.
    pub fn link(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What ends [`Self::run`].
    pub fn stopper(&self) -> Stopper {
        Stopper(Arc::clone(&self.http))
    }

    /// Serves until it is stopped. `date` is the day of documents whose stage is no date; `describe` tells an
    /// error as a terminal would.
    ///
    /// # Errors
    /// [`Error::Io`] when the dossier's folder cannot be watched.
    pub fn run(&self, date: Option<&str>, describe: &(dyn Fn(&Error) -> String + Sync)) -> Result<(), Error> {
        let (signals, inbox) = mpsc::channel();
        let changed = signals.clone();
        let watcher = changes::watch(&self.root, move || {
            // Once the session is over, nobody listens any more.
            let _ = changed.send(Signal::Changed);
        })?;
        let server = Server::new(&self.http, self.address.port(), &self.templates, &self.locale, signals);
        let show = |shown| server.show(shown);
        let session = Session::new(&self.root, date, first_version(), describe, &show);
        thread::scope(|scope| {
            scope.spawn(move || session.run(&inbox));
            server.serve();
        });
        drop(watcher);
        Ok(())
    }
}

impl Stopper {
    /// Lets [`Watch::run`] return.
    pub fn stop(&self) {
        self.0.unblock();
    }
}

/// Greater in each run, so that a page left open notices that the program was started again.
fn first_version() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or_default()
}
