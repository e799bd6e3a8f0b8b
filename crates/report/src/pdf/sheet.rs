//! The layout of a paper: headings, paragraphs, facts and tables one after another, broken over pages.
//!
//! A row is kept on one page if it fits on one; the headings of a table stand on each page it is on. Not here: what a paper says
//! (`reports`), and how it is drawn (`ink`).

use super::face::{Face, Weight, face};
use super::{Heads, Page, Part, Placed, Rule};
use crate::error::ReportError;

/// A4.
const PAGE_WIDTH: u32 = 11_906;
const MARGIN: u32 = 1_134;
/// Between the margins.
pub(super) const WIDTH: u32 = PAGE_WIDTH - 2 * MARGIN;
const HEAD: u32 = 850;
const TOP: u32 = 1_250;
const BOTTOM: u32 = 15_650;
const FOOT: u32 = 16_100;

const TITLE: u32 = 320;
const HEADING: u32 = 220;
const TEXT: u32 = 170;
const SMALL: u32 = 140;
/// From line to line of text.
const LINE: u32 = 225;
/// Between rows, and above the first line of a row.
const GAP: u32 = 60;
/// Between two columns.
const GUTTER: u32 = 120;

/// A column of a table.
#[derive(Clone, Copy)]
pub(super) struct Column {
    /// With the gutter, in twips.
    pub(super) width: u32,
    /// Whether its texts end at the right.
    pub(super) is_right: bool,
}

/// A column of words.
pub(super) const fn words(width: u32) -> Column {
    let is_right = false;
    Column { width, is_right }
}

/// A column of amounts.
pub(super) const fn amounts(width: u32) -> Column {
    let is_right = true;
    Column { width, is_right }
}

/// A row of a table.
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// A sum: bold, with a line above.
    pub(super) is_sum: bool,
}

impl Row {
    pub(super) fn line(cells: impl Into<Vec<String>>) -> Self {
        Self {
            cells: cells.into(),
            is_sum: false,
        }
    }

    pub(super) fn sum(cells: impl Into<Vec<String>>) -> Self {
        Self {
            cells: cells.into(),
            is_sum: true,
        }
    }
}

/// How the cells of a row are set.
#[derive(Clone, Copy)]
enum Kind {
    /// Headings of columns, where they stand first.
    Headings,
    /// The same, on a page that the table goes on to.
    Repeated,
    /// A line whose first cell names it.
    Fact,
    Line,
    Sum,
}

/// A table being set.
struct Table<'a> {
    block: usize,
    columns: &'a [Column],
    headings: &'a [String],
}

/// A paper being laid out.
pub(super) struct Sheet {
    regular: &'static Face,
    bold: &'static Face,
    pages: Vec<Page>,
    page: Page,
    /// How far down the page is used.
    y: u32,
    blocks: usize,
}

impl Sheet {
    pub(super) fn new() -> Result<Self, ReportError> {
        Ok(Self {
            regular: face(Weight::Regular)?,
            bold: face(Weight::Bold)?,
            pages: Vec::new(),
            page: Page::default(),
            y: TOP,
            blocks: 0,
        })
    }

