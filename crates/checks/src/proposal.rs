//! Proposed vouchers over all checks of a run: their numbers, and which finding is answered by which.
//!
//! Not here: what a check proposes, files for import (`report`). Nothing is ever posted.

use domain::{CheckResult, Proposal};

/// Orders the vouchers of each check by their first finding, numbers them through, and names the number in every
/// finding they answer. A voucher that does not add up is not proposed.
pub(crate) fn number(results: &mut [CheckResult]) {
    let mut numbers = 1_u32..;
    for result in results {
        result.proposals.retain(Proposal::balances);
        let place = |key: &String| {
            let mut findings = result.findings.iter();
            findings.position(|finding| finding.key == *key)
        };
        result
            .proposals
            .sort_by_cached_key(|proposal| proposal.findings.iter().filter_map(place).min());
        for (proposal, number) in result.proposals.iter_mut().zip(&mut numbers) {
            proposal.number = format!("P-{number:04}");
            for finding in &mut result.findings {
                if proposal.findings.contains(&finding.key) {
                    finding.proposal = Some(proposal.number.clone());
                }
            }
        }
    }
}
