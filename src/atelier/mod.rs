//! The atelier: pages on 127.0.0.1, in a browser, for everything that is done to a dossier.
//!
//! `listen` accepts requests, `routes` finds their page or action, and `server` holds the open dossiers. A `session`
//! follows the files of an open dossier; long tasks are a `job`. Each page has a module: `home`, `begin`, `see`,
//! `settle`, `write`, `files`, `workbook`, `text`, `publish`, `compare`. Changes are made by `edit`, on a click;
//! nothing else is written.

mod begin;
mod compare;
mod drafts;
mod files;
mod findings;
mod home;
mod job;
mod listen;
mod mapping;
mod marked;
mod publish;
mod reply;
mod routes;
mod see;
mod server;
mod session;
mod settle;
mod state;
mod text;
mod workbook;
mod write;

pub(crate) use listen::{Opening, start};
