//! Every code that `ingest` itself gives to a file, for `avstem explain`. The readers' codes are theirs.

/// Code, severity, what it is, what to do. Permanent, never reused.
pub const CODES: [(&str, &str, &str, &str); 20] = [
    (
        "INGEST001",
        "error",
        "the file is empty",
        "ask the sender for the file again",
    ),
    (
        "INGEST002",
        "error",
        "the content is of no known format",
        "move the file out of the inbox; for a listing, check that it has a row of headings",
    ),
    (
        "INGEST003",
        "error",
        "the content could be of several formats",
        "name the format with --format, and report this file",
    ),
    (
        "INGEST004",
        "error",
        "the reader's control sums are not those of the frame",
        "this is a fault of avstem; keep the file and report it",
    ),
    (
        "INGEST005",
        "error",
        "the ledger of another organisation",
        "move the file to the right agency's inbox",
    ),
    (
        "INGEST006",
        "error",
        "statements of none of the agency's bank accounts",
        "move the file to the right agency's inbox, or add the bank account to the playbook",
    ),
    (
        "INGEST007",
        "warning",
        "a statement of an account that is not in the playbook; its entries are left out",
        "add the bank account to the playbook, or ask the bank to leave it out",
    ),
    (
        "INGEST008",
        "error",
        "payments to an account that is not in the playbook",
        "move the file to the right agency's inbox, or add the bank account to the playbook",
    ),
    (
        "INGEST010",
        "warning",
        "the same content as another file; counted once",
        "nothing; the copy can be removed from the inbox",
    ),
    (
        "INGEST011",
        "warning",
        "a newer export of the same period is used instead",
        "nothing, unless the older export was the right one",
    ),
    (
        "INGEST012",
        "error",
        "two exports of the same period; neither is used",
        "remove one of the two from the inbox",
    ),
    (
        "INGEST013",
        "warning",
        "statements that another file holds already; counted once",
        "nothing; the copy can be removed from the inbox",
    ),
    (
        "INGEST014",
        "error",
        "two statements contradict each other; neither is used",
        "ask the bank which is right, and remove the other from the inbox",
    ),
    (
        "INGEST015",
        "warning",
        "a message (transmission, batch, report) that another file holds already; counted once",
        "nothing; the copy can be removed from the inbox",
    ),
    (
        "INGEST016",
        "error",
        "the message number of another file, but other payments; neither is used",
        "ask the sender which of the two files is right, and remove the other from the inbox",
    ),
    (
        "INGEST017",
        "info",
        "payments, or rows of a register, that another file tells too; counted once",
        "nothing; order payments with KID in one kind of file only, if both are not needed",
    ),
    (
        "INGEST018",
        "error",
        "a known kind of file that is not read",
        "deliver what the hint of the message names instead",
    ),
    (
        "INGEST019",
        "info",
        "entries in another currency, which are not taken as payments",
        "nothing; payments in other currencies are followed on the bank statement",
    ),
    (
        "INGEST020",
        "error",
        "two files say other things of the same key of a register; neither is used",
        "leave the listing that is right in the inbox and remove the other",
    ),
    (
        "INGEST021",
        "warning",
        "a NAV report of which nothing says when it was paid",
        "name it as NAV does, or put its metadata or a control file beside it",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Codes that the sources of this crate give are those of the table.
    #[test]
    fn every_code_is_explained_and_given() {
        let sources = [
            include_str!("file.rs"),
            include_str!("belongs.rs"),
            include_str!("assemble.rs"),
            include_str!("once.rs"),
            include_str!("receipts.rs"),
            include_str!("nav.rs"),
        ]
        .concat();
        let given: BTreeSet<&str> = sources
            .match_indices("\"INGEST")
            .filter_map(|(at, _)| sources.get(at + 1..at + 10))
            .collect();
        let explained: BTreeSet<&str> = super::CODES.iter().map(|(code, ..)| *code).collect();
        assert_eq!(given, explained);
    }
}
