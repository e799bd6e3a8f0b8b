//! `keys/allowed_signers`: whose key is valid for what and when, in OpenSSH's own format (`ssh-keygen(1)`, section
//! ALLOWED SIGNERS), so that `ssh-keygen -Y verify` reads the same file.
//!
//! One line per key: principals (patterns, separated by commas), options, kind of key, key, comment. Options:
//! `namespaces="…"` (patterns), `valid-after="YYYYMMDD[HHMM[SS]]Z"`, `valid-before="…Z"`; both ends are valid. Empty
//! lines and lines that begin with `#` say nothing.
//!
//! Stricter than OpenSSH in three points, each refused with its line: a time without `Z` (OpenSSH takes it in the time
//! zone of whoever verifies, so two people could get two answers), `cert-authority`, keys other than Ed25519. Never
//! delete the line of somebody who leaves: give it a `valid-before`, and old signatures stay valid.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use ssh_key::PublicKey;
use ssh_key::public::KeyData;

use crate::signature::{Refusal, signing_key};

/// Largest file that is read, in bytes.
const BYTES_MAX: usize = 1 << 20;

/// Who may sign what, when, with which key.
#[derive(Clone, Debug)]
pub struct AllowedSigners {
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    principals: String,
    options: Options,
    key: KeyData,
}

#[derive(Clone, Debug, Default)]
struct Options {
    namespaces: Option<String>,
    valid_after: Option<DateTime<Utc>>,
    valid_before: Option<DateTime<Utc>>,
}

/// A line that cannot be used. The whole file is refused: a line left out could be the one that ends a key's validity.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("allowed_signers line {line}: {why}")]
pub struct AllowedSignersError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub why: String,
}

impl AllowedSigners {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, AllowedSignersError> {
        let whole = |why: &str| AllowedSignersError {
            line: 1,
            why: why.to_owned(),
        };
        if bytes.len() > BYTES_MAX {
            return Err(whole("the file has more than 1 MiB; is it the right file?"));
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|_| whole("the file is not UTF-8; save it as UTF-8"))?;
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_matches([' ', '\t', '\r']);
            if !line.is_empty() && !line.starts_with('#') {
                lines.push(parse_line(line).map_err(|why| AllowedSignersError {
                    line: index + 1,
                    why,
                })?);
            }
        }
        Ok(Self { lines })
    }

    /// Whether a signature over `message` is by a key of `principal` that may sign in `namespace` at the instant `at`.
    pub fn verify(
        &self,
        message: &[u8],
        armored: &str,
        principal: &str,
        namespace: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let key = signing_key(message, armored, namespace)?;
        self.check_key(&key, principal, namespace, at)
    }

    /// A key may stand on several lines; one that allows it is enough, else the reason of the last line is given.
    fn check_key(
        &self,
        key: &PublicKey,
        principal: &str,
        namespace: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let mut refusal = Refusal::UnknownPrincipal {
            principal: principal.to_owned(),
        };
        let lines = self
            .lines
            .iter()
            .filter(|line| list_matches(&line.principals, principal));
        for line in lines {
            match line.check(key, principal, namespace, at) {
                Ok(()) => return Ok(()),
                Err(Refusal::UnknownKey { .. })
                    if !matches!(refusal, Refusal::UnknownPrincipal { .. }) => {}
                Err(reason) => refusal = reason,
            }
        }
        Err(refusal)
    }
}

impl Line {
    fn check(
        &self,
        key: &PublicKey,
        principal: &str,
        namespace: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let principal = principal.to_owned();
        if &self.key != key.key_data() {
            return Err(Refusal::UnknownKey { principal });
        }
        if self
            .options
            .namespaces
            .as_ref()
            .is_some_and(|allowed| !list_matches(allowed, namespace))
        {
            return Err(Refusal::NamespaceNotAllowed {
                principal,
                namespace: namespace.to_owned(),
            });
        }
        if let Some(from) = self.options.valid_after.filter(|from| at < *from) {
            return Err(Refusal::NotYetValid {
                principal,
                from,
                at,
            });
        }
        if let Some(until) = self.options.valid_before.filter(|until| at > *until) {
            return Err(Refusal::Expired {
                principal,
                until,
                at,
            });
        }
        Ok(())
    }
}

