//! From documents to files, and back to rows: which file and record each row of the world became.
//!
//! Values only: the caller puts them on disk.

use domain::register::{Field, Kind, Type};
use domain::{Digest, FileId};
use formats::delimited::record::Record;
use formats::{camt053, camt054, delimited, k27, mt940, ocr_giro, pain001, pain002, saft, telepay};
use sha2::{Digest as _, Sha256};

use crate::documents::{Content, documents};
use crate::error::SynthError;
use crate::world::{Row, World};

/// A file of the portfolio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SynthFile {
    /// Path from the portfolio's folder, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Where a row is: short digest of the file, ordinal of the record in it.
pub(crate) type Place = (FileId, u64);

/// The files of an agency and where its rows are in them.
pub(crate) struct Inbox {
    /// In the order they were written.
    pub(crate) files: Vec<SynthFile>,
    entries: Vec<Option<Place>>,
    receipts: Vec<Option<Place>>,
    lines: Vec<Vec<Option<Place>>>,
    listed: Vec<Option<Place>>,
}

impl Inbox {
    /// Writes everything the agency delivers.
    pub(crate) fn write(world: &World) -> Result<Self, SynthError> {
        let mut inbox = Self {
            files: Vec::new(),
            entries: vec![None; world.entries.len()],
            receipts: vec![None; world.receipts.len()],
            lines: world
                .vouchers
                .iter()
                .map(|voucher| vec![None; voucher.lines.len()])
                .collect(),
            listed: vec![None; world.tampered.len()],
        };
        documents(world, &mut |document| {
            let bytes = bytes(&document.content)?;
            let file = Digest(Sha256::digest(&bytes).into()).file_id();
            for (record, row) in (0..).zip(&document.rows) {
                if let Some(place) = row.and_then(|row| inbox.place_mut(row)) {
                    *place = Some((file, record));
                }
            }
            let path = format!("inbox/{}/{}", world.profile.code, document.name);
            inbox.files.push(SynthFile { path, bytes });
            Ok(())
        })?;
        Ok(inbox)
    }

    /// Where a row is; `None` if it is in no file.
    pub(crate) fn place(&self, row: Row) -> Option<Place> {
        match row {
            Row::Entry(entry) => *self.entries.get(entry)?,
            Row::Receipt(receipt) => *self.receipts.get(receipt)?,
            Row::Line(voucher, line) => *self.lines.get(voucher)?.get(line)?,
            Row::Listed(place) => *self.listed.get(place)?,
        }
    }

    fn place_mut(&mut self, row: Row) -> Option<&mut Option<Place>> {
        match row {
            Row::Entry(entry) => self.entries.get_mut(entry),
            Row::Receipt(receipt) => self.receipts.get_mut(receipt),
            Row::Line(voucher, line) => self.lines.get_mut(voucher)?.get_mut(line),
            Row::Listed(place) => self.listed.get_mut(place),
        }
    }
}

fn bytes(content: &Content) -> Result<Vec<u8>, SynthError> {
    match content {
        Content::Saft(file) => Ok(saft::write(file)),
        Content::Camt(file) => Ok(camt053::write(file)),
        Content::Mt940(file) => {
            mt940::write(file).map_err(|_| SynthError::Internal("an MT940 file"))
        }
        Content::Advice(file) => Ok(camt054::write(file)),
        Content::Pain001(file) => Ok(pain001::write(file)),
        Content::Pain002(file) => Ok(pain002::write(file)),
        Content::Telepay(file) => {
            telepay::write(file).map_err(|_| SynthError::Internal("a Telepay file"))
        }
        Content::K27(file) => k27::write(file).map_err(|_| SynthError::Internal("a report of NAV")),
        Content::Ocr(file) => {
            ocr_giro::write(file).map_err(|_| SynthError::Internal("an OCR giro file"))
        }
        Content::Listing(kind, amount, records) => listing(kind, amount, records),
        Content::Cut(content) => {
            let mut bytes = bytes(content)?;
            bytes.truncate(bytes.len() / 2);
            Ok(bytes)
        }
        Content::Delimited(records) => {
            delimited::write(records).map_err(|_| SynthError::Internal("a delimited file"))
        }
    }
}

/// A listing under the declared headings, but for that of its amount.
fn listing(kind: &Kind, amount: &str, records: &[Record]) -> Result<Vec<u8>, SynthError> {
    let heading = |field: &Field| match field.of {
        Type::Amount => amount.to_owned(),
        _ => (*field.headings.first().unwrap_or(&field.name)).to_owned(),
    };
    let headings: Vec<String> = kind.fields.iter().map(heading).collect();
    let mut bytes = format!("{}\r\n", headings.join(";")).into_bytes();
    if !records.is_empty() {
        let written = delimited::write(records);
        let written = written.map_err(|_| SynthError::Internal("a delimited file"))?;
        let rows = written.iter().position(|byte| *byte == b'\n');
        let rows = rows.and_then(|end| written.get(end + 1..));
        bytes.extend_from_slice(rows.unwrap_or_default());
    }
    Ok(bytes)
}
