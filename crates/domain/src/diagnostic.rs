//! What a reader says about a file: positions, diagnostics, and a value together with everything wrong with it.
//!
//! Not here: rendering as text or JSON (`cli` does) or the decision to refuse a file (`ingest` does: one error
//! refuses the whole file).

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The file (or the check) cannot be relied on.
    Error,
    /// Usable, but somebody should look.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A place in a file. `byte` and `record` count from 0, `line` and `column` from 1; the column counts bytes of the
/// original file, so that it can be found with any editor that shows byte columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position {
    /// Offset from the start of the file, in bytes.
    pub byte: u64,
    /// Line, from 1.
    pub line: u64,
    /// Column in bytes, from 1.
    pub column: u64,
    /// Ordinal of the record (transaction, entry, ledger line) in the file, from 0.
    pub record: u64,
}

/// One thing wrong with, or worth knowing about, a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Permanent id, such as `OCR004`. Never reused for something else.
    pub code: &'static str,
    /// Where.
    pub position: Position,
    /// One sentence in English without a final period: what was expected, what was found. Already masked.
    pub message: String,
    /// What to do about it, one line, if there is something to do.
    pub hint: Option<&'static str>,
    /// The piece of the file that is meant, masked, at most 120 characters.
    pub excerpt: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without hint and excerpt.
    pub fn new(
        severity: Severity,
        code: &'static str,
        position: Position,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            code,
            position,
            message: message.into(),
            hint: None,
            excerpt: None,
        }
    }

    /// With a line on what to do.
    #[must_use]
    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// With the piece of the file that is meant; it is masked and shortened here.
    #[must_use]
    pub fn excerpt(mut self, excerpt: &str) -> Self {
        // More than is shown is looked at: a personal number that is cut in two is no longer known as one.
        let clean: String = excerpt
            .chars()
            .take(240)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let masked = crate::personal::mask(&clean);
        self.excerpt = Some(masked.chars().take(120).collect());
        self
    }
}

/// What was understood, and everything wrong with it. A value with an error-level diagnostic must not be used for
/// anything but showing it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parsed<T> {
    /// What was understood.
    pub value: T,
    /// Everything wrong, in order of position.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// Whether no diagnostic is an error.
    pub fn is_accepted(&self) -> bool {
        self.diagnostics
            .iter()
            .all(|d| d.severity != Severity::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_number_at_the_end_of_an_excerpt_is_masked_before_it_is_cut() {
        let at = Position::default();
        for before in 105..120 {
            let text = format!("{} 01818012094 and more", "x".repeat(before));
            let said = Diagnostic::new(Severity::Info, "T1", at, "m").excerpt(&text);
            let shown = said.excerpt.unwrap_or_default();
            assert!(!shown.contains("018"), "{shown}");
            assert_eq!(shown.chars().count(), 120);
        }
    }
}
