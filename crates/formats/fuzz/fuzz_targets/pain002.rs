//! pain.002: any bytes are read without a panic; what is accepted keeps its statuses through writing and reading.
#![no_main]

use formats::pain002::{File, Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted() {
        let second = parse(&write(&first.value), &Options::default());
        assert_eq!(statuses(&first.value), statuses(&second.value), "{:?}", second.diagnostics);
    }
});

fn statuses(file: &File) -> Vec<(&str, &str, &str, Option<i64>)> {
    let statuses = file.statuses.iter();
    statuses
        .map(|s| (s.code.as_str(), s.payment_information.as_str(), s.instruction_id.as_str(), s.amount.as_ref().map(|a| a.0.0)))
        .collect()
}
