//! CREMUL, DEBMUL, BANSTA: any bytes are read without a panic, in pieces as whole; what is accepted, and can be
//! expressed, is read back as written.
#![no_main]

use formats::edifact::{Options, parse, read, write, write_lines};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let first = parse(bytes, &Options::default());
    let pieces = std::io::BufReader::with_capacity(7, bytes);
    let mut records = 0;
    let in_pieces = read(pieces, &Options::default(), &mut |_| records += 1);
    assert_eq!(in_pieces.diagnostics, first.diagnostics);
    assert_eq!(in_pieces.totals.payments + in_pieces.totals.statuses, records);
    if first.is_accepted()
        && let Ok(written) = write(&first.value)
    {
        let second = parse(&written, &Options::default());
        assert!(second.is_accepted(), "{:?}", second.diagnostics);
        assert_eq!(write(&second.value).ok(), Some(written));
        assert_eq!(write_lines(&second.value).ok(), write_lines(&first.value).ok());
    }
});
