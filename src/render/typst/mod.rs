//! Compiles Typst source to PDF bytes: the only place that knows the Typst compiler.
//!
//! A document is one source, the fonts, pictures and the files attached to it, which are in memory; it can
//! reach no other file, no package, no network and no clock. Every PDF conforms to PDF/A and PDF/UA-1, or is an
//! error that names what stands in the way.

mod edited;
mod layout;
mod look;
mod marks;
mod picture;
mod world;

pub(super) use ::typst::syntax::Source;
pub(crate) use edited::Edited;
pub(super) use layout::Layout;
pub(crate) use look::{Look, PageLook, Piece, Region};
pub(super) use marks::{Mark, marks};
#[cfg(test)]
pub(super) use world::STAND_INS;
pub(super) use world::{Attachment, Typesetter};
pub(crate) use world::{PictureFiles, advance, can_print};
