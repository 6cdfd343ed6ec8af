//! paraphe
pub mod compute;
pub mod error;
pub mod finding;
pub mod locale;
pub mod model;
pub mod money;
pub mod read;
pub mod record;
pub mod source;
pub mod xlsx;
