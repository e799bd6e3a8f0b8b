//! Workbooks: any bytes are read without a panic; what is accepted is a delimited listing of the same rows.
#![no_main]

use formats::delimited::{self, write};
use formats::xlsx::{Options, parse};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    if first.is_accepted()
        && let Ok(written) = write(&first.value.records)
    {
        let second = delimited::parse(&written, &delimited::Options::default());
        // A kind may be one of several by its headings alone; then nothing is read, and said.
        assert!(
            !second.is_accepted()
                || second.value.totals.sums
                    == sums_of_all(&first.value.totals.sums, &second.value.totals.sums),
            "{:?}",
            second.diagnostics
        );
    }
});

/// The sums of a listing that has every column of the kind: those of the sheet, and 0 of those it has not.
fn sums_of_all(
    sheet: &[(&'static str, i128)],
    listing: &[(&'static str, i128)],
) -> Vec<(&'static str, i128)> {
    let of = |name| {
        sheet
            .iter()
            .find(|(found, _)| *found == name)
            .map_or(0, |(_, sum)| *sum)
    };
    listing.iter().map(|(name, _)| (*name, of(*name))).collect()
}
