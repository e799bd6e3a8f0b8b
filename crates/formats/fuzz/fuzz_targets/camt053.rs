//! camt.053: any bytes are read without a panic; what is accepted keeps balances and entries through writing and reading.
#![no_main]

use formats::camt053::{File, Options, parse, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted() {
        let second = parse(&write(&first.value), &Options::default());
        assert_eq!(amounts(&first.value), amounts(&second.value), "{:?}", second.diagnostics);
    }
});

fn amounts(file: &File) -> Vec<(&str, Vec<i64>)> {
    let entries = |statement: &formats::camt053::Statement| statement.entries.iter().map(|e| e.amount.0).collect();
    file.statements.iter().map(|statement| (statement.account.as_str(), entries(statement))).collect()
}