    fn face(&self, weight: Weight) -> &'static Face {
        match weight {
            Weight::Regular => self.regular,
            Weight::Bold => self.bold,
        }
    }

    fn block(&mut self) -> usize {
        self.blocks += 1;
        self.blocks
    }

    fn room(&self) -> u32 {
        BOTTOM.saturating_sub(self.y)
    }

    fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.y = TOP;
    }

    /// Begins a page unless so many twips are left.
    fn keep(&mut self, height: u32) {
        if self.room() < height && self.y > TOP {
            self.turn();
        }
    }

    /// Lines over the whole width.
    fn lines(&mut self, text: &str, (size, step): (u32, u32), weight: Weight, part: Part) {
        for line in self.face(weight).wrap(text, size, WIDTH) {
            self.keep(step);
            self.y += step;
            self.page.texts.push(Placed {
                text: line,
                x: MARGIN,
                baseline: self.y,
                size,
                weight,
                part,
            });
        }
    }

    /// The title of the paper.
    pub(super) fn title(&mut self, text: &str) {
        let block = self.block();
        let part = Part::Heading { block };
        self.lines(text, (TITLE, TITLE * 5 / 4), Weight::Bold, part);
        self.y += GAP * 2;
    }

    /// A heading; it is never the last on a page.
    pub(super) fn heading(&mut self, text: &str) {
        self.keep(HEADING * 2 + LINE * 5);
        self.y += HEADING;
        let block = self.block();
        let part = Part::Heading { block };
        self.lines(text, (HEADING, HEADING * 5 / 4), Weight::Bold, part);
        self.y += GAP;
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str, weight: Weight) {
        let block = self.block();
        self.lines(text, (TEXT, LINE), weight, Part::Paragraph { block });
        self.y += GAP;
    }

    /// Names with their values.
    pub(super) fn facts(&mut self, facts: &[(String, String)]) {
        const COLUMNS: [Column; 2] = [words(2_800), words(WIDTH - 2_800)];
        let table = Table {
            block: self.block(),
            columns: &COLUMNS,
            headings: &[],
        };
        for (number, (name, value)) in facts.iter().enumerate() {
            self.row(&table, number, &[name.clone(), value.clone()], Kind::Fact);
        }
        self.y += GAP;
    }

    /// A table under its headings.
    pub(super) fn table(
        &mut self,
        columns: &[Column],
        headings: &[String],
        rows: impl IntoIterator<Item = Row>,
    ) {
        let table = Table {
            block: self.block(),
            columns,
            headings,
        };
        self.row(&table, 0, headings, Kind::Headings);
        for (index, row) in rows.into_iter().enumerate() {
            let kind = if row.is_sum { Kind::Sum } else { Kind::Line };
            self.row(&table, index + 1, &row.cells, kind);
        }
        self.y += GAP;
    }

    /// Sets a row; one that is higher than a page goes on over pages.
    fn row(&mut self, table: &Table<'_>, number: usize, cells: &[String], kind: Kind) {
        let weight = |column| match kind {
            Kind::Headings | Kind::Repeated | Kind::Sum => Weight::Bold,
            Kind::Fact if column == 0 => Weight::Bold,
            Kind::Fact | Kind::Line => Weight::Regular,
        };
        let mut wrapped = Vec::with_capacity(cells.len());
        for (index, (cell, column)) in cells.iter().zip(table.columns).enumerate() {
            let width = column.width.saturating_sub(GUTTER);
            wrapped.push(self.face(weight(index)).wrap(cell, TEXT, width));
        }
        let depth = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let height = u32::try_from(depth)
            .unwrap_or(u32::MAX)
            .saturating_mul(LINE)
            + GAP;
        if height > self.room() && height <= BOTTOM - TOP {
            self.turn_in(table, kind);
        } else if matches!(kind, Kind::Sum) {
            self.rule(MARGIN, WIDTH);
        }
        self.y += GAP;
        let mut from = 0;
        while from < depth {
            if self.room() < LINE {
                self.turn_in(table, kind);
            }
            let lines = usize::try_from(self.room() / LINE).unwrap_or(1).max(1);
            let part = |column| part_of(table, number, column, kind);
            self.cells(table, &wrapped, (from, lines), (&weight, &part));
            from += lines;
        }
        match kind {
            Kind::Headings | Kind::Repeated => self.rule(MARGIN, WIDTH),
            Kind::Sum => self.y += GAP,
            Kind::Fact | Kind::Line => {}
        }
    }

    /// Begins a page inside a table.
    fn turn_in(&mut self, table: &Table<'_>, kind: Kind) {
        self.turn();
        if !matches!(kind, Kind::Headings | Kind::Repeated) && !table.headings.is_empty() {
            self.row(table, 0, table.headings, Kind::Repeated);
        }
    }

    /// Sets some lines of the cells of a row, cell by cell.
    fn cells(
        &mut self,
        table: &Table<'_>,
        wrapped: &[Vec<String>],
        (from, lines): (usize, usize),
        (weight, part): (&dyn Fn(usize) -> Weight, &dyn Fn(usize) -> Part),
    ) {
        let (mut left, mut lowest) = (MARGIN, self.y);
        for (index, (cell, column)) in wrapped.iter().zip(table.columns).enumerate() {
            let (weight, mut baseline) = (weight(index), self.y);
            for line in cell.iter().skip(from).take(lines) {
                baseline += LINE;
                let end = left + column.width;
                let width = self.face(weight).width(line, TEXT);
                self.page.texts.push(Placed {
                    text: line.clone(),
                    x: if column.is_right {
                        end.saturating_sub(width)
                    } else {
                        left
                    },
                    baseline,
                    size: TEXT,
                    weight,
                    part: part(index),
                });
            }
            lowest = lowest.max(baseline);
            left += column.width;
        }
        self.y = lowest;
    }

    /// A heading, words and names with a line to write on, all on one page.
    pub(super) fn signature(&mut self, heading: &str, words: &[(&str, Weight)], names: &[String]) {
        let lines = |(text, weight): &(&str, Weight)| {
            let lines = self.face(*weight).wrap(text, TEXT, WIDTH);
            lines.len()
        };
        let lines: usize = words.iter().map(lines).sum();
        let lines = u32::try_from(lines + names.len() * 2).unwrap_or(u32::MAX);
        self.keep(HEADING * 3 + lines.saturating_mul(LINE + GAP));
        self.heading(heading);
        for (text, weight) in words {
            self.paragraph(text, *weight);
        }
        for name in names {
            self.y += LINE;
            self.paragraph(name, Weight::Regular);
            self.y -= GAP;
            self.rule(MARGIN + 2_000, WIDTH / 2);
        }
    }

    /// A level line below what stands there.
    fn rule(&mut self, x: u32, width: u32) {
        self.y += GAP;
        let y = self.y;
        self.page.rules.push(Rule { x, y, width });
    }

    /// The paper, with head and foot on every page: what it is, the list it stands for, and the page of how many.
    pub(super) fn finish(mut self, head: &str, foot: &str) -> Vec<Page> {
        self.turn();
        let count = self.pages.len();
        let (regular, mut pages) = (self.regular, self.pages);
        for (index, page) in pages.iter_mut().enumerate() {
            let number = format!("{} / {count}", index + 1);
            let width = regular.width(&number, SMALL);
            let cut = |text: &str| regular.cut(text, SMALL, WIDTH - width - GUTTER);
            let end = PAGE_WIDTH - MARGIN - width;
            let lines = [
                (cut(head), MARGIN, HEAD),
                (cut(foot), MARGIN, FOOT),
                (number, end, FOOT),
            ];
            page.texts.extend(lines.map(|(text, x, baseline)| Placed {
                text,
                x,
                baseline,
                size: SMALL,
                weight: Weight::Regular,
                part: Part::Furniture,
            }));
        }
        pages
    }
}

