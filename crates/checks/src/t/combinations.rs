//! Which article account may stand on which state account: the table of SR-03, with validity years.
//!
//! Source: reports-to-treasury §3.3 and state-chart-of-accounts §4.3, §4.4, whose evidence is the published state accounts of
//! 2014 to 2025. The table is data (`data/combinations.csv`); of its rows the first that fits decides, and a combination without
//! a row was never seen, which stops. Not here: where the agency's lines come from.

use std::sync::LazyLock;

use domain::agency::Principle;

static TABLE: LazyLock<Vec<Combination>> = LazyLock::new(|| {
    let lines = include_str!("../../data/combinations.csv").lines().skip(1);
    lines.filter_map(Combination::read).collect()
});

/// What the table says of a combination.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// Usual.
    Ok,
    /// Seen, and needs a text.
    Odd,
    /// Not allowed, or never seen.
    Stop,
}

/// What a state account is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// Expenditure chapter: 0001 to 2999.
    Expense,
    /// Income chapter: 3000 to 5999.
    Income,
    /// Receipts and payments in Norges Bank.
    Bank,
    /// Mellomværende and every other account that is no chapter.
    Balance,
}

impl Side {
    /// By the form of a state account; the last two digits of those in Norges Bank are a setting.
    pub(crate) fn of(state_account: &str, bank_suffixes: &str) -> Self {
        let is_digits = state_account.bytes().all(|byte| byte.is_ascii_digit());
        let chapter = state_account.get(..4).and_then(|text| text.parse().ok());
        let is_bank = || {
            let mut suffixes = bank_suffixes.split_whitespace();
            state_account.starts_with("600") && suffixes.any(|end| state_account.ends_with(end))
        };
        match (state_account.len(), is_digits, chapter) {
            // An underpost adds digits to chapter and item; the capital accounts of eight digits begin with 6 or more.
            (6 | 8..=12, true, Some(1_u16..=2999)) => Self::Expense,
            (6 | 8..=12, true, Some(3000..=5999)) => Self::Income,
            (8, true, _) if is_bank() => Self::Bank,
            _ => Self::Balance,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Expense => "expense",
            Self::Income => "income",
            Self::Bank => "bank",
            Self::Balance => "balance",
        }
    }
}

/// A row of the table.
#[derive(Debug)]
struct Combination {
    /// Beginnings of article accounts; `*` = any.
    articles: &'static str,
    sides: &'static str,
    /// Items (poster) `01` or `01-29`, whole state accounts, or `*`.
    posts: &'static str,
    /// `cash`, `srs` or `*`.
    principle: &'static str,
    from: i32,
    until: i32,
    verdict: Verdict,
}

impl Combination {
    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split(';');
        let mut next = || cells.next();
        let (articles, sides, posts, principle) = (next()?, next()?, next()?, next()?);
        let (from, until, verdict) = (next()?, next()?, next()?);
        Some(Self {
            articles,
            sides,
            posts,
            principle,
            from: from.parse().unwrap_or(i32::MIN),
            until: until.parse().unwrap_or(i32::MAX),
            verdict: match verdict {
                "ok" => Verdict::Ok,
                "odd" => Verdict::Odd,
                "stop" => Verdict::Stop,
                _ => return None,
            },
        })
    }

    fn fits(&self, article: &str, state_account: &str, side: Side, at: (i32, Principle)) -> bool {
        let (year, principle) = at;
        let word = match principle {
            Principle::Cash => "cash",
            Principle::Srs => "srs",
        };
        let mut articles = self.articles.split_whitespace();
        let mut sides = self.sides.split_whitespace();
        let mut posts = self.posts.split_whitespace();
        (self.from..=self.until).contains(&year)
            && (self.principle == "*" || self.principle == word)
            && sides.any(|of| of == side.word())
            && articles.any(|start| start == "*" || article.starts_with(start))
            && posts.any(|post| is_of_post(post, state_account))
    }
}

fn is_of_post(post: &str, state_account: &str) -> bool {
    let own = state_account.get(4..6).unwrap_or_default();
    match post.split_once('-') {
        _ if post == "*" => true,
        Some((first, last)) => (first..=last).contains(&own),
        None => post == own || (post.len() == 6 && state_account.starts_with(post)),
    }
}

/// What the table says of an article account on a state account in a year.
pub(crate) fn verdict(
    article: &str,
    state_account: &str,
    side: Side,
    at: (i32, Principle),
) -> Verdict {
    let mut rows = TABLE.iter();
    let row = rows.find(|row| row.fits(article, state_account, side, at));
    row.map_or(Verdict::Stop, |row| row.verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let lines = include_str!("../../data/combinations.csv").lines();
        assert_eq!(TABLE.len(), lines.count() - 1);
    }

    #[test]
    fn state_accounts_are_of_one_side() {
        let table = [
            ("132001", Side::Expense),
            ("000101", Side::Expense),
            ("063476300000", Side::Expense),
            ("299999", Side::Expense),
            ("300001", Side::Income),
            ("599990", Side::Income),
            ("000001", Side::Balance),
            ("60012301", Side::Bank),
            ("60012302", Side::Bank),
            ("60012303", Side::Balance),
            ("700123", Side::Balance),
            ("70012396", Side::Balance),
            ("13200", Side::Balance),
            ("13200A", Side::Balance),
            ("", Side::Balance),
        ];
        for (account, side) in table {
            assert_eq!(Side::of(account, "01 02"), side, "{account}");
        }
    }

    #[test]
    fn verdicts_follow_article_item_principle_and_year() {
        use Principle::{Cash, Srs};
        let table = [
            ("630", "132001", 2025, Cash, Verdict::Ok),
            ("630", "432001", 2025, Cash, Verdict::Odd),
            ("320", "432001", 2025, Cash, Verdict::Ok),
            ("128", "132001", 2025, Srs, Verdict::Ok),
            ("128", "132001", 2025, Cash, Verdict::Odd),
            ("128", "132070", 2025, Srs, Verdict::Odd),
            ("490", "132001", 2025, Srs, Verdict::Stop),
            ("490", "132001", 2025, Cash, Verdict::Ok),
            ("490", "132070", 2025, Cash, Verdict::Odd),
            ("580", "432015", 2014, Cash, Verdict::Ok),
            ("580", "432015", 2015, Cash, Verdict::Stop),
            ("580", "132001", 2015, Cash, Verdict::Ok),
            ("1986", "570072", 2025, Cash, Verdict::Ok),
            ("1986", "570071", 2025, Cash, Verdict::Stop),
            ("1987", "163301", 2025, Cash, Verdict::Ok),
            ("1980", "700123", 2025, Cash, Verdict::Ok),
            ("1980", "132001", 2025, Cash, Verdict::Stop),
            ("193", "60012301", 2025, Cash, Verdict::Ok),
            ("240", "60012301", 2025, Cash, Verdict::Stop),
            ("860", "132070", 2024, Cash, Verdict::Odd),
            ("860", "132070", 2025, Cash, Verdict::Ok),
            ("560", "132001", 2025, Cash, Verdict::Stop),
            ("900", "132001", 2025, Cash, Verdict::Stop),
        ];
        for (article, account, year, principle, expected) in table {
            let side = Side::of(account, "01 02");
            let said = verdict(article, account, side, (year, principle));
            assert_eq!(said, expected, "{article} {account} {year} {principle:?}");
        }
    }
}
