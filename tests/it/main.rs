//! Tests of the whole: what no single crate can test about itself. One binary, because each binary that links polars
//! costs hundreds of megabytes.

mod commands;
mod determinism;
mod evidence;
mod folders;
mod hostile;
mod house;
mod impact;
mod inspect;
mod killed;
mod masking;
mod matching;
mod memory;
mod posted;
mod real_input;
mod simulation;
mod truth;
mod world;
mod year_end;
