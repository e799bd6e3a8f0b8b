//! What an inbox gives: which rows, whose they are, and nothing counted twice.
#![expect(clippy::unwrap_used, reason = "tests say what they expect")]

mod desk;
mod every_format;
mod made;
mod nav;
mod once;
mod playbook;
mod postings;
mod whose;
