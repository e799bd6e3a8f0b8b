//! pain.001: any bytes are read without a panic; what is accepted keeps its payments through writing and reading.
#![no_main]

use formats::pain001::{File, Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted() {
        let second = parse(&write(&first.value), &Options::default());
        assert_eq!(payments(&first.value), payments(&second.value), "{:?}", second.diagnostics);
    }
});

fn payments(file: &File) -> Vec<(i64, &str, &str, &[String])> {
    let payments = file.payments.iter();
    payments.map(|p| (p.amount.0, p.currency.as_str(), p.payment_information.as_str(), p.kids.as_slice())).collect()
}
