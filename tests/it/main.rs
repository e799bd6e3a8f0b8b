//! Tests of the whole: what no single crate can test about itself. One binary, because each binary that links polars
//! costs hundreds of megabytes.

mod actions;
mod causes;
mod commands;
mod controls;
mod determinism;
mod evidence;
mod folders;
mod follow_up;
mod hostile;
mod house;
mod impact;
mod inspect;
mod killed;
mod late;
mod masking;
mod matching;
mod memory;
mod nynorsk;
mod period;
mod posted;
mod real_input;
mod simulation;
mod tampered;
mod treasury;
mod truth;
mod world;
mod year;
mod year_end;
