//! Whole-program tests: one binary, a module a feature.

mod clean;
mod generator;
mod mutations;
