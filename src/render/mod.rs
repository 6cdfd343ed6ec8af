//! Rendering: the record in, documents out, each as Typst source and as PDF, in memory.
//!
//! The record becomes views, a template makes Typst source of them, the compiler makes a PDF of that; the annexes
//! to sign then get a signature field over each block that their template marks.
//! Nothing is written to disk here, and nothing is computed: every figure is the record's.

mod deliberation;
mod document;
mod escape;
#[cfg(any(test, fuzzing))]
mod evaluate;
mod french;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod html;
mod lettered;
mod markdown;
mod renderer;
mod signature;
mod tables;
mod template;
mod typst;
mod views;

#[cfg(test)]
mod tests;

pub(crate) use deliberation::deliberation;
pub(crate) use document::Document;
pub(crate) use html::{PageTemplates, asset, render_markdown};
pub(crate) use markdown::wide_tables;
pub(crate) use renderer::{Renderer, can_show};
pub(crate) use tables::WideTable;
pub(crate) use template::printed;
pub(crate) use typst::{Edited, Look, PageLook, PictureFiles, Piece, Region, can_print};
