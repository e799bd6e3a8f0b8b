//! The forms byte for byte, and what stands after which events.

use super::*;

fn event(number: u32, run: u8, act: Act) -> Event {
    Event {
        form: Form::Two,
        number,
        previous: (number > 1).then_some(Digest([9; 32])),
        at: "2025-04-10T14:00:00Z".parse().unwrap(),
        run: Some(RunLink {
            run: u32::from(run),
            sums: Digest([run; 32]),
        }),
        playbook: None,
        held: None,
        act,
    }
}

fn artifact(sha256: u8) -> Artifact {
    Artifact {
        name: "s-report.csv".to_owned(),
        sha256: Digest([sha256; 32]),
    }
}

fn sign_off(purpose: &str, artifact: Option<Artifact>) -> SignOff {
    let text = |text: &str| text.to_owned();
    SignOff {
        purpose: text(purpose),
        artifact,
        person: text("kari"),
        principal: text("kari@ntnu.no"),
        role: text("preparer"),
        namespace: text("folder-overview@avstem"),
        statement: text("Kontrollert \"alt\"\nog avstemt"),
        note: None,
        signature: text("-----BEGIN SSH SIGNATURE-----\n"),
        event_signature: text("-----BEGIN SSH SIGNATURE-----\nAAAA\n"),
    }
}

fn signed(purpose: &str) -> Act {
    Act::Signed(sign_off(purpose, None))
}

fn stepped(step: &str, artifact: Option<Artifact>) -> Act {
    Act::Stepped(Stepped {
        step: step.to_owned(),
        person: "dag".to_owned(),
        by: Doer {
            principal: "dag@dfo.test".to_owned(),
            role: "provider".to_owned(),
            event_signature: None,
        },
        artifact,
        reason: None,
        note: Some("with the last voucher".to_owned()),
    })
}

fn doer() -> Doer {
    Doer {
        principal: "dag@dfo.test".to_owned(),
        role: "provider".to_owned(),
        event_signature: Some("AAAA".to_owned()),
    }
}

fn accepted() -> Act {
    Act::Accepted(Acceptance {
        action: "A-1f0c36a9b27d".to_owned(),
        responsible: "kari".to_owned(),
        until: "2025-05-20".parse().unwrap(),
        reason: None,
        person: "dag".to_owned(),
        by: doer(),
    })
}

fn case(estimate: Option<NaiveDate>) -> Act {
    Act::Case(CaseAct {
        step: crate::CaseStep::Status,
        case: "C-1f0c36a9b27d".to_owned(),
        action: "A-1f0c36a9b27d".to_owned(),
        category: estimate.map(|_| "accounting".to_owned()),
        kind: estimate.map(|_| "enquiry".to_owned()),
        status: domain::case::CaseStatus::InProgress,
        estimate,
        text: estimate.map(|_| "the bank is asked".to_owned()),
        notice: "Sak C-1f0c36a9b27d har status Under arbeid".to_owned(),
        person: "dag".to_owned(),
        by: doer(),
    })
}

fn decertified(artifact: Option<Artifact>) -> Act {
    Act::Decertified {
        artifact,
        reason: "12.50".into(),
    }
}

fn reopened() -> Act {
    Act::Reopened {
        person: "kari".into(),
        reason: "late".into(),
        by: None,
    }
}

#[test]
fn the_form_is_fixed() {
    let mut event = event(2, 1, stepped("s-laid-out", Some(artifact(7))));
    event.playbook = Some(Digest([3; 32]));
    event.held = Some(Held {
        deadline: "D12".to_owned(),
        due: Some("2025-04-14T16:00:00+02:00".to_owned()),
        kept: Some(true),
        business_days: Some(2),
    });
    let text = String::from_utf8(event.to_bytes().unwrap()).unwrap();
    let (body, digest) = text.rsplit_once(",\n").unwrap();
    let expected = format!(
        r#"{{
  "schema": "avstem.event/2",
  "number": 2,
  "previous": "{}",
  "at": "2025-04-10T14:00:00Z",
  "kind": "stepped",
  "run": 1,
  "sums": "{}",
  "step": "s-laid-out",
  "purpose": null,
  "artifact": "s-report.csv",
  "artifact_sha256": "{}",
  "person": "dag",
  "principal": "dag@dfo.test",
  "role": "provider",
  "playbook": "{}",
  "deadline": "D12",
  "due": "2025-04-14T16:00:00+02:00",
  "kept": true,
  "business_days": 2,
  "namespace": null,
  "statement": null,
  "finding": null,
  "until": null,
  "reason": null,
  "note": "with the last voucher",
  "signature": null,
  "event_signature": null"#,
        "09".repeat(32),
        "01".repeat(32),
        "07".repeat(32),
        "03".repeat(32)
    );
    assert_eq!(body, expected);
    let without = digest_of(format!("{expected},\n  \"digest\": null\n}}\n").as_bytes());
    assert_eq!(digest, format!("  \"digest\": \"{without}\"\n}}\n"));
}

