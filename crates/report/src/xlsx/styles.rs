//! Formats of the workbook: fonts, fills and number formats, made once and used everywhere.

use domain::{Code, Outcome};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Amounts: two decimals, groups of three; a negative one is red and carries its sign. Excel shows the marks of the
/// reader's own language.
const AMOUNT: &str = "#,##0.00;[Red]-#,##0.00";
/// Whole numbers.
const COUNT: &str = "#,##0";
/// Dates, in the order Norwegian readers expect.
const DATE: &str = "dd.mm.yyyy";

const LINE: Color = Color::RGB(0x00D5_DAE0);
const HEADING: Color = Color::RGB(0x0017_406D);
const GREEN: (Color, Color) = (Color::RGB(0x001A_6334), Color::RGB(0x00E6_F3EA));
const AMBER: (Color, Color) = (Color::RGB(0x006F_4C00), Color::RGB(0x00FD_F2D3));
const RED: (Color, Color) = (Color::RGB(0x009C_1C1C), Color::RGB(0x00FB_E7E5));
const GREY: (Color, Color) = (Color::RGB(0x004C_5560), Color::RGB(0x00EC_EFF2));

/// Every format of the workbook.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) section: Format,
    pub(super) label: Format,
    pub(super) heading: Format,
    pub(super) number_heading: Format,
    pub(super) plain: Format,
    pub(super) text: Format,
    pub(super) link: Format,
    pub(super) amount: Format,
    pub(super) total: Format,
    pub(super) count: Format,
    pub(super) date: Format,
    pub(super) blank: Format,
    pub(super) note: Format,
    good: Format,
    watch: Format,
    bad: Format,
    neutral: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let cell = Format::new()
            .set_border(FormatBorder::Thin)
            .set_border_color(LINE)
            .set_align(FormatAlign::Top);
        let heading = cell
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_font_color(Color::White)
            .set_background_color(HEADING);
        let marked = |(ink, paper): (Color, Color)| {
            cell.clone()
                .set_bold()
                .set_font_color(ink)
                .set_background_color(paper)
                .set_align(FormatAlign::Left)
                .set_indent(1)
        };
        Self {
            title: Format::new().set_bold().set_font_size(16),
            subtitle: Format::new().set_font_color(GREY.0),
            section: Format::new()
                .set_bold()
                .set_font_size(12)
                .set_font_color(HEADING),
            label: Format::new()
                .set_font_color(GREY.0)
                .set_align(FormatAlign::Top),
            number_heading: heading.clone().set_align(FormatAlign::Right),
            heading: heading.set_align(FormatAlign::Left).set_indent(1),
            plain: Format::new().set_align(FormatAlign::Top),
            text: cell
                .clone()
                .set_text_wrap()
                .set_align(FormatAlign::Left)
                .set_indent(1),
            link: cell
                .clone()
                .set_font_color(HEADING)
                .set_text_wrap()
                .set_align(FormatAlign::Left)
                .set_indent(1),
            amount: cell.clone().set_num_format(AMOUNT),
            total: cell
                .clone()
                .set_num_format(AMOUNT)
                .set_bold()
                .set_background_color(GREY.1),
            count: cell.clone().set_num_format(COUNT),
            date: cell
                .clone()
                .set_num_format(DATE)
                .set_align(FormatAlign::Left),
            blank: cell
                .clone()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00FF_FDF5)),
            note: Format::new().set_italic().set_font_color(GREY.0),
            good: marked(GREEN),
            watch: marked(AMBER),
            bad: marked(RED),
            neutral: marked(GREY),
        }
    }

    /// The colour that goes with the word of an outcome.
    pub(super) fn outcome(&self, outcome: &Outcome) -> &Format {
        match outcome {
            Outcome::Passed => &self.good,
            Outcome::Failed => &self.bad,
            Outcome::NotApplicable(_) => &self.neutral,
            Outcome::NotRun(_) => &self.watch,
        }
    }

    /// The colour that goes with the words of a code.
    pub(super) fn code(&self, code: Code) -> &Format {
        match code {
            Code::Green => &self.good,
            Code::Yellow => &self.watch,
            Code::Red => &self.bad,
            Code::None => &self.neutral,
        }
    }
}
