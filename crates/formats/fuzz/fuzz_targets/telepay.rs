//! Telepay: any bytes are read without a panic; what is accepted, and can be expressed, is read back as written, with the
//! same payments; comparing does not panic.
#![no_main]

use formats::telepay::compare::{Options as CompareOptions, compare};
use formats::telepay::{Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    let file = &first.value;
    let _ = compare(&[file], &[file, file], &CompareOptions::default());
    if first.is_accepted()
        && let Ok(written) = write(file)
    {
        let second = parse(&written, &Options::default());
        assert!(second.is_accepted(), "{:?}", second.diagnostics);
        assert_eq!(file.payments.len(), second.value.payments.len());
        for (one, two) in file.payments.iter().zip(&second.value.payments) {
            assert_eq!(
                (
                    one.amount,
                    one.state,
                    &one.return_codes,
                    &one.kid,
                    &one.payee_account
                ),
                (
                    two.amount,
                    two.state,
                    &two.return_codes,
                    &two.kid,
                    &two.payee_account
                )
            );
        }
        assert_eq!(write(&second.value).ok(), Some(written));
    }
});
