//! Writing a file in the canonical form of camt.053's writer: the same lines, without balances.
//!
//! Not here: checks. What is written is what the records say.

use std::io::{Result, Write};

use super::record::{File, Notification};
use crate::camt053::layout::Message;
use crate::camt053::write::{Head, Line, write_entries, write_head};

/// The file as bytes: UTF-8, version .02 or .08 as `file.version` says.
pub fn write(file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _infallible = write_to(&mut bytes, file);
    bytes
}

/// Writes the file; versions before .04 as .02, all others as .08.
///
/// # Errors
/// What `out` answers.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    let mut line = Line::new(Message::Notification, &file.version);
    let page = file.notifications.iter().find_map(|n| n.page);
    line.header(out, &file.message_id, &file.created, page)?;
    for notification in &file.notifications {
        write_notification(out, &mut line, notification)?;
    }
    line.trailer(out)
}

fn write_notification(
    out: &mut impl Write,
    line: &mut Line,
    notification: &Notification,
) -> Result<()> {
    let head = Head {
        id: &notification.id,
        page: notification.page,
        sequence: notification.sequence,
        created: &notification.created,
        from_to: notification.from_to,
        copy: &notification.copy,
        account: &notification.account,
        currency: &notification.currency,
    };
    write_head(out, line, &head)?;
    write_entries(out, line, &notification.entries)
}
