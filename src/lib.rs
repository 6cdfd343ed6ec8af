//! paraphe
pub mod audit;
pub mod compute;
pub mod error;
pub mod finding;
pub mod locale;
pub mod model;
pub mod money;
pub mod pipeline;
pub mod read;
pub mod record;
pub mod render;
pub mod source;
pub mod xlsx;
