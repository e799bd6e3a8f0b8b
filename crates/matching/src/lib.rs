//! Matching: which rows of two sides belong together, which cancel inside one side, and which stay open.
//!
//! Columns in, row numbers out. It knows no frame, no file, no calendar and no language: the caller numbers bank
//! days, interns keys ([`keys::KeyTable`]) and gives every row a stable id. Data flows one way:
//!
//! ```text
//! two sides ──check──▶ rule 1 ──▶ rule 2 ──▶ … ──▶ groups in order of their lowest id, open rows   (engine)
//!                        │  each rule sees only what the ones before left open
//!                        ├─ rows scattered by hash, sorted: classes of equal rows                  (classes)
//!                        ├─ rows of one key as one lump, which is then paired like a row           (lumps)
//!                        ├─ a class cut where the window cannot reach; plain cases done at once    (pairing)
//!                        ├─ the rest: rows on a line of days, the exact optimum                    (line)
//!                        ├─ how many other partners there were                                     (ambiguity)
//!                        └─ sums, fees, near amounts: groups that compete for rows, the best set  (pool)
//! result ──▶ conservation proof, from input and result alone                                  (conservation)
//! ```
//!
//! # What is guaranteed
//!
//! 1. **Conservation.** Every row is in exactly one group or one open list; per side and currency, in = matched +
//!    open to the øre. [`conservation::prove`] proves it of any result and gives the table for the evidence.
//! 2. **Order is nothing.** The result depends on the set of rows only. Rows are told apart by their ids; numbers of
//!    keys and currencies are compared for equality and never for order; nothing iterates over a hash table.
//! 3. **Optimal inside a rule.** Pairing rules find the largest number of pairs, then the least total distance in
//!    bank days, then the earliest rows, as below. A lump counts as one row, however many it is made of
//!    ([`model::RuleKind::LumpSums`] says why). A rule is applied to all open rows at once: which rows a rule takes
//!    never depends on which it looked at first. Across rules there is no such promise: their order is the playbook's.
//! 4. **Nothing hidden.** A group's two sides are equal to the øre, or its rows are all on one side and sum to zero, or
//!    its rule has a tolerance and the group states the difference as its adjustment.
//! 5. **Ambiguity is stated.** [`model::Group::alternatives`] counts the other rows that either row of a pair could
//!    have been paired with in *some* answer that is just as good (as many pairs, as little distance): 0 exactly
//!    if the pair is part of every such answer. Twins (same class, same day) count; so do chains of exchanges; a lump
//!    is one row here too. A group by key has no alternatives. Those of a pool rule's group are the groups that share a
//!    row with it in other answers just as good, every one of them.
//! 6. **What was not searched is said.** A pool rule ([`model::RuleKind::SubsetSums`], [`model::RuleKind::FeeNetting`],
//!    [`model::RuleKind::NearAmounts`]) has a budget and names the rows it did not search to the end
//!    ([`model::Unsearched`]). Of these it makes no group at all; of all others the best there is. The other rules have
//!    no budget and need none.
//!
//! # The tie-break
//!
//! Within a class (same currency, amount and, if the rule has one, key) rows of a side are ranked by (bank day, id).
//! An answer is the list of its pairs (left rank, right rank), sorted; of all answers with the most pairs and the least
//! distance, the lexicographically smallest is taken. Such an answer never crosses: the k-th used left row goes
//! with the k-th used right row. It is also the same when the sides change places, because for every k at once it has the
//! earliest k-th left row *and* the earliest k-th right row of all best answers (why: module `line`). Reversals:
//! the same, with the positive rows as left and the negative ones as right. Lumps: the same, with a lump's latest day and
//! lowest id. None of this needs the two halves of a window to be equal.
//!
//! In a pool the rows of both sides are ranked together by (bank day, id), the left one first if both are equal. A group
//! is the list of its ranks, an answer the list of its groups, both sorted; of all best answers the lexicographically
//! smallest is taken. So it is the same when the sides change places, as long as no id is on both.
//!
//! # Cost
//!
//! | Step | Time | Why |
//! |---|---|---|
//! | classes | O(n) scatter, O(n log 2048) sort | parts of about 2 048 rows; a single class of all rows: O(n log n) |
//! | lumps | O(n) sums, O(l log l) for l lumps | as classes; then in order of their lowest rows |
//! | line | O(days · segments) per component | rows of a day are one stop, whatever their number; segments are few: 50 000 days in a row, no window, take 0.3 s |
//! | ambiguity | O(exchanges · rounds), at most 65 536 + 1 024 per day | over that budget it is an upper bound: overstated, never hidden |
//! | pools | O(n log n) with no group in reach, at most 3 budgets per open row | no part is searched beyond its budget; 10 000 units do for sums of four among forty rows in reach |
//! | order of groups | O(n) | both id columns already rise |
//!
//! So no class, window or pile of equal amounts is quadratic in rows. Memory: 24 bytes per open row while a rule
//! works, 24 bytes per pair, 4 bytes per row; for lumps 4 bytes per row and some 40 per lump while they are paired.
//!
//! # What is not here
//!
//! Sums of some rows with both signs, or of several rows against several: nothing bounds how many there are by chance.
//! And similarity of texts, which is never more than a suggestion.

mod ambiguity;
mod classes;
pub mod conservation;
mod engine;
mod grouping;
mod input;
pub mod keys;
mod line;
mod lumps;
pub mod model;
pub mod near;
mod pairing;
mod pool;

pub use engine::{group_rows, match_sides};
pub use grouping::{GroupView, Grouping};
pub use input::{BadInput, MOST_ROWS_PER_SIDE, SideName};
