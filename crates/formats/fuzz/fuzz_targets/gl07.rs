//! GL07: any bytes are read without a panic; what is accepted, and can be expressed, is read back as written.
#![no_main]

use formats::gl07::{Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for options in [Options::default(), Options { allow_short_records: true, ..Options::default() }] {
        let first = parse(bytes, &options);
        if first.is_accepted()
            && let Ok(written) = write(&first.value)
        {
            let second = parse(&written, &Options::default());
            assert!(second.is_accepted(), "{:?}", second.diagnostics);
            let amounts = |file: &formats::gl07::File| file.lines.iter().map(|l| l.amount.0).collect::<Vec<_>>();
            assert_eq!(amounts(&first.value), amounts(&second.value));
            assert_eq!(write(&second.value).ok(), Some(written));
        }
    }
});
