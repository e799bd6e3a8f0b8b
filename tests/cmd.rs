//! The command line as people meet it: every page of `tests/cmd/` is a transcript that is run at the root of the tree.
//! `TRYCMD=overwrite cargo test --test cmd` rewrites the pages; read the difference before it is kept.
//!
//! Not here: what the figures of a portfolio must be (the regression job compares those byte for byte).

#[test]
fn transcripts() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    std::env::set_current_dir(root).expect("crates/cli lies two folders deep");
    trycmd::TestCases::new().case("tests/cmd/*.md");
}
