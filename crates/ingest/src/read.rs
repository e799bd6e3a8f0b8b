//! All files of an inbox, each with what lies beside it.
//!
//! A NAV report as CSV does not say when it was paid, nor what it should sum to; files beside it do. So files are read
//! once, and a report that has such a neighbour is read again with what the neighbour says.

use std::collections::BTreeMap;
use std::io;

use domain::agency::Playbook;
use formats::{FormatId, k27};
use rayon::prelude::*;

use crate::assemble::join_loose_parts;
use crate::disk::InboxFile;
use crate::file::{FileContent, Totals, read_file};
use crate::nav::Beside;

/// Reads files in parallel, in their order. With a playbook, what does not belong to the agency is refused; without one,
/// the files are only looked at, with constant memory for each. With `format`, every file must be of that format. `Err`
/// only when the disk fails; whatever is wrong with a content is a diagnostic.
pub fn read_files(
    files: &[InboxFile],
    playbook: Option<&Playbook>,
    format: Option<FormatId>,
) -> Vec<io::Result<FileContent>> {
    let none = Beside::default();
    let mut contents: Vec<io::Result<FileContent>> = files
        .par_iter()
        .map(|file| read_file(file, playbook, format, &none))
        .collect();
    let beside = neighbours(&contents);
    for (content, file) in contents.iter_mut().zip(files) {
        let is_report = matches!(content, Ok(content) if content.format == Some(FormatId::K27));
        let found = beside.get(&file.name).filter(|_| is_report);
        if let Some(found) = found {
            *content = read_file(file, playbook, format, found);
        }
    }
    join_loose_parts(&mut contents);
    contents
}

/// What lies beside each report, by the report's name.
fn neighbours(contents: &[io::Result<FileContent>]) -> BTreeMap<String, Beside> {
    let mut neighbours: BTreeMap<String, Beside> = BTreeMap::new();
    for content in contents.iter().filter_map(|content| content.as_ref().ok()) {
        let Totals::K27(_, held) = &content.totals else {
            continue;
        };
        let Some((report, _)) = k27::sidecar_of(&content.name) else {
            continue;
        };
        if !content.is_accepted() {
            continue;
        }
        let of_report = neighbours.entry(report).or_default();
        if held.metadata.is_some() {
            of_report.metadata.clone_from(&held.metadata);
        }
        if held.control.is_some() {
            of_report.control.clone_from(&held.control);
        }
    }
    neighbours
}
