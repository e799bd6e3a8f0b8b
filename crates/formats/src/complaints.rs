//! What a reader can complain about, and where it puts what is wrong while it reads.
//!
//! Each reader declares its codes in its `error.rs` as one table with [`kinds!`]. [`Complaints`] is bounded, so that a
//! hostile file cannot fill memory. Errors are kept before warnings: a thousand warnings never hide the error that
//! refuses the file.

use domain::{Diagnostic, Position, Severity};

use crate::MAX_DIAGNOSTICS;

/// A declared kind of complaint: the row of a format's error table, written with `kinds!`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind {
    /// Permanent id, such as `CAMT030`; never given to something else.
    pub code: &'static str,
    /// How bad; one error refuses the whole file.
    pub severity: Severity,
    /// What it is, in general, in one sentence without a period.
    pub what: &'static str,
    /// What to do about it, in one sentence without a period.
    pub remedy: &'static str,
}

impl Kind {
    /// A diagnostic of this kind at a place.
    pub(crate) fn at(&self, position: Position, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.severity, self.code, position, message).hint(self.remedy)
    }
}

/// Declares the table of a reader's diagnostic codes, one row per code, in rising order of code:
///
/// ```text
/// kinds! {
///     NAME = "CODE001", Error, "what it is",
///         "what to do about it";
/// }
/// ```
///
/// Each row becomes a static [`Kind`] of that name for the reader to raise, and all rows become
/// `pub static KINDS: &[&Kind]`, which [`crate::codes`] lists.
macro_rules! kinds {
    ($($name:ident = $code:literal, $severity:ident, $what:literal, $remedy:literal;)+) => {
        $(
            #[doc = concat!("`", $code, "`: ", $what, ".")]
            pub(crate) static $name: $crate::complaints::Kind = $crate::complaints::Kind {
                code: $code,
                severity: ::domain::Severity::$severity,
                what: $what,
                remedy: $remedy,
            };
        )+

        /// Every code of the format, in order of code. Each is raised by a test.
        pub static KINDS: &[&$crate::complaints::Kind] = &[$(&$name),+];
    };
}
pub(crate) use kinds;

/// The complaints of one file.
#[derive(Debug)]
pub(crate) struct Complaints {
    errors: Vec<Diagnostic>,
    others: Vec<Diagnostic>,
    error_count: u64,
    other_count: u64,
    overflow: &'static Kind,
}

impl Complaints {
    /// Empty; `overflow` is the kind that says how many more there are.
    pub(crate) fn new(overflow: &'static Kind) -> Self {
        Self {
            errors: Vec::new(),
            others: Vec::new(),
            error_count: 0,
            other_count: 0,
            overflow,
        }
    }

    /// One more.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let (list, count) = if diagnostic.severity == Severity::Error {
            (&mut self.errors, &mut self.error_count)
        } else {
            (&mut self.others, &mut self.other_count)
        };
        *count += 1;
        if list.len() < MAX_DIAGNOSTICS {
            list.push(diagnostic);
        }
    }

    /// All of them in order of position; if there were too many, errors first, and the last one says how many more.
    pub(crate) fn finish(mut self, end: Position) -> Vec<Diagnostic> {
        let mut all = std::mem::take(&mut self.errors);
        all.append(&mut self.others);
        let total = self.error_count + self.other_count;
        let too_many = usize::try_from(total).map_or(true, |total| total > MAX_DIAGNOSTICS);
        if too_many {
            all.truncate(MAX_DIAGNOSTICS - 1);
        }
        all.sort_by_key(|diagnostic| diagnostic.position.byte);
        if too_many {
            let errors_shown = all.iter().filter(|d| d.severity == Severity::Error).count();
            let shown = u64::try_from(all.len()).unwrap_or(0);
            let errors = self.error_count - u64::try_from(errors_shown).unwrap_or(0);
            let mut last = self.overflow.at(
                end,
                format!(
                    "{} more messages are not shown, {errors} of them errors",
                    total - shown
                ),
            );
            last.severity = if errors > 0 {
                Severity::Error
            } else {
                Severity::Warning
            };
            all.push(last);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERROR: Kind = Kind {
        code: "T1",
        severity: Severity::Error,
        what: "w",
        remedy: "r",
    };
    const WARNING: Kind = Kind {
        code: "T2",
        severity: Severity::Warning,
        what: "w",
        remedy: "r",
    };
    static MORE: Kind = Kind {
        code: "T3",
        severity: Severity::Warning,
        what: "w",
        remedy: "r",
    };

    fn at(byte: u64) -> Position {
        Position {
            byte,
            ..Position::default()
        }
    }

    #[test]
    fn warnings_never_hide_an_error() {
        let mut complaints = Complaints::new(&MORE);
        for byte in 0..5000 {
            complaints.push(WARNING.at(at(byte), "w"));
        }
        complaints.push(ERROR.at(at(5000), "e"));
        let all = complaints.finish(at(6000));
        assert_eq!(all.len(), MAX_DIAGNOSTICS);
        assert_eq!(all[MAX_DIAGNOSTICS - 2].code, "T1");
        let last = &all[MAX_DIAGNOSTICS - 1];
        assert_eq!(
            last.message,
            "4002 more messages are not shown, 0 of them errors"
        );
        assert_eq!(last.severity, Severity::Warning);
    }

    #[test]
    fn errors_left_out_are_said_to_be_errors() {
        let mut complaints = Complaints::new(&MORE);
        for byte in 0..1001 {
            complaints.push(ERROR.at(at(byte), "e"));
        }
        let all = complaints.finish(at(6000));
        assert_eq!((all.len(), all[999].severity), (1000, Severity::Error));
        let mut few = Complaints::new(&MORE);
        few.push(WARNING.at(at(9), "later"));
        few.push(ERROR.at(at(3), "earlier"));
        let order: Vec<u64> = few.finish(at(10)).iter().map(|d| d.position.byte).collect();
        assert_eq!(order, [3, 9]);
    }
}
