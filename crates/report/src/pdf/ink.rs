//! A laid out paper as the bytes of a PDF/A-2a file: fonts embedded as the glyphs used, every text tagged with what it is part of.
//!
//! Not here: where anything stands (`sheet`).

use std::num::NonZeroU16;

use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::face::{Face, face};
use super::{Heads, Paper, Part, Placed, Rule};
use crate::error::ReportError;

/// A4 in points.
const PAGE: (f32, f32) = (595.3, 841.9);
/// Half a point, in twips.
const THICKNESS: u32 = 10;

/// The bytes of the file.
pub(super) fn bytes(paper: &Paper) -> Result<Vec<u8>, ReportError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .finish()
        .map_err(|error| ReportError::value("PDF", format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut tags = Tags::default();
    for page in &paper.pages {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1);
        let size = size.ok_or_else(|| ReportError::value("PDF", "a page without a size"))?;
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        for text in &page.texts {
            let kind = match text.part {
                Part::Furniture => {
                    ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther))
                }
                Part::Heading { .. } | Part::Paragraph { .. } | Part::Cell { .. } => {
                    ContentTag::Span(SpanTag::empty())
                }
            };
            let content = surface.start_tagged(kind);
            draw(&mut surface, text)?;
            surface.end_tagged();
            tags.add(text.part, content);
        }
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
            ArtifactType::Layout,
        )));
        for rule in &page.rules {
            line(&mut surface, *rule);
        }
        surface.end_tagged();
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(tags.finish());
    // A fixed date, as in the workbooks: the file must not depend on when it is made.
    let metadata = Metadata::new()
        .title(paper.title.clone())
        .language(paper.language.to_owned())
        .creator(paper.program.clone())
        .producer(paper.program.clone())
        .creation_date(
            DateTime::new(2000)
                .month(1)
                .day(1)
                .hour(0)
                .minute(0)
                .second(0),
        )
        .page_layout(krilla::metadata::PageLayout::OneColumn);
    document.set_metadata(metadata);
    Ok(document.finish()?)
}

/// Twips as points, which are what the writer takes.
#[expect(
    clippy::float_arithmetic,
    reason = "a place on a page is no money; twentieths of a point are exact enough"
)]
fn points(twips: u32) -> f32 {
    f32::from(u16::try_from(twips).unwrap_or(u16::MAX)) / 20.0
}

/// The part of an em that so many units of a font are.
#[expect(clippy::float_arithmetic, reason = "the width of a letter is no money")]
fn ems(units: u16, face: &Face) -> f32 {
    f32::from(units) / f32::from(face.units)
}

fn draw(surface: &mut Surface<'_>, text: &Placed) -> Result<(), ReportError> {
    let face = face(text.weight)?;
    let mut glyphs = Vec::with_capacity(text.text.len());
    for (start, c) in text.text.char_indices() {
        let Some(glyph) = face.glyph(c) else {
            return Err(ReportError::value("PDF", format!("no glyph for {c:?}")));
        };
        let range = start..start + c.len_utf8();
        let (id, width) = (GlyphId::new(u32::from(glyph.id)), ems(glyph.advance, face));
        glyphs.push(KrillaGlyph::new(id, width, 0.0, 0.0, 0.0, range, None));
    }
    if !glyphs.is_empty() {
        let start = Point::from_xy(points(text.x), points(text.baseline));
        let font = face.font.clone();
        surface.draw_glyphs(start, &glyphs, font, &text.text, points(text.size), false);
    }
    Ok(())
}

fn line(surface: &mut Surface<'_>, rule: Rule) {
    let [x, y, width, height] = [rule.x, rule.y, rule.width, THICKNESS].map(points);
    let mut path = PathBuilder::new();
    if let Some(area) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(area);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// The structure of the document, made from what its texts are part of.
#[derive(Default)]
struct Tags {
    tree: TagTree,
    /// The block that is being added to.
    block: usize,
    open: Option<Block>,
}

enum Block {
    Text(TagGroup),
    /// Rows with their number, and their cells with the number of the column.
    Table(Vec<(usize, Vec<(usize, TagGroup)>)>),
}

impl Tags {
    fn add(&mut self, part: Part, content: Identifier) {
        let (block, new) = match part {
            Part::Furniture => return,
            Part::Heading { block } => {
                let level = if block == 1 {
                    NonZeroU16::MIN
                } else {
                    NonZeroU16::MIN.saturating_add(1)
                };
                (block, Block::Text(TagGroup::new(Tag::Hn(level, None))))
            }
            Part::Paragraph { block } => (block, Block::Text(TagGroup::new(Tag::P))),
            Part::Cell { block, .. } => (block, Block::Table(Vec::new())),
        };
        if block != self.block {
            self.close();
            self.block = block;
        }
        match (self.open.get_or_insert(new), part) {
            (Block::Text(group), _) => group.push(content),
            (
                Block::Table(rows),
                Part::Cell {
                    row, column, heads, ..
                },
            ) => {
                if rows.last().is_none_or(|(number, _)| *number != row) {
                    rows.push((row, Vec::new()));
                }
                let Some((_, cells)) = rows.last_mut() else {
                    return;
                };
                if let Some((_, cell)) = cells.iter_mut().find(|(number, _)| *number == column) {
                    cell.push(content);
                } else {
                    let cell = TagGroup::with_children(cell_tag(heads), vec![Node::Leaf(content)]);
                    cells.push((column, cell));
                }
            }
            // A block is all words or all table.
            (Block::Table(_), _) => {}
        }
    }

    fn close(&mut self) {
        match self.open.take() {
            None => {}
            Some(Block::Text(group)) => self.tree.push(Node::Group(group)),
            Some(Block::Table(rows)) => {
                let mut table = TagGroup::new(Tag::Table);
                for (_, cells) in rows {
                    let cells = cells.into_iter().map(|(_, cell)| Node::Group(cell));
                    let row = TagGroup::with_children(Tag::TR, cells.collect());
                    table.push(Node::Group(row));
                }
                self.tree.push(Node::Group(table));
            }
        }
    }

    fn finish(mut self) -> TagTree {
        self.close();
        self.tree
    }
}

fn cell_tag(heads: Option<Heads>) -> TagKind {
    match heads {
        Some(Heads::Column) => Tag::TH(TableHeaderScope::Column).into(),
        Some(Heads::Row) => Tag::TH(TableHeaderScope::Row).into(),
        None => Tag::TD.into(),
    }
}
