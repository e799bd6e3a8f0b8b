//! Delimited text: any bytes are read without a panic; what is accepted is read back as written.
#![no_main]

use formats::delimited::{Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted()
        && let Ok(written) = write(&first.value.records)
    {
        let second = parse(&written, &Options::default());
        // Written with all headings of its kind, a register can look as much like another one: that is said, not read.
        let is_ambiguous = second.diagnostics.iter().any(|d| d.code == "CSV005");
        assert!(
            second.is_accepted() || is_ambiguous,
            "{:?}",
            second.diagnostics
        );
        if second.is_accepted() {
            assert_eq!(write(&second.value.records).ok(), Some(written));
        }
    }
});
