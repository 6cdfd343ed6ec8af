//! Comparisons: what differs between two drafts in, one text a format out.
//!
//! `told` puts every change into the same few words and figures, once; the formats only lay them out, so that
//! all of them say the same.

mod told;

pub use told::{
    Figure, Mark, Part, ShareRow, TextTold, Told, shares_of, told, told_effects, told_texts, told_uncompared,
};
