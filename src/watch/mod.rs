//! `watch`: a dossier in, a page on 127.0.0.1 out, kept up to date as the dossier's files are saved.
//!
//! `session` hears of saves, audits and lays out, `server` answers the browser with what `page` makes of the last state. Everything is in memory: nothing is written, and nothing is read but the dossier.

mod page;
mod server;
mod session;

pub(crate) use session::open;
