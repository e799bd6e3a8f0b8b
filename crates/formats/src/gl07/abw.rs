//! Reads the XML form, `ABWTransaction`: elements by local name, because which of the two namespaces an element sits in is
//! mixed in practice.
//!
//! Not here: the fields (`layout`), what lines must agree on (`ledger`).

use std::io::BufRead;

use domain::Position;

use super::Options;
use super::error::{self, of_reason};
use super::field::{Draft, Lexis, Wrong, bit};
use super::layout::{Column, Field, Group, Kind, SignRule, XML_COLUMNS, XML_ONLY_WIDTH};
use super::ledger::Ledger;
use super::record::{Line, Totals};
use crate::Read;
use crate::xml::{self, Attributes, Inside, MAX_TOKEN, Token, Tokenizer};

/// The namespace versions that are known; the newer first.
pub(super) const VERSIONS: [&str; 2] = ["2011/11/14", "2005/05/13"];
/// Longest unknown version that is repeated in the totals.
const VERSION_WIDTH: usize = 20;

/// Whether the head of a file is that of an ABWTransaction: its root.
pub(super) fn is_transaction_file(head: &[u8]) -> bool {
    let mut tokens = Tokenizer::new(head);
    loop {
        match tokens.next().map(|token| token.kind) {
            Ok(xml::Kind::Start { name, .. }) => return name == b"ABWTransaction",
            Ok(xml::Kind::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

pub(super) fn read(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Line),
) -> Read<Totals> {
    let mut tokens = Tokenizer::new(input);
    let sign = options.sign.unwrap_or(SignRule::Amount);
    let mut reader = Reader {
        ledger: Ledger::new(options, Lexis::Xml, sign, sink),
        nodes: Vec::with_capacity(8),
        text: String::new(),
        place: Position::default(),
        hint: 0,
        head: Draft::default(),
        draft: Draft::default(),
        given: 0,
        of_voucher: of_groups(&[Group::Voucher]),
        above_lines: of_groups(&[Group::Root, Group::Voucher]),
        groups: 0,
        places: Vec::new(),
        lines_begun: false,
        vouchers_begun: false,
    };
    let end = loop {
        // Looked at where it lies: moving it costs more than reading it.
        let token = tokens.next();
        let step = match &token {
            Err(_) => Ok(()),
            Ok(Token { position, kind }) => match kind {
                xml::Kind::Start {
                    name,
                    attributes,
                    inside,
                } => reader.element(position, name, *attributes, inside),
                xml::Kind::End => {
                    let node = reader.nodes.pop();
                    reader.end(node, position);
                    Ok(())
                }
                xml::Kind::Text(text) => reader.text(position, text),
                xml::Kind::Eof => break *position,
            },
        };
        let step = match token {
            Ok(_) => step,
            Err(fault) => Err(fault),
        };
        if let Err(fault) = step {
            let (reason, mut position, message) = fault.into_parts();
            position.record = reader.ledger.totals.lines;
            reader.ledger.stopped = true;
            reader
                .ledger
                .complain(of_reason(reason), position, &message);
            break position;
        }
    };
    reader.ledger.totals.encoding = tokens.encoding().name();
    let record = reader.ledger.totals.lines;
    reader.ledger.finish(Position { record, ..end })
}

/// An open element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Node {
    Group(Group),
    Field(&'static Column),
    /// `ReportClient`, which belongs to no line.
    ReportClient,
    /// An element that is not known, with all in it.
    Skip,
}

struct Reader<'a> {
    ledger: Ledger<'a>,
    nodes: Vec<Node>,
    /// Text of the field that is open.
    text: String,
    /// Where that field starts.
    place: Position,
    /// Where in the schema's order the last field was found: the next one stands behind it.
    hint: usize,
    /// What root and voucher say about their lines.
    head: Draft,
    draft: Draft,
    /// Fields given since their group began.
    given: u128,
    /// The fields of the voucher.
    of_voucher: u128,
    /// The fields of root and voucher.
    above_lines: u128,
    /// Groups given in the open transaction.
    groups: u16,
    /// Where the fields of root, voucher and transaction stand.
    places: Vec<(Field, Position)>,
    /// A transaction of the open voucher has begun.
    lines_begun: bool,
    /// A voucher has begun.
    vouchers_begun: bool,
}

impl Reader<'_> {
    #[inline]
    fn element(
        &mut self,
        position: &Position,
        name: &[u8],
        attributes: Attributes<'_>,
        inside: &Inside<'_>,
    ) -> Result<(), xml::Fault> {
        let node = self.start(position, name, attributes);
        match inside {
            Inside::More => self.nodes.push(node),
            Inside::Nothing => self.end(Some(node), position),
            Inside::Text(leaf) => {
                if matches!(node, Node::Field(_) | Node::ReportClient) {
                    leaf.text
                        .append_to(&mut self.text)
                        .map_err(|trouble| trouble.at(leaf.place(*position)))?;
                } else {
                    self.nodes.push(node);
                    self.text(&leaf.place(*position), &leaf.text)?;
                    self.nodes.pop();
                }
                self.end(Some(node), &leaf.end(*position));
            }
        }
        Ok(())
    }

    fn start(&mut self, position: &Position, name: &[u8], attributes: Attributes<'_>) -> Node {
        let parent = self.nodes.last().copied();
        if let Some(Node::Group(group)) = parent
            && let Some(node) = self.child(group, name)
        {
            match node {
                Node::Group(group) => self.begin(group, self.numbered(position)),
                Node::Field(_) | Node::ReportClient | Node::Skip => {
                    self.text.clear();
                    self.leaf_at(position.byte, position.line, position.column);
                }
            }
            return node;
        }
        let position = self.numbered(position);
        match parent {
            None => {
                let node = self.root(position, name, attributes);
                if let Node::Group(group) = node {
                    self.begin(group, position);
                }
                return node;
            }
            Some(Node::Skip) => {}
            Some(Node::Group(group)) => {
                let message = format!(
                    "expected an element of {}, found {}",
                    group.name(),
                    shown(name)
                );
                self.ledger.complain(&error::NOT_READ, position, &message);
            }
            Some(Node::Field(_) | Node::ReportClient) => {
                let message = format!("expected text, found the element {}", shown(name));
                self.ledger.complain(&error::MIXED, position, &message);
            }
        }
        Node::Skip
    }

    /// The position with the ordinal of the line it lies in.
    fn numbered(&self, position: &Position) -> Position {
        Position {
            record: self.ledger.totals.lines,
            ..*position
        }
    }

    /// Remembers where the field starts whose text follows. The numbers come one by one and not as a whole, because
    /// they have only just been written: a wider load of them would wait, once for every element.
    #[inline(never)]
    fn leaf_at(&mut self, byte: u64, line: u64, column: u64) {
        self.place = Position {
            byte,
            line,
            column,
            record: self.ledger.totals.lines,
        };
    }

    /// The root says which version it is.
    fn root(&mut self, position: Position, name: &[u8], attributes: Attributes<'_>) -> Node {
        if name != b"ABWTransaction" {
            let message = format!("expected ABWTransaction, found {}", shown(name));
            self.ledger.stopped = true;
            self.ledger.complain(&error::OTHER_ROOT, position, &message);
            return Node::Skip;
        }
        let version = attributes.namespaces().find_map(|namespace| {
            let text = std::str::from_utf8(namespace).ok()?;
            Some(text.split_once("/ABWTransaction/")?.1.to_owned())
        });
        let found = match version {
            Some(version) if VERSIONS.contains(&version.as_str()) => {
                self.ledger.totals.version = format!("ABWTransaction {version}");
                return Node::Group(Group::Root);
            }
            Some(version) => version
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '/')
                .take(VERSION_WIDTH)
                .collect(),
            None => String::new(),
        };
        let wanted = "expected a namespace ABWTransaction/2011/11/14 or 2005/05/13";
        let (version, message) = if found.is_empty() {
            ("ABWTransaction".to_owned(), format!("{wanted}, found none"))
        } else {
            (
                format!("ABWTransaction {found}"),
                format!("{wanted}, found {found}"),
            )
        };
        self.ledger.complain(&error::VERSION, position, &message);
        self.ledger.totals.version = version;
        Node::Group(Group::Root)
    }

    /// What an element of that name is in a group.
    #[inline]
    fn child(&mut self, group: Group, name: &[u8]) -> Option<Node> {
        let is = |known: &str| known.len() == name.len() && known.as_bytes() == name;
        if let Some(inner) = group.children().iter().find(|inner| is(inner.name())) {
            return Some(Node::Group(*inner));
        }
        let mut at = self.hint;
        for _ in 0..XML_COLUMNS.len() {
            let column = *XML_COLUMNS.get(at)?;
            at += 1;
            if at == XML_COLUMNS.len() {
                at = 0;
            }
            if column.element.group == group && is(column.element.name) {
                self.hint = at;
                return Some(Node::Field(column));
            }
        }
        (group == Group::Root && is("ReportClient")).then_some(Node::ReportClient)
    }

    fn begin(&mut self, group: Group, position: Position) {
        match group {
            Group::Root => {}
            Group::Voucher => {
                self.vouchers_begun = true;
                self.lines_begun = false;
                self.forget_voucher();
                self.ledger.begin_voucher(position);
            }
            Group::Transaction => {
                if !self.lines_begun {
                    self.lines_begun = true;
                    self.left_open(position);
                }
                self.groups = 0;
                self.given &= self.above_lines;
                let given = self.given;
                self.places.retain(|(field, _)| given & bit(*field) != 0);
                self.draft = self.head.clone();
                self.draft.line.position = position;
            }
            _ => {
                let set = group.bit();
                if self.groups & set != 0 {
                    let message = format!("expected {} once in a Transaction", group.name());
                    self.ledger
                        .complain(&error::GIVEN_TWICE, position, &message);
                }
                self.groups |= set;
            }
        }
    }

    /// A new voucher knows nothing of the one before.
    fn forget_voucher(&mut self) {
        let set = self.of_voucher;
        self.given &= !set;
        self.head.filled &= !set;
        let given = self.given & self.above_lines;
        self.places.retain(|(field, _)| given & bit(*field) != 0);
        let line = &mut self.head.line;
        line.voucher.clear();
        line.voucher_type.clear();
        line.client.clear();
        line.period = None;
        line.voucher_date = None;
        self.head.unsound = false;
    }

    /// What the schema leaves open and the import needs.
    fn left_open(&mut self, position: Position) {
        for field in [Field::VoucherType, Field::VoucherDate] {
            if self.head.filled & bit(field) == 0 {
                let name = field.column().element.name;
                let message = format!("expected {name} in Voucher, found none");
                self.ledger.complain(&error::LEFT_OPEN, position, &message);
            }
        }
    }

    fn text(&mut self, position: &Position, text: &xml::Text<'_>) -> Result<(), xml::Fault> {
        match self.nodes.last() {
            Some(Node::Field(_) | Node::ReportClient) => {
                text.append_to(&mut self.text)
                    .map_err(|trouble| trouble.at(*position))?;
                if self.text.len() > MAX_TOKEN {
                    let message =
                        format!("expected a text of at most {MAX_TOKEN} bytes, found more");
                    let reason = xml::Reason::LimitExceeded;
                    return Err(xml::Fault::new(reason, *position, message));
                }
            }
            Some(Node::Group(group)) if !text.is_blank() => {
                let message = format!("expected elements in {}, found text", group.name());
                let place = self.numbered(position);
                self.ledger.complain(&error::MIXED, place, &message);
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, node: Option<Node>, position: &Position) {
        match node {
            Some(Node::Field(column)) => self.end_field(column),
            Some(Node::ReportClient) => {
                let text = self.text.trim_matches(is_blank);
                text.clone_into(&mut self.ledger.totals.report_client);
            }
            Some(Node::Group(Group::Transaction)) => self.end_transaction(),
            Some(Node::Group(Group::Voucher)) => {
                let position = self.numbered(position);
                self.ledger.end_voucher(position);
            }
            _ => {}
        }
    }

    fn end_field(&mut self, column: &'static Column) {
        let (field, group) = (column.field, column.element.group);
        if self.given & bit(field) != 0 {
            let message = format!("expected {} once", column.element.name);
            self.ledger
                .complain(&error::GIVEN_TWICE, self.place, &message);
            return;
        }
        self.given |= bit(field);
        let late = match group {
            Group::Root => self.vouchers_begun,
            Group::Voucher => self.lines_begun,
            _ => false,
        };
        if late {
            let message = format!(
                "expected {} before the lines it is for, found it behind",
                column.element.name
            );
            self.ledger.complain(&error::LATE, self.place, &message);
            return;
        }
        let text = self.text.trim_matches(is_blank);
        if text.is_empty() {
            return;
        }
        self.places.push((field, self.place));
        let draft = match group {
            Group::Root | Group::Voucher => &mut self.head,
            _ => &mut self.draft,
        };
        let wrong: Result<(), Wrong> = if column.kind == Kind::Text {
            let width = if column.width == 0 {
                XML_ONLY_WIDTH
            } else {
                column.width
            };
            let length = text.chars().count();
            let taken = draft.text(field, text.to_owned());
            if length > width && taken.is_ok() {
                let name = column.element.name;
                let message =
                    format!("expected at most {width} characters in {name}, found {length}");
                Err((&error::TEXT_WIDTH, message))
            } else {
                taken
            }
        } else {
            draft.value(column, text.as_bytes(), Lexis::Xml)
        };
        if let Err((kind, message)) = wrong {
            self.ledger.complain(kind, self.place, &message);
        }
    }

    fn end_transaction(&mut self) {
        let mut draft = std::mem::take(&mut self.draft);
        draft.line.others.sort_unstable_by_key(|(field, _)| *field);
        let (start, places) = (draft.line.position, &self.places);
        let place = |field: Field| {
            let known = places.iter().find(|(one, _)| *one == field);
            known.map_or(start, |(_, place)| *place)
        };
        self.ledger.line(draft, &place);
    }
}

/// The fields of groups.
fn of_groups(groups: &[Group]) -> u128 {
    Field::ALL
        .into_iter()
        .filter(|field| groups.contains(&field.column().element.group))
        .fold(0, |all, field| all | bit(field))
}

/// The blanks of XML.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// The name of an element as it may stand in a message.
fn shown(name: &[u8]) -> String {
    let name: String = String::from_utf8_lossy(name).chars().take(60).collect();
    format!("<{name}>")
}
