//! The page: safe, self-contained, well formed, readable.

use domain::{Finding, Ore, Text};
use report::folder_html;

use crate::sample;

fn page() -> String {
    folder_html(&sample::run("G2024"), &sample::texts("nb"))
}

#[test]
fn names_from_files_cannot_become_markup() {
    let page = page();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;.txt"));
    assert!(page.contains("&lt;b&gt;Æøå&lt;/b&gt; &amp; co"));
    for forbidden in ["<script", "<img", "<b>Æ", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn nothing_is_fetched_from_anywhere() {
    let page = page().replace("http://www.w3.org/2000/svg", "");
    for forbidden in ["src=", "url(", "@import", "<link", "<iframe", "https://"] {
        assert!(
            !page.replace("src=x onerror", "").contains(forbidden),
            "{forbidden}"
        );
    }
}

/// Every element is closed in order, ids are unique, references point to something.
#[test]
fn structure_is_sound() {
    for generation in ["G2024", "G2025"] {
        let page = folder_html(&sample::run(generation), &sample::texts("en"));
        let ids = attributes(&page, " id=\"");
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "duplicate id");
        for names in attributes(&page, " aria-labelledby=\"") {
            assert!(names.split(' ').all(|name| ids.contains(&name)), "{names}");
        }
        for target in attributes(&page, " href=\"#") {
            assert!(ids.contains(&target), "{target}");
        }
        let mut open = Vec::new();
        for tag in page.split('<').skip(1).filter(|tag| !tag.starts_with('!')) {
            let name = tag.split([' ', '>']).next().unwrap();
            if let Some(closed) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed));
            } else if !["meta", "br"].contains(&name) {
                open.push(name);
            }
        }
        assert_eq!(open, Vec::<&str>::new());
    }
}

fn attributes<'a>(page: &'a str, start: &str) -> Vec<&'a str> {
    page.split(start)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

