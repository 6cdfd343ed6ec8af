//! The steps of a run: read → model → compute → audit (`check`), then record → render and write → publish (`build`);
//! and two drafts compared (`drafts`), page by page (`pages`).

mod build;
mod check;
mod drafts;
mod glyphs;
mod pages;
mod verify;

pub(crate) use build::Step;
pub use build::{Published, Request, build};
pub use check::{Audited, check};
pub(crate) use check::{check_final, check_with, require_readable};
pub(crate) use drafts::compare_changed;
pub use drafts::{DiffRequest, compare};
pub use pages::compare_pages;
pub(crate) use verify::{Verified, amended, verify};
