//! Every point, cause and setting that a check declares has a name for people, in every language; and no name is left over.

use std::collections::BTreeSet;

fn keys(texts: &str) -> BTreeSet<&str> {
    texts
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn everything_declared_has_a_name_in_every_language() {
    let [(_, first), others @ ..] = checks::NAMES;
    for (language, names) in others {
        assert_eq!(keys(first), keys(names), "{language}");
    }
    let declared = |prefix: &str, id: &str| format!("{prefix}-{}", id.replace('.', "-"));
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for check in checks::REGISTRY {
        expected.extend(check.points.iter().map(|id| declared("point", id)));
        expected.extend(check.causes.iter().map(|cause| declared("cause", cause.id)));
    }
    let named: BTreeSet<String> = keys(first)
        .into_iter()
        .filter(|key| key.starts_with("point-") || key.starts_with("cause-"))
        .map(str::to_owned)
        .collect();
    assert_eq!(named, expected);
}
