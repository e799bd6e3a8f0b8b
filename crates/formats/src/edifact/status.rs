//! Reads what is in a BANSTA: orders, and the status of each.
//!
//! Not here: the envelope (`parse`).

use domain::{Ore, Position};

use super::advice::{check_serial, push_reference, read_texts};
use super::error;
use super::parse::{Reading, Shared};
use super::record::{Code, Lent, Stage, Status};
use super::token::Segment;
use super::value::{amount, exponent, shown};

/// What the segments after it belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Level {
    #[default]
    Message,
    Line,
    Status,
    End,
}

/// The reader of one message.
#[derive(Default)]
pub(super) struct Statuses {
    level: Level,
    lines: u32,
    /// Statuses of the line.
    count: u32,
    place: Position,
    /// What is lent when the next one comes, with the references of message and line.
    status: Status,
    has_code: bool,
    /// Whether the text goes on in the middle of a word.
    is_cut: bool,
}

impl Statuses {
    /// The next segment of the message.
    #[inline]
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
                let serial = segment.elements().element();
                check_serial(shared, serial, self.lines, "line");
                return Reading::Line;
            }
            b"SEQ" => {
                if self.level == Level::Message {
                    return Reading::Unknown;
                }
                self.close_status(shared);
                self.count = self.count.saturating_add(1);
                let serial = segment.elements().skip(1).element();
                check_serial(shared, serial, self.count, "status");
                self.start(shared.place);
            }
            b"CNT" => {
                self.close(shared);
                return Reading::Total;
            }
            b"RFF" => {
                let mut components = segment.components();
                let (qualifier, value) = (components.component(), components.component());
                let list = match self.level {
                    Level::Message => &mut self.status.message_references,
                    Level::Line => &mut self.status.references,
                    Level::Status | Level::End => return Reading::Known,
                };
                push_reference(shared, list, qualifier, value);
            }
            b"GIS" => return self.indicator(shared, segment),
            b"MOA" => self.money(shared, segment),
            b"FTX" => {
                if self.level == Level::Status {
                    read_texts(shared, segment, &mut self.status.text, &mut self.is_cut);
                }
            }
            b"DTM" | b"FII" | b"CTA" | b"COM" | b"NAD" | b"CUX" | b"PCD" | b"DOC" | b"AUT" => {}
            _ => return Reading::Unknown,
        }
        Reading::Known
    }

    /// The end of a line, or of the message.
    pub(super) fn close(&mut self, shared: &mut Shared<'_>) {
        if self.level == Level::Line {
            self.start(self.place);
        }
        self.close_status(shared);
        self.level = Level::End;
        self.count = 0;
        shared.forget(&mut self.status.references);
    }

    /// Empties the status for the next one, but for what it has of the message and the line.
    #[inline]
    fn start(&mut self, place: Position) {
        self.level = Level::Status;
        self.has_code = false;
        self.is_cut = false;
        // Each field by its name, so that none is forgotten.
        let Status {
            position,
            line,
            number,
            message_references: _,
            references: _,
            code,
            code_list,
            agency,
            stage,
            amount,
            currency,
            text,
        } = &mut self.status;
        *position = place;
        *line = self.lines;
        *number = self.count;
        [*code, *code_list, *agency, *currency] = [Code::default(); 4];
        *stage = Stage::default();
        *amount = None;
        text.clear();
    }

    #[inline]
    fn indicator(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        if self.level != Level::Status {
            return Reading::Unknown;
        }
        if self.has_code {
            shared.complain(
                &error::STRUCTURE,
                "expected one status (GIS) in each SEQ, found another",
            );
        }
        self.has_code = true;
        let mut components = segment.components();
        let code = components.component();
        let (list, agency) = (components.component(), components.component());
        self.status.code = shared.code(code);
        self.status.code_list = shared.code(list);
        self.status.agency = shared.code(agency);
        let own_list = !list.is_empty() || !agency.is_empty();
        let stage = if own_list { None } else { stage(code) };
        if stage.is_none() {
            let message = format!(
                "expected a status of the directory's list, found {} of list {} of agency {}",
                shown(code),
                shown(list),
                shown(agency)
            );
            shared.complain(&error::UNKNOWN_CODE, message);
        }
        self.status.stage = stage.unwrap_or_default();
        Reading::Known
    }

    fn money(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        if self.level != Level::Status || self.status.amount.is_some() {
            return;
        }
        let mut components = segment.components();
        components.component();
        let (value, currency) = (components.component(), components.component());
        let currency = shared.code(currency);
        if let Some(value) = amount(value, exponent(currency)) {
            self.status.amount = Some(Ore(value));
            self.status.currency = currency;
        } else {
            let message = format!("expected an amount, found {}", shown(value));
            shared.complain(&error::AMOUNT, message);
        }
    }

    #[inline]
    fn close_status(&mut self, shared: &mut Shared<'_>) {
        if self.level != Level::Status {
            return;
        }
        if !self.has_code {
            shared.complain_at(
                &error::UNKNOWN_CODE,
                self.status.position,
                "expected a status (GIS) of the order, found none",
            );
        }
        shared.hand_on(Lent::Status(&self.status));
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
