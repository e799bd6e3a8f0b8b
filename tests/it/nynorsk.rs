//! Nynorsk is nynorsk: no word that only bokmål has stands in its texts, and no text of bokmål on what a run in that
//! language leaves for people.
//!
//! Not here: that it says what the other languages say, key by key (the tests of the rooms).
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::world::World;

/// The rooms that speak, and the first part of the name of their files.
const SOURCES: [(&str, &str); 4] = [
    ("calendar", "deadlines."),
    ("checks", "checks."),
    ("checks", "names."),
    ("report", ""),
];

/// Words that official nynorsk does not have.
const WORDS: &[&str] = &[
    "allerede",
    "annet",
    "bare",
    "bilagene",
    "disse",
    "eiendeler",
    "en",
    "et",
    "forrige",
    "fortsatt",
    "fra",
    "føres",
    "gjelder",
    "hva",
    "hver",
    "hvem",
    "hvilke",
    "hvilken",
    "hvis",
    "hvor",
    "hvorfor",
    "ikke",
    "inngående",
    "innen",
    "kommer",
    "kontoene",
    "kun",
    "lukket",
    "mangler",
    "mer",
    "mottatt",
    "noe",
    "noen",
    "opprinnelig",
    "poster",
    "posteringen",
    "posteringer",
    "riktig",
    "samme",
    "sammen",
    "selv",
    "sendes",
    "senere",
    "sier",
    "skrevet",
    "uke",
    "uten",
    "utenfor",
    "utgående",
    "være",
    "åpen",
    "åpne",
];

/// Parts that no word of official nynorsk has.
const PARTS: &[&str] = &[
    "bekreft",
    "bevegelse",
    "bevilgning",
    "hovedbok",
    "ighet",
    "kjør",
    "måned",
    "oppgjør",
    "penger",
    "regnskap",
    "tilskudd",
    "tjeneste",
    "virksomhet",
];

/// What stands after each key, and the lines of those with choices.
fn texts(language: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for (room, name) in SOURCES {
        let path = format!("../{room}/texts/{name}{language}.ftl");
        let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        let source = source.expect("the file of a language");
        texts.extend(source.lines().map(|line| {
            line.split_once(" = ")
                .map_or(line, |(_, text)| text)
                .to_owned()
        }));
    }
    texts
}

#[test]
fn no_text_has_a_word_that_only_bokmal_has() {
    let found = |language| -> BTreeSet<String> {
        let words = texts(language).into_iter().flat_map(|text| {
            text.split(|c: char| !c.is_alphabetic())
                .map(str::to_lowercase)
                .collect::<Vec<_>>()
        });
        words
            .filter(|word| {
                WORDS.contains(&word.as_str()) || PARTS.iter().any(|part| word.contains(part))
            })
            .collect()
    };
    assert_eq!(found("nn"), BTreeSet::new());
    assert!(
        found("nb").len() > 100,
        "the words are those that bokmål uses"
    );
}

/// What stands between the arguments of a language's texts, where it is long enough to be told from a name.
fn pieces(language: &str) -> BTreeSet<String> {
    let texts = texts(language);
    let pieces = texts
        .iter()
        .flat_map(|text| text.split(['{', '}']))
        .map(str::trim)
        .filter(|piece| piece.chars().count() >= 16);
    pieces.map(str::to_owned).collect()
}

#[test]
fn a_run_in_nynorsk_has_no_text_of_bokmal() {
    let world = World::synth(1, 150, &["double-posting:1"]);
    let nynorsk = texts("nn").join("\n");
    let mut bokmal = pieces("nb");
    bokmal.retain(|piece| !nynorsk.contains(piece.as_str()));
    assert!(bokmal.len() > 800, "{}", bokmal.len());
    for language in ["nb", "nn"] {
        world.write(
            "avstem.toml",
            format!("name = \"Test\"\nlanguage = \"{language}\"\n").as_bytes(),
        );
        let job = format!(
            "portfolio = \".\"\nreports = \"reports-{language}\"\nperiods = \"2025-03..2025-03\"\n"
        );
        world.write("job.toml", job.as_bytes());
        world.run(&["--exit-zero"]).expect(0);
    }
    let left = |language: &str, name: &str| -> (String, Vec<&String>) {
        let path = format!("reports-{language}/runs/V01/2025-03/0001/{name}");
        let text = String::from_utf8(world.read(&path)).expect("a text");
        let is_there = |piece: &&String| text.contains(piece.as_str());
        let found = bokmal.iter().filter(is_there).collect();
        (text, found)
    };
    for (name, says) in [
        ("folder.html", ["<html lang=\"nn\"", "Opne postar"]),
        ("results.json", ["ei dobbeltføring", "Venta saldo"]),
        (
            "deadlines.ics",
            ["Setje aktuell periode", "statsrekneskapen"],
        ),
    ] {
        let (text, found) = left("nn", name);
        assert_eq!(found, Vec::<&String>::new(), "{name}");
        for words in says {
            assert!(text.contains(words), "{name}: {words}");
        }
        let (_, found) = left("nb", name);
        assert!(found.len() > 3, "{name}: bokmål is found where it stands");
    }
}
