//! paraphe
pub mod audit;
pub mod cli;
pub mod compute;
pub mod error;
pub mod finding;
pub mod locale;
pub mod model;
pub mod money;
pub mod pipeline;
pub mod publish;
pub mod read;
pub mod record;
pub mod report;
pub mod source;
