//! camt.054: any bytes are read without a panic; what is accepted keeps its entries through writing and reading; and
//! never is it a camt.053 too.
#![no_main]

use formats::camt054::{File, Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted() {
        assert!(!formats::camt053::parse(bytes, &formats::camt053::Options::default()).is_accepted());
        let second = parse(&write(&first.value), &Options::default());
        assert_eq!(amounts(&first.value), amounts(&second.value), "{:?}", second.diagnostics);
    }
});

fn amounts(file: &File) -> Vec<(&str, Vec<i64>)> {
    let entries = |one: &formats::camt054::Notification| one.entries.iter().map(|e| e.amount.0).collect();
    file.notifications.iter().map(|one| (one.account.as_str(), entries(one))).collect()
}
