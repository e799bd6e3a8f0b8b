//! What the parts around the sheets say: which sheets there are, which styles show dates, the table of texts.
//!
//! Not here: rows and cells.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::package::{
    Failure, MAX_PART, MAX_STRINGS, Package, Part, Step, Token, attribute, damaged, name_of,
};

/// Most sheets of a workbook.
const MAX_SHEETS: usize = 1_000;
/// Most cell formats and number formats.
const MAX_STYLES: usize = 65_536;
/// Most texts in the table.
const MAX_TEXTS: usize = 4_000_000;

/// A sheet as the workbook lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// Where its part is in the archive.
    pub(super) path: String,
    pub(super) is_hidden: bool,
}

/// The table of texts: one string for all.
#[derive(Debug, Default)]
pub(super) struct Strings {
    texts: String,
    ends: Vec<usize>,
}

impl Strings {
    /// A text by its number.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        self.texts.get(start.copied().unwrap_or(0)..end)
    }
}

/// All that is needed to read a sheet.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
    /// Days are counted from 1904.
    pub(super) is_1904: bool,
    /// By cell format: whether it shows a date.
    pub(super) dates: Vec<bool>,
    pub(super) strings: Strings,
}

/// Reads everything but the sheets.
pub(super) fn read<R: Read + Seek>(package: &mut Package<R>) -> Step<Workbook> {
    let office = relations(package, "_rels/.rels", "")?
        .into_iter()
        .find(|relation| relation.of.ends_with("/officeDocument"));
    let path = office.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
    let relations = relations(package, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let mut workbook = Workbook::default();
    list_sheets(package, &path, &relations, &mut workbook)?;
    if let Some(styles) = relations
        .iter()
        .find(|relation| relation.of.ends_with("/styles"))
    {
        workbook.dates = date_styles(package, &styles.target)?;
    }
    if let Some(strings) = relations
        .iter()
        .find(|relation| relation.of.ends_with("/sharedStrings"))
    {
        workbook.strings = strings_of(package, &strings.target)?;
    }
    Ok(workbook)
}

/// A relation between parts.
struct Relation {
    id: String,
    of: String,
    target: String,
}

fn relations<R: Read + Seek>(
    package: &mut Package<R>,
    path: &str,
    folder: &str,
) -> Step<Vec<Relation>> {
    let Some(mut part) = package.part(path, MAX_PART)? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    loop {
        match part.next()? {
            Token::Start(start) if name_of(&start) == "Relationship" => {
                let text = |name| -> Step<String> {
                    Ok(attribute(&start, name)?
                        .map(std::borrow::Cow::into_owned)
                        .unwrap_or_default())
                };
                let target = resolved(folder, &text("Target")?);
                let relation = Relation {
                    id: text("Id")?,
                    of: text("Type")?,
                    target,
                };
                if all.len() >= MAX_SHEETS * 4 {
                    return Err(Failure::Limit(
                        "expected at most 4000 relations of parts, found more".to_owned(),
                    ));
                }
                all.push(relation);
            }
            Token::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// A target as a path in the archive.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder
        .split('/')
        .filter(|piece| !piece.is_empty())
        .collect();
    for piece in target.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            piece => path.push(piece),
        }
    }
    path.join("/")
}

fn list_sheets<R: Read + Seek>(
    package: &mut Package<R>,
    path: &str,
    relations: &[Relation],
    workbook: &mut Workbook,
) -> Step<()> {
    let Some(mut part) = package.part(path, MAX_PART)? else {
        return Err(damaged("expected a workbook among the parts, found none"));
    };
    loop {
        match part.next()? {
            Token::Start(start) if name_of(&start) == "workbookPr" => {
                let value = attribute(&start, "date1904")?;
                workbook.is_1904 =
                    value.is_some_and(|value| matches!(&*value, "1" | "true" | "on"));
            }
            Token::Start(start) if name_of(&start) == "sheet" => {
                let name = attribute(&start, "name")?.unwrap_or_default().into_owned();
                let id = attribute(&start, "id")?.unwrap_or_default();
                let state = attribute(&start, "state")?;
                let is_hidden = state.is_some_and(|state| state != "visible");
                let relation = relations.iter().find(|relation| relation.id == *id);
                // Chart sheets and macro sheets hold no table.
                if let Some(relation) = relation.filter(|r| r.of.ends_with("/worksheet")) {
                    workbook.sheets.push(Sheet {
                        name,
                        path: relation.target.clone(),
                        is_hidden,
                    });
                }
                if workbook.sheets.len() > MAX_SHEETS {
                    return Err(Failure::Limit(format!(
                        "expected at most {MAX_SHEETS} sheets, found more"
                    )));
                }
            }
            Token::Eof => break,
            _ => {}
        }
    }
    if workbook.sheets.is_empty() {
        return Err(damaged("expected a workbook with sheets, found none"));
    }
    Ok(())
}

fn date_styles<R: Read + Seek>(package: &mut Package<R>, path: &str) -> Step<Vec<bool>> {
    let Some(mut part) = package.part(path, MAX_PART)? else {
        return Err(damaged("expected the part with styles, found none"));
    };
    let mut custom: BTreeMap<u32, bool> = BTreeMap::new();
    let mut dates = Vec::new();
    let mut in_cell_formats = None;
    loop {
        match part.next()? {
            Token::Start(start) => {
                let id = |name| -> Step<u32> {
                    let text = attribute(&start, name)?.unwrap_or_default();
                    Ok(text.parse().unwrap_or(0))
                };
                match name_of(&start) {
                    "numFmt" => {
                        let code = attribute(&start, "formatCode")?.unwrap_or_default();
                        custom.insert(id("numFmtId")?, shows_date(&code));
                    }
                    "cellXfs" => in_cell_formats = Some(()),
                    "xf" if in_cell_formats.is_some() => {
                        let number = id("numFmtId")?;
                        let is_date = custom.get(&number).copied();
                        dates.push(is_date.unwrap_or_else(|| is_built_in_date(number)));
                    }
                    _ => {}
                }
                // The formats of cells end where those of named styles begin.
                if matches!(name_of(&start), "cellStyles" | "dxfs" | "cellStyleXfs") {
                    in_cell_formats = None;
                }
                if dates.len() > MAX_STYLES || custom.len() > MAX_STYLES {
                    return Err(Failure::Limit(format!(
                        "expected at most {MAX_STYLES} formats, found more"
                    )));
                }
            }
            Token::Eof => return Ok(dates),
            Token::End | Token::Text(_) => {}
        }
    }
}

/// The formats that need no declaration and show a day.
fn is_built_in_date(number: u32) -> bool {
    matches!(number, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58)
}

/// Whether a format code shows a year or a day, outside of quoted text, escapes and brackets.
fn shows_date(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                letters.by_ref().find(|letter| *letter == '"');
            }
            '[' => {
                letters.by_ref().find(|letter| *letter == ']');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            'y' | 'Y' | 'd' | 'D' | 'å' | 'Å' => return true,
            // Only the first section says what a positive number looks like.
            ';' => return false,
            _ => {}
        }
    }
    false
}

