//! MT940: any bytes are read without a panic; what is accepted, and can be expressed, is read back as written.
#![no_main]

use formats::mt940::{Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted()
        && let Ok(written) = write(&first.value)
    {
        let second = parse(&written, &Options::default());
        assert!(second.is_accepted(), "{:?}", second.diagnostics);
        assert_eq!(write(&second.value).ok(), Some(written));
    }
});