#[test]
fn headings_do_not_skip_a_level_and_tables_have_captions_and_scopes() {
    let page = page();
    let mut last = 0;
    for rest in page.split("<h").skip(1) {
        let Some(level) = rest.chars().next().and_then(|c| c.to_digit(10)) else {
            continue;
        };
        assert!(level <= last + 1, "h{level} after h{last}");
        last = level;
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(
        page.matches("<table>").count(),
        page.matches("<table><caption>").count()
    );
    assert_eq!(
        page.matches("<th ").count() + page.matches("<th>").count(),
        page.matches("scope=\"").count()
    );
    assert!(
        page.contains("<html lang=\"nb\">") && page.contains("<main class=\"page\" id=\"main\"")
    );
    assert_eq!(
        page.matches("<svg").count(),
        page.matches("<title id=").count()
    );
    assert_eq!(
        page.matches("<svg").count(),
        page.matches("<desc id=").count()
    );
}

#[test]
fn what_is_wrong_stands_on_top() {
    let page = page();
    let top = page.split("id=\"overview\"").next().unwrap();
    for expected in [
        "2 kontroller har avvik og 1 kunne ikke kjøres fordi grunnlag mangler.",
        "Dekningsoverføring fra 1920 den 27.03.2024 på 250\u{a0}000,00 er ikke bokført",
        "-48\u{a0}210,50",
        "OCR-fil ikke lest inn",
        "Les inn OCR-filen på nytt",
        "-1\u{a0}250,00 på 1939 er uforklart",
        "Mangler reskontroliste for mars 2024",
        "Kunde følger opp",
    ] {
        assert!(top.contains(expected), "{expected}");
    }
    let new = folder_html(&sample::run("G2025"), &sample::texts("nb"));
    assert!(!new.contains("Kunde følger opp") && !new.contains("Alt OK"));
}

#[test]
fn bridge_leads_from_one_side_to_the_other() {
    let page = page();
    let bridge = page
        .split("id=\"bridge-bank-0-title\"")
        .nth(1)
        .unwrap()
        .split("</svg>")
        .next()
        .unwrap();
    let mut rest = bridge;
    for expected in [
        "12\u{a0}345\u{a0}678,90",
        "+250\u{a0}000,00",
        "+48\u{a0}210,50",
        "+1\u{a0}250,00",
        "12\u{a0}645\u{a0}139,40",
    ] {
        let (_, after) = rest
            .split_once(expected)
            .unwrap_or_else(|| panic!("{expected} in {rest}"));
        rest = after;
    }
    assert!(bridge.contains("Aksen starter ikke på null"));
    assert!(
        !page.contains("bridge-subledger"),
        "equal sides need no bridge"
    );
}

#[test]
fn open_items_have_ages_by_account_and_a_nearest_candidate() {
    let page = folder_html(&sample::run("G2024"), &sample::texts("en"));
    for expected in [
        "Open items by account and age, sum and count",
        "Items of earlier periods that were matched now",
        "Differences that a tolerance let pass",
        "40 and 2 rows were too many ways to search",
        "two digits are swapped, difference 90.00",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
}

#[test]
fn long_lists_say_what_is_not_shown() {
    let mut run = sample::run("G2024");
    let first = run.checks[0].findings[0].clone();
    run.checks[0].findings = (0..1_000)
        .map(|n| Finding {
            key: format!("k{n}"),
            ..first.clone()
        })
        .collect();
    let item = run.open_items[0].clone();
    run.open_items = vec![item; 201];
    let page = folder_html(&run, &sample::texts("nb"));
    assert!(page.contains(
        "Viser 200 av 1\u{a0}000. Resten står i folder.xlsx og frames/findings.parquet."
    ));
    assert!(
        page.contains("Viser 200 av 201. Resten står i folder.xlsx og frames/open_items.parquet.")
    );
    assert!(page.contains("995 funn til står i kontrollen nedenfor."));
}

#[test]
fn extreme_amounts_do_not_break_the_page() {
    let mut run = sample::run("G2024");
    let point = &mut run.checks[0].points[0];
    point.side1.amount = Ore(i64::MAX);
    point.side2.amount = Ore(i64::MIN + 1);
    point.difference = Ore(i64::MIN);
    point.side1.label = Text::key("sample-saldo-ledger");
    let page = folder_html(&run, &sample::texts("nb"));
    assert!(page.ends_with("</html>"));
}

/// Contrast of every text colour on every paper it is used on, in both colour schemes (WCAG 2.1, 1.4.3: 4.5).
#[test]
fn colours_have_contrast() {
    let style = include_str!("../../src/html/style.css");
    let schemes: Vec<&str> = style
        .split(":root {")
        .skip(1)
        .map(|s| s.split('}').next().unwrap())
        .collect();
    assert_eq!(schemes.len(), 3, "light, dark, print");
    let colour = |scheme: &str, name: &str| -> f64 {
        let hex = scheme.split(&format!("--{name}: #")).nth(1).unwrap();
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let ratio = |a: f64, b: f64| (a.max(b) + 0.05) / (a.min(b) + 0.05);
    for scheme in schemes {
        let text_on_paper = [
            ("ink", "paper"),
            ("ink", "panel"),
            ("muted", "paper"),
            ("muted", "panel"),
            ("accent", "paper"),
            ("red", "paper"),
            ("green", "green-paper"),
            ("amber", "amber-paper"),
            ("red", "red-paper"),
            ("grey", "grey-paper"),
        ];
        for (text, paper) in text_on_paper {
            assert!(
                ratio(colour(scheme, text), colour(scheme, paper)) >= 4.5,
                "{text} on {paper}"
            );
        }
        for shape in ["accent", "red", "muted", "bar"] {
            assert!(
                ratio(colour(scheme, shape), colour(scheme, "panel")) >= 3.0,
                "{shape}"
            );
        }
    }
}
