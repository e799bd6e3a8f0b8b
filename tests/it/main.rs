//! Tests of the whole: what no single crate can test about itself. One binary, because each binary that links polars
//! costs hundreds of megabytes.

mod determinism;
mod evidence;
mod house;
mod simulation;
mod truth;
mod world;
