//! paraphe
pub mod money;
pub mod source;
pub mod locale;
pub mod finding;
pub mod error;
pub mod read;
pub mod model; pub mod compute;
pub mod record;