#[test]
fn round_trips_and_reads_nothing_else() {
    let waiver = Waiver {
        finding: "bank/BANK003/1939".to_owned(),
        until: "2025-06-30".parse().unwrap(),
        reason: "the bank answers in June".to_owned(),
        sign_off: sign_off("waiver", None),
    };
    let mut by_whom = reopened();
    if let Act::Reopened { by, .. } = &mut by_whom {
        *by = Some(Doer {
            principal: "kari@ntnu.no".to_owned(),
            role: "approver".to_owned(),
            event_signature: Some("AAAA".to_owned()),
        });
    }
    let acts = [
        signed("s-report"),
        Act::Signed(sign_off("s-report", Some(artifact(1)))),
        stepped("closed", None),
        Act::Waived(waiver),
        accepted(),
        case(None),
        case("2025-05-20".parse().ok()),
        decertified(None),
        decertified(Some(artifact(1))),
        reopened(),
        by_whom,
    ];
    let mut events: Vec<Event> = acts.into_iter().map(|act| event(1, 1, act)).collect();
    let mut without_run = event(1, 1, stepped("set-current", None));
    without_run.run = None;
    events.push(without_run);
    for act in [signed("s-report"), decertified(None), reopened()] {
        let mut old = event(1, 1, act);
        old.form = Form::One;
        events.push(old);
    }
    for event in events {
        let bytes = event.to_bytes().unwrap();
        assert_eq!(Event::from_bytes(&bytes).unwrap(), event);
        for end in 0..bytes.len() {
            assert!(Event::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
        for at in 0..bytes.len() {
            for byte in [0, 0xff, bytes[at] ^ 0x20, bytes[at] ^ 1] {
                let mut changed = bytes.clone();
                changed[at] = byte;
                assert!(Event::from_bytes(&changed).is_err(), "{byte} at {at}");
            }
        }
    }
}

#[test]
fn fields_must_fit_the_kind() {
    // Well-made digests, so that only the fields are wrong.
    let table = [
        ("\"reason\": \"12.50\"", "\"reason\": null", "Kind"),
        ("\"decertified\"", "\"signed\"", "Kind"),
        ("\"decertified\"", "\"waived\"", "Kind"),
        ("\"decertified\"", "\"stepped\"", "Kind"),
        ("\"decertified\"", "\"approved\"", "Kind"),
        ("\"person\": null", "\"person\": \"kari\"", "Changed"),
        ("\"until\": null", "\"until\": \"2025-04-01\"", "Changed"),
        ("\"run\": 1,", "\"run\": null,", "Changed"),
        ("avstem.event/2", "avstem.event/3", "Changed"),
        ("avstem.event/2", "avstem.event/1", "Form"),
    ];
    for (from, to, expected) in table {
        let text = String::from_utf8(event(1, 1, decertified(None)).to_bytes().unwrap());
        let text = text.unwrap().replacen(from, to, 1);
        let (body, _) = text.rsplit_once("\"digest\"").unwrap();
        let digest = digest_of(format!("{body}\"digest\": null\n}}\n").as_bytes());
        let forged = format!("{body}\"digest\": \"{digest}\"\n}}\n");
        let refused = Event::from_bytes(forged.as_bytes()).unwrap_err();
        assert!(
            format!("{refused:?}").starts_with(expected),
            "{to}: {refused:?}"
        );
    }
}

#[test]
fn what_stands() {
    let laid_out = |sha256| Act::Signed(sign_off("s-report", Some(artifact(sha256))));
    let events = [
        event(1, 1, signed("folder-overview")),
        event(2, 1, laid_out(1)),
        event(3, 2, signed("folder-overview")),
        event(4, 1, decertified(None)),
        event(5, 1, signed("s-report")),
        event(6, 2, reopened()),
        event(7, 2, laid_out(2)),
        event(8, 2, decertified(Some(artifact(1)))),
        event(9, 2, stepped("s-sent", None)),
        event(10, 2, stepped("s-returned", None)),
    ];
    let standing = |count: usize| -> Vec<u32> {
        sign_offs_in_force(&events[..count])
            .iter()
            .map(|(event, _)| event.number)
            .collect()
    };
    assert_eq!(standing(0), [0; 0]);
    assert_eq!(standing(3), [1, 2, 3]);
    assert_eq!(standing(4), [2, 3], "an artifact is not the run");
    assert_eq!(standing(5), [2, 3, 5]);
    assert_eq!(
        standing(6),
        [2],
        "what is signed of an artifact stands until it changes"
    );
    assert_eq!(standing(7), [2, 7]);
    assert_eq!(standing(8), [7]);
    assert_eq!(standing(9), [7]);
    assert_eq!(
        standing(10),
        [0; 0],
        "a report that must be changed is signed again"
    );
}

#[test]
fn the_newest_waiver_of_a_finding_counts() {
    let waived = |number, finding: &str, until: &str| {
        let waiver = Waiver {
            finding: finding.to_owned(),
            until: until.parse().unwrap(),
            reason: "asked the bank".to_owned(),
            sign_off: sign_off("waiver", None),
        };
        event(number, 1, Act::Waived(waiver))
    };
    let events = [
        waived(1, "a", "2025-05-31"),
        waived(2, "b", "2025-05-31"),
        waived(3, "a", "2025-06-30"),
    ];
    let found: Vec<_> = waivers(&events)
        .iter()
        .map(|(event, waiver)| (event.number, waiver.finding.as_str()))
        .collect();
    assert_eq!(found, [(2, "b"), (3, "a")]);
}