fn parse_line(line: &str) -> Result<Line, String> {
    let (principals, rest) = take_word(line)?;
    let principals = principals
        .strip_prefix('"')
        .and_then(|word| word.strip_suffix('"'))
        .unwrap_or(principals);
    if principals.is_empty() {
        return Err("expected the principals first".to_owned());
    }
    let (options, key) = if is_key_kind(rest.split([' ', '\t']).next().unwrap_or_default()) {
        (Options::default(), rest)
    } else {
        let (options, key) = take_word(rest)?;
        (parse_options(options)?, key)
    };
    let mut words = key.split([' ', '\t']).filter(|word| !word.is_empty());
    let kind = words.next().unwrap_or_default();
    if kind != "ssh-ed25519" {
        return Err(format!(
            "expected a key of kind ssh-ed25519, found {kind:?}; make one with ssh-keygen -t ed25519"
        ));
    }
    let text = format!("{kind} {}", words.next().unwrap_or_default());
    let key = PublicKey::from_openssh(&text).map_err(|why| {
        format!("the key is not readable ({why}); copy the second word of the .pub file")
    })?;
    Ok(Line {
        principals: principals.to_owned(),
        options,
        key: key.key_data().clone(),
    })
}

/// How names of kinds of keys begin; no option begins so.
fn is_key_kind(word: &str) -> bool {
    ["ssh-", "sk-ssh-", "ecdsa-", "sk-ecdsa-"]
        .iter()
        .any(|prefix| word.starts_with(prefix))
}

/// The first word and the rest; blanks between double quotes do not end a word.
fn take_word(text: &str) -> Result<(&str, &str), String> {
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => {
                let (word, rest) = text.split_at(at);
                return Ok((word, rest.trim_start_matches([' ', '\t'])));
            }
            _ => {}
        }
    }
    if quoted {
        return Err("a double quote is not closed".to_owned());
    }
    Err("expected principals, options, kind of key and key; the line ends too early".to_owned())
}

fn parse_options(mut text: &str) -> Result<Options, String> {
    let mut options = Options::default();
    loop {
        let end = text.find(['=', ',']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let name = name.to_ascii_lowercase();
        if name == "cert-authority" {
            return Err("cert-authority is not supported; list each person's own key".to_owned());
        }
        if !matches!(name.as_str(), "namespaces" | "valid-after" | "valid-before") {
            return Err(format!(
                "unknown option {name:?}; known are namespaces, valid-after, valid-before"
            ));
        }
        let quoted = rest
            .strip_prefix("=\"")
            .and_then(|rest| rest.split_once('"'));
        let (value, rest) =
            quoted.ok_or_else(|| format!("the value of {name} must stand in double quotes"))?;
        let is_new = match name.as_str() {
            "namespaces" => options.namespaces.replace(value.to_owned()).is_none(),
            "valid-after" => options.valid_after.replace(parse_time(value)?).is_none(),
            _ => options.valid_before.replace(parse_time(value)?).is_none(),
        };
        if !is_new {
            return Err(format!("the option {name} is given twice"));
        }
        match rest.strip_prefix(',') {
            Some(more) => text = more,
            None if rest.is_empty() => break,
            None => {
                return Err(format!(
                    "expected a comma after the value of {name}, found {rest:?}"
                ));
            }
        }
    }
    if options
        .valid_after
        .zip(options.valid_before)
        .is_some_and(|(after, before)| before <= after)
    {
        return Err("valid-before is not after valid-after".to_owned());
    }
    Ok(options)
}

fn parse_time(text: &str) -> Result<DateTime<Utc>, String> {
    let wrong = || {
        format!("expected a time as YYYYMMDDZ, YYYYMMDDHHMMZ or YYYYMMDDHHMMSSZ, found {text:?}")
    };
    let digits = text.strip_suffix(['Z', 'z']).ok_or_else(|| {
        format!(
            "{}; the Z says UTC, without it the answer depends on who verifies",
            wrong()
        )
    })?;
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let (date, time) = digits.split_at(8);
    let date = NaiveDate::parse_from_str(date, "%Y%m%d").map_err(|_| wrong())?;
    let time = match time.len() {
        0 => NaiveTime::MIN,
        4 => NaiveTime::parse_from_str(time, "%H%M").map_err(|_| wrong())?,
        _ => NaiveTime::parse_from_str(time, "%H%M%S").map_err(|_| wrong())?,
    };
    Ok(NaiveDateTime::new(date, time).and_utc())
}

/// OpenSSH's pattern lists: separated by commas, `*` and `?`; a pattern after `!` that matches forbids.
fn list_matches(list: &str, text: &str) -> bool {
    let mut found = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(forbidden) if pattern_matches(forbidden.as_bytes(), text.as_bytes()) => {
                return false;
            }
            Some(_) => {}
            None => found |= pattern_matches(pattern.as_bytes(), text.as_bytes()),
        }
    }
    found
}