fn strings_of<R: Read + Seek>(package: &mut Package<R>, path: &str) -> Step<Strings> {
    let Some(mut part) = package.part(path, MAX_STRINGS)? else {
        return Err(damaged("expected the part with texts, found none"));
    };
    let mut strings = Strings::default();
    loop {
        match part.next()? {
            Token::Start(start) if name_of(&start) == "si" => {
                let from = strings.texts.len();
                rich_text(&mut part, &mut strings.texts)?;
                unescape(&mut strings.texts, from);
                strings.ends.push(strings.texts.len());
                if strings.ends.len() > MAX_TEXTS {
                    return Err(Failure::Limit(format!(
                        "expected at most {MAX_TEXTS} texts, found more"
                    )));
                }
            }
            Token::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of the element that was entered last, to its end: of it and its runs, without phonetic hints.
pub(super) fn rich_text<R: Read>(part: &mut Part<'_, R>, into: &mut String) -> Step<()> {
    let outside = part.depth.saturating_sub(1);
    while part.depth > outside {
        let (is_text, is_run) = match part.next()? {
            Token::Start(start) => (name_of(&start) == "t", name_of(&start) == "r"),
            Token::Eof => return Ok(()),
            Token::End | Token::Text(_) => continue,
        };
        if is_text {
            part.text(into)?;
        } else if !is_run {
            part.skip()?;
        }
    }
    Ok(())
}

/// Turns `_x000D_` into the character it stands for, from a place on.
pub(super) fn unescape(text: &mut String, from: usize) {
    let Some(tail) = text.get(from..).filter(|tail| tail.contains("_x")) else {
        return;
    };
    let mut plain = String::with_capacity(tail.len());
    let mut rest = tail;
    while let Some(at) = rest.find("_x") {
        let letter = rest
            .get(at + 2..at + 7)
            .and_then(|code| code.strip_suffix('_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        let (kept, step) = match letter {
            Some(_) => (at, at + 7),
            None => (at + 2, at + 2),
        };
        plain.push_str(rest.get(..kept).unwrap_or_default());
        plain.extend(letter);
        rest = rest.get(step..).unwrap_or_default();
    }
    plain.push_str(rest);
    text.truncate(from);
    text.push_str(&plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes() {
        let table = [
            ("dd.mm.yyyy", true),
            ("yyyy-mm-dd;@", true),
            ("[$-414]d. mmmm yyyy", true),
            ("#,##0.00", false),
            ("#,##0.00\\ \"dager\"", false),
            ("[Red]-0.00", false),
            ("hh:mm:ss", false),
            ("0.00;[Red]dd", false),
            ("General", false),
        ];
        for (code, expected) in table {
            assert_eq!(shows_date(code), expected, "{code}");
        }
    }

    #[test]
    fn escapes_and_paths() {
        for (text, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x00_ _xZZZZ_", "_x00_ _xZZZZ_"),
            ("_x", "_x"),
            ("_xD800_", "_xD800_"),
        ] {
            let mut found = format!("_x0041_{text}");
            unescape(&mut found, 7);
            assert_eq!(found, format!("_x0041_{expected}"));
        }
        assert_eq!(
            resolved("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolved("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolved("xl/b", "../../../c.xml"), "c.xml");
    }
}
