//! `s-report.pdf`, `l-report.pdf`, `p-report.pdf`: the reports to the treasury as papers for signature and for keeping,
//! PDF/A-2a, made from the same values as the other files of the run.
//!
//! A paper is laid out first ([`Paper`]: pages of placed texts) and drawn then. It names the list that a signature covers by its
//! SHA-256, and says what the control of the report found; what is not right or was not controlled stands on the first page.
//! The same run gives the same bytes: the date in the file is fixed, its id is made from its content. Not here: whether a report
//! is right (`checks`), and signatures (`close`).

mod face;
mod ink;
mod reports;
mod sheet;

pub use face::Weight;
pub use reports::{l_report_paper, p_report_paper, s_report_paper};

use crate::error::ReportError;

/// A document of A4 pages, laid out. Lengths are twips: twentieths of a point, from the upper left corner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// What the file says it is.
    pub title: String,
    /// `nb` or `en`.
    pub language: &'static str,
    /// `avstem 0.1.0`.
    pub program: String,
    /// Its pages, in order.
    pub pages: Vec<Page>,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// Its texts in the order they are read.
    pub texts: Vec<Placed>,
    /// Its level lines.
    pub rules: Vec<Rule>,
}

/// One line of text at its place; the font has every character of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    /// The words.
    pub text: String,
    /// Where it begins, in twips.
    pub x: u32,
    /// Where its letters stand, in twips.
    pub baseline: u32,
    /// Height of the font, in twips.
    pub size: u32,
    /// Regular or bold.
    pub weight: Weight,
    /// What it is part of.
    pub part: Part,
}

/// What a text is part of. Blocks are numbered through the document; a block may go on to the next page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Repeated on each page, and not read aloud: head, foot, headings of a table that goes on.
    Furniture,
    /// A heading; the first of a document is its title.
    Heading {
        /// Which block.
        block: usize,
    },
    /// A paragraph.
    Paragraph {
        /// Which block.
        block: usize,
    },
    /// A cell of a table.
    Cell {
        /// Which block.
        block: usize,
        /// Which row, from 0.
        row: usize,
        /// Which column, from 0.
        column: usize,
        /// What it is a heading of.
        heads: Option<Heads>,
    },
}

/// What a cell is a heading of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heads {
    /// Of its column.
    Column,
    /// Of its row.
    Row,
}

/// A level line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Where it begins, in twips.
    pub x: u32,
    /// How far down, in twips.
    pub y: u32,
    /// How long, in twips.
    pub width: u32,
}

impl Paper {
    /// The bytes of the file.
    pub fn bytes(&self) -> Result<Vec<u8>, ReportError> {
        ink::bytes(self)
    }
}
