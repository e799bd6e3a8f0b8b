//! The two fonts of a paper, what of a text they can show, and how wide it is.
//!
//! A character is one glyph: no ligatures, no kerning, no shaping, so that what is measured is what is drawn. What the fonts lack,
//! and what would change a text unseen (control and direction marks), is shown as `\u{fffd}`.

use std::sync::LazyLock;

use krilla::text::Font;
use skrifa::charmap::Charmap;
use skrifa::raw::TableProvider;
use skrifa::raw::tables::hmtx::Hmtx;
use skrifa::{FontRef, MetadataProvider};

use crate::error::ReportError;

/// What stands for a character that cannot be shown.
const LACKING: char = '\u{fffd}';
/// What stands for the rest of a text that is cut.
const CUT: char = '\u{2026}';

/// Which of the two fonts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// DejaVu Sans Condensed.
    Regular,
    /// DejaVu Sans Condensed Bold.
    Bold,
}

/// A glyph by number, and its width in units of the font.
#[derive(Clone, Copy)]
pub(super) struct Glyph {
    pub(super) id: u16,
    pub(super) advance: u16,
}

/// A font.
pub(super) struct Face {
    pub(super) font: Font,
    /// Units of an em: what widths are counted in.
    pub(super) units: u16,
    glyphs: Charmap<'static>,
    widths: Hmtx<'static>,
}

static REGULAR: LazyLock<Option<Face>> =
    LazyLock::new(|| Face::new(dejavu::sans_condensed::regular()));
static BOLD: LazyLock<Option<Face>> = LazyLock::new(|| Face::new(dejavu::sans_condensed::bold()));

/// The font of a weight.
pub(super) fn face(weight: Weight) -> Result<&'static Face, ReportError> {
    let face = match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    };
    face.as_ref()
        .ok_or_else(|| ReportError::value("PDF", "a font of the program cannot be read"))
}

