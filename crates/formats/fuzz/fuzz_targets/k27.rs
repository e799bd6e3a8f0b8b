//! NAV settlement report: any bytes are read without a panic; what is accepted, and can be expressed, is read back
//! as written.
#![no_main]

use formats::k27::{Options, parse, sniff, stranger, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    assert!(!sniff(bytes) || stranger(bytes).is_none());
    if first.is_accepted()
        && let Ok(written) = write(&first.value)
    {
        assert!(sniff(&written));
        let second = parse(&written, &Options::default());
        assert!(second.is_accepted(), "{:?}", second.diagnostics);
        assert_eq!(write(&second.value).ok(), Some(written));
    }
});
