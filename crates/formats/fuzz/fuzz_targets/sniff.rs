//! Any bytes: no format panics when asked, and at most one says yes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let formats = formats::sniff(bytes);
    assert!(formats.len() <= 1, "{formats:?}");
});
