//! The atelier: what an officer does to a dossier, in pages of a browser on 127.0.0.1.
//!
//! `listen` says who may ask, `routes` which page or deed a request means, with the `server` that knows what is open. A
//! `session` follows the files of an open dossier; what takes long is a `job`. A file a page: `home`, `begin`, `see`, `settle`, `write`, `files`, `workbook`, `text`,
//! `publish`, `compare`. What is changed is changed by `edit`, on a click; nothing else is written.

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
