//! Which form a file has, and the way from bytes to lines.

use std::io::{BufRead, Error, Result};

use domain::Parsed;

use super::layout::LAYOUTS;
use super::record::{File, Form, Line, Totals};
use super::{Options, abw, fixed};
use crate::Read;

/// What is looked at before the form and the layout are settled: about sixty records.
const HEAD: usize = 128 * 1024;

/// Reads a whole file from memory, for writing it again and for tests on small files.
pub fn parse(bytes: &[u8], options: &Options) -> Parsed<File> {
    let mut file = File::default();
    let result = read(bytes, options, &mut |line| file.lines.push(line));
    let Totals {
        version,
        report_client,
        ..
    } = result.totals;
    file.report_client = report_client;
    file.form = if version.starts_with("ABWTransaction") {
        if version.ends_with("2005/05/13") {
            Form::Abw2005
        } else {
            Form::Abw2011
        }
    } else {
        let layout = LAYOUTS.into_iter().find(|layout| layout.name == version);
        layout.map_or_else(Form::default, Form::Fixed)
    };
    Parsed {
        value: file,
        diagnostics: result.diagnostics,
    }
}

/// Reads a file as a stream and hands every line on, in file order.
///
/// A line of which a needed field could not be read is not handed on; the file then has an error and must be refused
/// as a whole. Vouchers are proved when they are through, some at the end of the file: use nothing before the answer
/// is here and holds no diagnostic of level error.
pub fn read(
    mut input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Line),
) -> Read<Totals> {
    let (head, failed) = take_head(&mut input);
    let all = Chained {
        head: &head,
        rest: input,
        failed,
    };
    if is_xml(&head) {
        abw::read(all, options, sink)
    } else {
        fixed::read(all, &head, options, sink)
    }
}

/// Whether the content looks like this format: `ABWTransaction`, or a first line that is a record of 782 to 2060
/// characters with a type of two letters and numbers where numbers stand. Delimited text with the same fields is not.
pub fn sniff(head: &[u8]) -> bool {
    if is_xml(head) {
        return abw::is_transaction_file(head);
    }
    let first = head.split(|b| *b == b'\n').next().unwrap_or_default();
    fixed::is_record(first)
}

/// Whether the first character is that of a tag, or the first bytes are those of UTF-16, which the XML reader names.
fn is_xml(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    text.trim_ascii_start().first() == Some(&b'<')
        || head.starts_with(b"\xFF\xFE")
        || head.starts_with(b"\xFE\xFF")
}

/// The first bytes of a stream, and what stopped it, if something did; that is told when the head has been read.
fn take_head(input: &mut impl BufRead) -> (Vec<u8>, Option<Error>) {
    let mut head = Vec::new();
    while head.len() < HEAD {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(failure) if failure.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(failure) => return (head, Some(failure)),
        };
        let room = buffer.len().min(HEAD - head.len());
        if room == 0 {
            break;
        }
        head.extend_from_slice(buffer.get(..room).unwrap_or_default());
        input.consume(room);
    }
    (head, None)
}

/// The head, then the rest.
struct Chained<'a, R> {
    head: &'a [u8],
    rest: R,
    failed: Option<Error>,
}

impl<R: BufRead> std::io::Read for Chained<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..n), available.get(..n)) {
            to.copy_from_slice(from);
        }
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Chained<'_, R> {
    #[inline]
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if !self.head.is_empty() {
            return Ok(self.head);
        }
        match self.failed.take() {
            Some(failure) => Err(failure),
            None => self.rest.fill_buf(),
        }
    }

    #[inline]
    fn consume(&mut self, amount: usize) {
        match self.head.get(amount..) {
            Some(left) if !self.head.is_empty() => self.head = left,
            _ => self.rest.consume(amount),
        }
    }
}