/// Marks that take no room or change the direction of what follows, and characters without a public meaning. Control characters
/// have no glyph.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}')
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let parsed = FontRef::new(bytes).ok()?;
        let face = Self {
            font: Font::new(bytes.into(), 0)?,
            units: parsed.head().ok()?.units_per_em(),
            glyphs: parsed.charmap(),
            widths: parsed.hmtx().ok()?,
        };
        let has_signs = face.glyph(LACKING).is_some() && face.glyph(CUT).is_some();
        (has_signs && face.units > 0).then_some(face)
    }

    /// The glyph of a character that can be shown.
    pub(super) fn glyph(&self, c: char) -> Option<Glyph> {
        if is_unseen(c) {
            return None;
        }
        let id = self.glyphs.map(c)?;
        let advance = self.widths.advance(id)?;
        let id = u16::try_from(id.to_u32()).ok()?;
        (id > 0).then_some(Glyph { id, advance })
    }

    /// The width in units of the font.
    fn units_of(&self, text: &str) -> u64 {
        text.chars().map(|c| self.units_of_char(c)).sum()
    }

    fn units_of_char(&self, c: char) -> u64 {
        self.glyph(c).map_or(0, |glyph| u64::from(glyph.advance))
    }

    /// The width of a text in twips, rounded up.
    pub(super) fn width(&self, text: &str, size: u32) -> u32 {
        let twips = (self.units_of(text) * u64::from(size)).div_ceil(u64::from(self.units));
        u32::try_from(twips).unwrap_or(u32::MAX)
    }

    /// How many units of the font are as wide as so many twips.
    fn limit(&self, size: u32, width: u32) -> u64 {
        u64::from(width) * u64::from(self.units) / u64::from(size.max(1))
    }

    /// The text with a visible sign for everything that cannot be shown; line ends stay.
    fn shown(&self, text: &str) -> String {
        let is_shown = |c: char| c == '\n' || self.glyph(c).is_some();
        text.chars()
            .map(|c| if is_shown(c) { c } else { LACKING })
            .collect()
    }

    /// The text in lines that are not wider than so many twips: broken at blanks, and inside a word only where it alone is too wide.
    pub(super) fn wrap(&self, text: &str, size: u32, width: u32) -> Vec<String> {
        let limit = self.limit(size, width);
        let blank = self.units_of_char(' ');
        let mut lines = Vec::new();
        for paragraph in self.shown(text).split('\n') {
            let (mut line, mut used) = (String::new(), 0);
            for (index, word) in paragraph.split(' ').enumerate() {
                let units = self.units_of(word);
                if index > 0 && used + blank + units <= limit {
                    line.push(' ');
                    line.push_str(word);
                    used += blank + units;
                    continue;
                }
                if index > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                for c in word.chars() {
                    let units = self.units_of_char(c);
                    if !line.is_empty() && used + units > limit {
                        lines.push(std::mem::take(&mut line));
                        used = 0;
                    }
                    line.push(c);
                    used += units;
                }
            }
            lines.push(line);
        }
        lines
    }

    /// The text on one line of so many twips; what is cut off is shown as `…`.
    pub(super) fn cut(&self, text: &str, size: u32, width: u32) -> String {
        let text = self.shown(&text.replace('\n', " "));
        let limit = self.limit(size, width);
        if self.units_of(&text) <= limit {
            return text;
        }
        let mut used = self.units_of_char(CUT);
        let is_kept = |c: &char| {
            used += self.units_of_char(*c);
            used <= limit
        };
        let mut kept: String = text.chars().take_while(is_kept).collect();
        kept.push(CUT);
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_seen() {
        let face = face(Weight::Regular).unwrap();
        let table = [
            (
                "Høgskulen på Vestlandet, avd. Førde",
                "Høgskulen på Vestlandet, avd. Førde",
            ),
            ("Αθήνα, Київ", "Αθήνα, Київ"),
            ("a\tb\0c\u{7f}\u{85}", "a\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}"),
            ("\u{202e}04\u{200b}4\u{feff}", "\u{fffd}04\u{fffd}4\u{fffd}"),
            ("株式 🦀 \u{e000}", "\u{fffd}\u{fffd} \u{fffd} \u{fffd}"),
            ("-1\u{a0}234,50", "-1\u{a0}234,50"),
            ("a\nb", "a\nb"),
        ];
        for (text, expected) in table {
            assert_eq!(face.shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_break_at_blanks_and_lose_nothing() {
        let face = face(Weight::Regular).unwrap();
        let em = face.width("m", 200);
        let table = [
            ("", vec![""]),
            ("mm mm mm", vec!["mm mm", "mm"]),
            ("mm\nmm", vec!["mm", "mm"]),
            ("mmmmmmm mm", vec!["mmmmm", "mm mm"]),
            ("mm mmmmmmmm", vec!["mm", "mmmmm", "mmm"]),
            ("mm\u{a0}mm mm", vec!["mm\u{a0}mm", "mm"]),
            ("  mm", vec!["  mm"]),
        ];
        for (text, expected) in table {
            let lines = face.wrap(text, 200, em * 5);
            assert_eq!(lines, expected, "{text:?}");
            let left = |text: &str| text.replace([' ', '\n'], "");
            assert_eq!(left(&lines.concat()), left(text));
            assert!(lines.iter().all(|line| face.width(line, 200) <= em * 5 + 1));
        }
        assert_eq!(
            face.wrap("ab", 200, 0),
            ["a", "b"],
            "never empty, never for ever"
        );
    }

    #[test]
    fn what_is_cut_off_is_seen() {
        let face = face(Weight::Bold).unwrap();
        let width = face.width("Statens prø…", 200);
        assert_eq!(face.cut("Statens prøveetat", 200, width), "Statens prø…");
        assert_eq!(face.cut("Statens", 200, width), "Statens");
        assert_eq!(face.cut("a\nb", 200, width), "a b");
    }
}
