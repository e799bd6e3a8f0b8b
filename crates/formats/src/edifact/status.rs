//! Reads what is in a BANSTA: orders, and the status of each.
//!
//! Not here: the envelope (`parse`).

use domain::{Ore, Position};

use super::advice::{check_serial, push_reference, read_text};
use super::error;
use super::parse::{Reading, Shared};
use super::record::{Record, Reference, Stage, Status};
use super::token::Segment;
use super::value::{Joined, amount, exponent, shown};

/// What the segments after it belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Level {
    #[default]
    Message,
    Line,
    Status,
    End,
}

struct Draft {
    status: Status,
    text: Joined,
    has_code: bool,
}

/// The reader of one message.
#[derive(Default)]
pub(super) struct Statuses {
    level: Level,
    lines: u32,
    /// Statuses of the line.
    count: u32,
    place: Position,
    message_references: Vec<Reference>,
    references: Vec<Reference>,
    draft: Option<Draft>,
}

impl Statuses {
    /// The next segment of the message.
    pub(super) fn segment(
        &mut self,
        shared: &mut Shared<'_>,
        tag: [u8; 3],
        segment: &Segment<'_>,
    ) -> Reading {
        match &tag {
            b"LIN" | b"SEQ" if self.level == Level::End => return Reading::Unknown,
            b"LIN" => {
                self.close(shared);
                self.level = Level::Line;
                self.lines = self.lines.saturating_add(1);
                shared.totals.lines += 1;
                self.place = shared.place;
                let serial = segment.elements().take().bytes;
                check_serial(shared, serial, self.lines, "line");
                return Reading::Line;
            }
            b"SEQ" => {
                if self.level == Level::Message {
                    return Reading::Unknown;
                }
                self.close_status(shared);
                self.count = self.count.saturating_add(1);
                let serial = segment.elements().skip(1).take().bytes;
                check_serial(shared, serial, self.count, "status");
                self.level = Level::Status;
                self.draft = Some(self.draft(shared.place));
            }
            b"CNT" => {
                self.close(shared);
                self.level = Level::End;
                return Reading::Total;
            }
            b"RFF" => {
                let mut components = segment.elements().take().components();
                let (qualifier, value) = (components.take(), components.take());
                let list = match self.level {
                    Level::Message => &mut self.message_references,
                    Level::Line => &mut self.references,
                    Level::Status | Level::End => return Reading::Known,
                };
                push_reference(shared, list, qualifier, value);
            }
            b"GIS" => return self.indicator(shared, segment),
            b"MOA" => self.money(shared, segment),
            b"FTX" => {
                if let Some(draft) = &mut self.draft {
                    read_text(shared, segment, &mut draft.text);
                }
            }
            b"DTM" | b"FII" | b"CTA" | b"COM" | b"NAD" | b"CUX" | b"PCD" | b"DOC" | b"AUT" => {}
            _ => return Reading::Unknown,
        }
        Reading::Known
    }

    /// The end of a line, or of the message.
    pub(super) fn close(&mut self, shared: &mut Shared<'_>) {
        self.close_status(shared);
        if matches!(self.level, Level::Line | Level::Status) && self.count == 0 {
            self.draft = Some(self.draft(self.place));
            self.close_status(shared);
        }
        self.level = Level::End;
        self.count = 0;
        self.references.clear();
    }

    fn draft(&self, place: Position) -> Draft {
        Draft {
            status: Status {
                position: place,
                line: self.lines,
                number: self.count,
                message_references: self.message_references.clone(),
                references: self.references.clone(),
                ..Status::default()
            },
            text: Joined::default(),
            has_code: false,
        }
    }

    fn indicator(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        let Some(draft) = &mut self.draft else {
            return Reading::Unknown;
        };
        if draft.has_code {
            shared.complain(
                &error::STRUCTURE,
                "expected one status (GIS) in each SEQ, found another",
            );
        }
        draft.has_code = true;
        let mut components = segment.elements().take().components();
        let (code, list, agency) = (components.take(), components.take(), components.take());
        draft.status.code = shared.code(code);
        draft.status.code_list = shared.code(list);
        draft.status.agency = shared.code(agency);
        let own_list = !list.bytes.is_empty() || !agency.bytes.is_empty();
        let stage = if own_list { None } else { stage(code.bytes) };
        if stage.is_none() {
            let message = format!(
                "expected a status of the directory's list, found {} of list {} of agency {}",
                shown(code.bytes),
                shown(list.bytes),
                shown(agency.bytes)
            );
            shared.complain(&error::UNKNOWN_CODE, message);
        }
        draft.status.stage = stage.unwrap_or_default();
        Reading::Known
    }

    fn money(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let Some(draft) = &mut self.draft else {
            return;
        };
        if draft.status.amount.is_some() {
            return;
        }
        let mut components = segment.elements().take().components();
        components.take();
        let (value, currency) = (components.take().bytes, components.take());
        let currency = shared.code(currency);
        if let Some(value) = amount(value, exponent(currency)) {
            draft.status.amount = Some(Ore(value));
            draft.status.currency = currency;
        } else {
            let message = format!("expected an amount, found {}", shown(value));
            shared.complain(&error::AMOUNT, message);
        }
    }

    fn close_status(&mut self, shared: &mut Shared<'_>) {
        let Some(mut draft) = self.draft.take() else {
            return;
        };
        if !draft.has_code {
            shared.complain_at(
                &error::UNKNOWN_CODE,
                draft.status.position,
                "expected a status (GIS) of the order, found none",
            );
        }
        draft.status.text = draft.text.text;
        shared.hand_on(Record::Status(draft.status));
    }
}

/// What a code of the directory's list 7365 means; `None` if it is not in the list as far as we know it.
pub(super) fn stage(code: &[u8]) -> Option<Stage> {
    Some(match code {
        b"1" | b"17" => Stage::Received,
        b"32" | b"55" => Stage::InProcess,
        b"53" | b"54" => Stage::Settled,
        b"2" | b"3" | b"12" | b"13" | b"14" | b"31" | b"33" | b"45" | b"46" | b"47" | b"48"
        | b"49" | b"50" | b"51" | b"52" => Stage::Rejected,
        b"30" | b"34" => Stage::Waiting,
        b"35" | b"36" | b"56" => Stage::Information,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages() {
        for (code, expected) in [
            ("17", Some(Stage::Received)),
            ("54", Some(Stage::Settled)),
            ("33", Some(Stage::Rejected)),
            ("34", Some(Stage::Waiting)),
            ("35", Some(Stage::Information)),
            ("99", None),
            ("", None),
        ] {
            assert_eq!(stage(code.as_bytes()), expected, "{code}");
        }
    }
}