fn part_of(table: &Table<'_>, row: usize, column: usize, kind: Kind) -> Part {
    let heads = match kind {
        Kind::Repeated => return Part::Furniture,
        Kind::Headings => Some(Heads::Column),
        Kind::Fact if column == 0 => Some(Heads::Row),
        Kind::Fact | Kind::Line | Kind::Sum => None,
    };
    Part::Cell {
        block: table.block,
        row,
        column,
        heads,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [words(2_000), amounts(3_000), amounts(WIDTH - 5_000)];

    fn row(amount: &str) -> Row {
        Row::line(["name".to_owned(), amount.to_owned(), "sum".to_owned()])
    }

    fn set(rows: impl IntoIterator<Item = Row>) -> Vec<Page> {
        let mut sheet = Sheet::new().unwrap();
        let headings = ["Name", "Amount", "Sum"].map(str::to_owned);
        sheet.table(&COLUMNS, &headings, rows);
        sheet.finish("head", "foot")
    }

    /// Where a text ends.
    fn end(text: &Placed) -> u32 {
        text.x + face(text.weight).unwrap().width(&text.text, text.size)
    }

    #[test]
    fn amounts_end_at_the_right_of_their_column() {
        let amounts = ["0,00", "-1\u{a0}234,50", "92\u{a0}233\u{a0}720,08"];
        let pages = set(amounts.map(row));
        let ends = |column| {
            let is_in = move |part| matches!(part, Part::Cell { column: of, .. } if of == column);
            let texts = pages[0].texts.iter().filter(move |text| is_in(text.part));
            texts.map(end).collect::<Vec<_>>()
        };
        assert_eq!(ends(1), [MARGIN + 5_000; 4], "heading and amounts");
        assert_eq!(ends(2), [MARGIN + WIDTH; 4]);
        let names = pages[0].texts.iter().filter(|text| text.text == "name");
        assert!(names.map(|text| text.x).eq([MARGIN; 3]));
    }

    #[test]
    fn nothing_leaves_its_column_and_no_row_is_split_that_fits_on_a_page() {
        let long = "m".repeat(3_000);
        let heights = [1, 20, 50, 3, 60, 40, 2];
        let lines = |count: usize| vec!["line"; count].join("\n");
        let rows = heights.map(|count| Row::line([lines(count), "1".to_owned(), String::new()]));
        let pages = set(rows.into_iter().chain([row(&long)]));
        assert!(
            pages
                .iter()
                .flat_map(|page| &page.texts)
                .all(|text| end(text) <= MARGIN + WIDTH)
        );
        let mut pages_of = vec![Vec::new(); heights.len() + 2];
        for (number, page) in pages.iter().enumerate() {
            for text in &page.texts {
                if let Part::Cell { row, .. } = text.part {
                    pages_of[row].push(number);
                }
            }
        }
        let long = pages_of.pop().unwrap();
        for (row, on) in pages_of.iter().enumerate() {
            assert!(
                on.iter().all(|page| Some(page) == on.first()),
                "row {row}: {on:?}"
            );
        }
        assert!(
            long.first() < long.last(),
            "what is higher than a page goes on"
        );
        assert_eq!(
            pages_of.iter().skip(1).map(Vec::len).collect::<Vec<_>>(),
            heights.map(|count| count + 2)
        );
    }

    #[test]
    fn a_heading_is_never_the_last_on_a_page_and_a_signature_is_whole() {
        for filled in 0..70 {
            let mut sheet = Sheet::new().unwrap();
            for _ in 0..filled {
                sheet.paragraph("line", Weight::Regular);
            }
            let names = ["Name", "Date"].map(str::to_owned);
            sheet.signature("Heading", &[("covers", Weight::Regular)], &names);
            let pages = sheet.finish("", "");
            let on = |word| {
                pages
                    .iter()
                    .position(|page| page.texts.iter().any(|text| text.text == word))
            };
            for word in ["covers", "Name", "Date"] {
                assert_eq!(on("Heading"), on(word), "{filled}: {word}");
            }
            let signed = &pages[on("Date").unwrap()];
            assert!(
                signed.rules.len() == 2 && signed.rules.iter().all(|rule| rule.y <= BOTTOM),
                "{filled}"
            );
        }
    }
}
