//! SAF-T: any bytes are read without a panic; what is accepted keeps its lines through writing and reading.
#![no_main]

use formats::saft::record::File;
use formats::saft::{Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted() {
        let second = parse(&write(&first.value), &Options::default());
        assert_eq!(lines(&first.value), lines(&second.value), "{:?}", second.diagnostics);
    }
});

fn lines(file: &File) -> Vec<(&str, &str, i64)> {
    file.lines.iter().map(|line| (line.account.as_str(), line.voucher.as_str(), line.amount.0)).collect()
}