/// Goes back to the last `*` only, so the work is at most pattern × text.
fn pattern_matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(expected) if *expected == b'?' || expected == byte => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star_at, text_at)) = star else {
                    return false;
                };
                star = Some((star_at, text_at + 1));
                p = star_at + 1;
                t = text_at + 1;
            }
        }
    }
    pattern.iter().skip(p).all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

    #[test]
    fn lines_that_are_read() {
        let table = [
            format!("kari {KEY}"),
            format!("\t kari,ola \t {KEY} a comment of words\r"),
            format!("\"kari\" {KEY}"),
            format!("kari namespaces=\"a,b c\" {KEY}"),
            format!(
                "kari NAMESPACES=\"a\",Valid-After=\"20250101Z\",valid-before=\"202601010000z\" {KEY}"
            ),
        ];
        for line in table {
            assert_eq!(
                AllowedSigners::parse(line.as_bytes()).unwrap().lines.len(),
                1,
                "{line}"
            );
        }
        let none = AllowedSigners::parse(b"# kari\n\n   \n\t# x\n").unwrap();
        assert_eq!(none.lines.len(), 0);
    }

    #[test]
    fn lines_that_are_refused() {
        let options = |options: &str| format!("kari {options} {KEY}");
        let table = [
            ("kari".to_owned(), "the line ends too early"),
            (format!("\"\" {KEY}"), "expected the principals first"),
            (format!("\"kari {KEY}"), "a double quote is not closed"),
            (options("cert-authority"), "cert-authority is not supported"),
            (
                options("CERT-AUTHORITY,namespaces=\"a\""),
                "cert-authority is not supported",
            ),
            (options("no-touch-required"), "unknown option"),
            (options("namespaces=a"), "must stand in double quotes"),
            (options("namespaces"), "must stand in double quotes"),
            (options("namespaces=\"a\"x"), "expected a comma"),
            (options("namespaces=\"a\","), "unknown option \"\""),
            (options("namespaces=\"a\",namespaces=\"b\""), "given twice"),
            (options("valid-after=\"20250101\""), "the Z says UTC"),
            (
                options("valid-after=\"2025-01-01Z\""),
                "expected a time as YYYYMMDDZ",
            ),
            (
                options("valid-after=\"20250230Z\""),
                "expected a time as YYYYMMDDZ",
            ),
            (
                options("valid-after=\"202501012460Z\""),
                "expected a time as YYYYMMDDZ",
            ),
            (
                options("valid-after=\"20250101Z\",valid-before=\"20250101Z\""),
                "is not after",
            ),
            ("kari ssh-rsa AAAA".to_owned(), "found \"ssh-rsa\""),
            (
                "kari sk-ssh-ed25519@openssh.com AAAA".to_owned(),
                "expected a key of kind ssh-ed25519",
            ),
            (
                "kari ssh-ed25519 AAAA".to_owned(),
                "the key is not readable",
            ),
            ("kari ssh-ed25519".to_owned(), "the key is not readable"),
            (
                format!("kari {}", KEY.replace("AAAAC3", "AAAAD3")),
                "the key is not readable",
            ),
        ];
        for (line, part) in table {
            let text = format!("# first\n{line}\nola {KEY}\n");
            let found = AllowedSigners::parse(text.as_bytes()).unwrap_err();
            assert!(
                found.line == 2 && found.why.contains(part),
                "{line}: {found}"
            );
        }
        assert!(AllowedSigners::parse(b"\xff").is_err());
        assert!(AllowedSigners::parse(&vec![b'#'; BYTES_MAX + 1]).is_err());
    }

    #[test]
    fn cut_anywhere_nothing_panics() {
        let line =
            format!("k\u{e5}ri namespaces=\"\u{e6},b\",valid-before=\"20260101Z\" {KEY} \u{f8}\n");
        for end in (0..line.len()).filter(|end| line.is_char_boundary(*end)) {
            let cut = AllowedSigners::parse(&line.as_bytes()[..end]);
            assert!(
                end == 0 || end > line.len() - 5 || cut.is_err(),
                "cut at {end}"
            );
        }
    }

    #[test]
    fn pattern_lists() {
        let table = [
            ("kari", "kari", true),
            ("kari", "kari ", false),
            ("", "", true),
            ("*", "", true),
            ("k*i", "kari", true),
            ("k*i", "kario", false),
            ("*a*a*", "kara", true),
            ("*a*a*a*", "kara", false),
            ("k?ri", "kari", true),
            ("k?ri", "kri", false),
            ("ola,kari", "kari", true),
            ("*,!kari", "kari", false),
            ("!kari,*", "ola", true),
            ("!ola", "kari", false),
        ];
        for (list, text, expected) in table {
            assert_eq!(list_matches(list, text), expected, "{list} {text}");
        }
        // Many stars are not many times the work.
        assert!(!list_matches(&"*a".repeat(500), &"a".repeat(400)));
    }
}
