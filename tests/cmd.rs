//! The command line as people meet it: every page of `tests/cmd/` is a transcript that is run.
//!
//! Not here: what the figures of a portfolio must be (the regression job compares those byte for byte).

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("../../tests/cmd/*.md");
}
