//! SAF-T sets: any bytes as a zip archive are read without a panic and in bounded memory.
#![no_main]

use std::io::Cursor;

use formats::saft::{Options, bundle};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = 0_usize;
    let read = bundle::read_zip(Cursor::new(bytes), &Options::default(), &mut |part, _| parts = parts.max(part + 1));
    assert!(read.diagnostics.len() <= formats::MAX_DIAGNOSTICS);
});
