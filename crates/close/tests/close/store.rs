//! The archive and the runs: written once, wholly or not at all.

use std::process::{Command, Stdio};
use std::time::Duration;

use close::{Archived, RunRef, Store, StoreError, digest_of};

use crate::made::{
    AGENCY, archive, create_run, files, files_below, manifest, period, stock_program,
    temporary_store,
};

#[test]
fn the_archive_keeps_what_it_has() {
    let (_folder, store) = temporary_store();
    let content = b"as received \xff".as_slice();
    let digest = digest_of(content);
    assert!(!store.is_archived(digest).unwrap());
    assert_eq!(
        store.archive(digest, &mut &*content).unwrap(),
        Archived::New
    );
    assert_eq!(
        store.archive(digest, &mut std::io::empty()).unwrap(),
        Archived::AlreadyThere
    );
    assert_eq!(std::fs::read(store.archive_path(digest)).unwrap(), content);
    assert!(store.is_archived(digest).unwrap());
}

/// A stream that ends in an error after some pieces.
struct Breaks(usize);
impl std::io::Read for Breaks {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(1)
            .ok_or(std::io::ErrorKind::ConnectionReset)?;
        buffer.fill(7);
        Ok(buffer.len())
    }
}

#[test]
fn the_archive_refuses_what_is_not_what_it_is_called() {
    let (_folder, store) = temporary_store();
    let refused = store.archive(digest_of(b"one"), &mut b"other".as_slice());
    assert!(
        matches!(refused, Err(StoreError::ArchiveMismatch { .. })),
        "{refused:?}"
    );
    let refused = store.archive(digest_of(b"one"), &mut Breaks(3));
    assert!(matches!(refused, Err(StoreError::Disk(_))), "{refused:?}");
    assert!(
        files_below(store.root()).is_empty(),
        "nothing is left behind"
    );
}

/// A stream that looks at the archive while it is being written to it.
struct Looks<'a>(&'a Store, usize);

impl std::io::Read for Looks<'_> {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.clear_archive_leftovers().unwrap();
        self.1 = files_below(self.0.root()).len();
        Ok(0)
    }
}

#[test]
fn leftovers_are_cleared_but_not_under_a_writer() {
    let (_folder, store) = temporary_store();
    store.clear_archive_leftovers().unwrap();
    archive(&store, b"one");
    let leftover = store.root().join("archive/.tmp-99999-0");
    std::fs::write(&leftover, "half").unwrap();
    let mut looks = Looks(&store, 0);
    store.archive(digest_of(b""), &mut looks).unwrap();
    assert_eq!(looks.1, 3, "one, the leftover, and the file being written");
    assert!(leftover.exists());
    store.clear_archive_leftovers().unwrap();
    assert_eq!(files_below(store.root()).len(), 2, "one and the empty file");
}

#[test]
fn a_run_round_trips() {
    let (_folder, store) = temporary_store();
    let one = create_run(&store, "2025-03");
    let two = create_run(&store, "2025-03");
    let april = create_run(&store, "2025-04");
    assert_eq!(one.to_string(), "0042/2025-03/0001");
    assert_eq!(two.to_string(), "0042/2025-03/0002");
    assert_eq!(
        store.runs(AGENCY, period("2025-03")).unwrap(),
        [one.clone(), two.clone()]
    );
    assert_eq!(
        store.latest_run(AGENCY, period("2025-03")).unwrap(),
        Some(two.clone())
    );
    assert_eq!(store.latest_run(AGENCY, period("2025-05")).unwrap(), None);
    assert_eq!(store.agencies().unwrap(), [AGENCY]);
    assert_eq!(
        store.periods(AGENCY).unwrap(),
        [period("2025-03"), period("2025-04")]
    );
    for run in [&one, &two, &april] {
        for (name, digest) in store.files(run).unwrap() {
            assert_eq!(
                digest_of(&store.read_file(run, &name).unwrap()),
                digest,
                "{name}"
            );
        }
    }
    let manifest = store.manifest(&two).unwrap();
    assert_eq!(
        manifest.parent.unwrap().sums,
        store.sums_digest(&one).unwrap()
    );
    assert_eq!(
        store
            .manifest(&april)
            .unwrap()
            .previous_period
            .unwrap()
            .sums,
        store.sums_digest(&two).unwrap()
    );
    let names: Vec<String> = files_below(&store.root().join("runs/0042/2025-03/0001"))
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    assert_eq!(
        names,
        [
            "SHA256SUMS",
            "empty.csv",
            "frames/matches.parquet",
            "manifest.json",
            "results.json",
            "s-report.csv"
        ]
    );
}

#[test]
fn the_stock_program_agrees_with_the_list_of_digests() {
    let (_folder, store) = temporary_store();
    create_run(&store, "2025-03");
    let folder = store.root().join("runs/0042/2025-03/0001");
    let check = || {
        stock_program(
            Command::new("sha256sum")
                .args(["--strict", "-c", "SHA256SUMS"])
                .current_dir(&folder),
        )
    };
    let Some(output) = check() else { return };
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 5);
    std::fs::write(folder.join("results.json"), "{}").unwrap();
    assert!(!check().unwrap().status.success());
}

#[test]
fn what_must_not_become_a_run() {
    let (_folder, store) = temporary_store();
    let march = period("2025-03");
    let good = manifest(&store, march);
    let with = |name: &str| {
        let mut all = files(&good);
        all.push((name.to_owned(), Vec::new()));
        store.create_run(AGENCY, march, all)
    };
    for name in ["../x", "/x", "SHA256SUMS", "a b", ".hidden", ""] {
        assert!(
            matches!(with(name), Err(StoreError::FileName { .. })),
            "{name}"
        );
    }
    for name in ["results.json", "frames", "results.json/x"] {
        assert!(
            matches!(with(name), Err(StoreError::FileNameTwice { .. })),
            "{name}"
        );
    }
    assert!(matches!(
        store.create_run("../x", march, files(&good)),
        Err(StoreError::AgencyCode { .. })
    ));
    assert!(matches!(
        store.create_run("0043", march, files(&good)),
        Err(StoreError::ForeignManifest { .. })
    ));
    assert!(matches!(
        store.create_run(AGENCY, march, Vec::new()),
        Err(StoreError::NoManifest)
    ));
    let broken = vec![("manifest.json".to_owned(), b"{}".to_vec())];
    assert!(matches!(
        store.create_run(AGENCY, march, broken),
        Err(StoreError::Manifest(_))
    ));

    let refused = |change: &dyn Fn(&mut close::Manifest)| {
        let mut changed = good.clone();
        change(&mut changed);
        store
            .create_run(AGENCY, march, files(&changed))
            .unwrap_err()
    };
    let nowhere = digest_of(b"nowhere");
    assert!(matches!(
        refused(&|m| m.inputs[0].sha256 = nowhere),
        StoreError::NotArchived { .. }
    ));
    assert!(matches!(
        refused(&|m| m.playbook.sha256 = nowhere),
        StoreError::NotArchived { .. }
    ));
    assert!(matches!(
        refused(&|m| m.parent = Some(close::RunLink {
            run: 1,
            sums: nowhere
        })),
        StoreError::Overtaken {
            latest: 0,
            named: 1,
            ..
        }
    ));
    let february = close::PreviousPeriod {
        period: period("2025-02"),
        run: 1,
        sums: nowhere,
    };
    assert!(matches!(
        refused(&|m| m.previous_period = Some(february)),
        StoreError::BrokenLink { .. }
    ));
    assert_eq!(store.runs(AGENCY, march).unwrap(), []);
    assert!(
        files_below(&store.root().join("runs")).is_empty(),
        "nothing is left behind"
    );

    // A second run made on top of one its maker has not seen, and one with a parent of another content.
    create_run(&store, "2025-03");
    let stale = store.create_run(AGENCY, march, files(&good));
    assert!(
        matches!(
            stale,
            Err(StoreError::Overtaken {
                latest: 1,
                named: 0,
                ..
            })
        ),
        "{stale:?}"
    );
    assert!(matches!(
        refused(&|m| m.parent = Some(close::RunLink {
            run: 1,
            sums: nowhere
        })),
        StoreError::BrokenLink { .. }
    ));
}

#[test]
fn reading_stays_inside_the_run() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    for name in ["../0001/results.json", "/etc/passwd", ".tmp-1", ""] {
        assert!(
            matches!(
                store.read_file(&run, name),
                Err(StoreError::FileName { .. })
            ),
            "{name}"
        );
    }
    assert!(matches!(
        store.read_file(&run, "nothing.json"),
        Err(StoreError::Disk(_))
    ));
    let other: RunRef = "0042/2025-03/0007".parse().unwrap();
    assert!(matches!(
        store.sums_digest(&other),
        Err(StoreError::NoRun { .. })
    ));
    let file = store.root().join("runs/0042/2025-03/0001/results.json");
    assert!(matches!(
        Store::open(file),
        Err(StoreError::NotAFolder { .. })
    ));
}

/// Every state that a process killed inside `create_run` can leave, made by hand.
#[test]
fn a_killed_process_leaves_nothing_that_counts() {
    let (_folder, store) = temporary_store();
    let march = period("2025-03");
    let folder = store.root().join("runs/0042/2025-03");
    let run_files = files(&manifest(&store, march));
    let wholly = run_files.len();
    for written in 0..=wholly {
        let leftover = folder.join(format!(".tmp-99999-{written}"));
        std::fs::create_dir_all(leftover.join("frames")).unwrap();
        for (name, content) in &run_files[..written] {
            std::fs::write(leftover.join(name), content).unwrap();
        }
        if written == wholly {
            std::fs::write(leftover.join("SHA256SUMS"), "half a li").unwrap();
        }
        std::fs::write(
            store.root().join(format!("archive/.tmp-99999-{written}")),
            "half",
        )
        .unwrap();
        assert_eq!(store.runs(AGENCY, march).unwrap(), []);
        assert_eq!(store.latest_run(AGENCY, march).unwrap(), None);
        assert_eq!(store.periods(AGENCY).unwrap(), []);
    }
    let run = create_run(&store, "2025-03");
    assert_eq!(run.number(), 1);
    let left: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["0001"], "the next run clears the leftovers");
}

/// A real process, really killed, at many instants: the runs that are there are whole, and the next one works.
#[test]
fn killed_at_any_instant() {
    let (_folder, store) = temporary_store();
    let march = period("2025-03");
    let mut before = 0;
    for attempt in 0..12_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::writes_until_killed", "--nocapture"])
            .env("AVSTEM_TEST_WRITES_INTO", store.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Only a child that is at work is worth killing.
        let at_work = || store.runs(AGENCY, march).unwrap().len() > before;
        while !at_work() {
            assert!(
                child.try_wait().unwrap().is_none(),
                "the child ended by itself"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(attempt * 700));
        child.kill().unwrap();
        child.wait().unwrap();
        let runs = store.runs(AGENCY, march).unwrap();
        for (number, run) in (1..).zip(&runs) {
            assert_eq!(run.number(), number);
            for (name, digest) in store.files(run).unwrap() {
                assert_eq!(
                    digest_of(&store.read_file(run, &name).unwrap()),
                    digest,
                    "{run} {name}"
                );
            }
        }
        assert_eq!(
            usize::try_from(create_run(&store, "2025-03").number()).unwrap(),
            runs.len() + 1
        );
        before = runs.len() + 1;
    }
}

/// Not a test by itself: the process that [`killed_at_any_instant`] kills. It ends at once when nobody says where.
#[test]
fn writes_until_killed() {
    let Some(root) = std::env::var_os("AVSTEM_TEST_WRITES_INTO") else {
        return;
    };
    let store = Store::open(root).unwrap();
    loop {
        archive(
            &store,
            format!("{:?}", store.latest_run(AGENCY, period("2025-03"))).as_bytes(),
        );
        create_run(&store, "2025-03");
    }
}

#[test]
fn two_at_once() {
    let (_folder, store) = temporary_store();
    let march = period("2025-03");
    manifest(&store, march);
    // Each makes ten runs, and tries again when it is told that the other is at it or was faster.
    let ten_runs = || -> Vec<u32> {
        let mut numbers = Vec::new();
        while numbers.len() < 10 {
            match store.create_run(AGENCY, march, files(&manifest(&store, march))) {
                Err(StoreError::AlreadyRunning { .. } | StoreError::Overtaken { .. }) => {}
                outcome => numbers.push(outcome.unwrap().number()),
            }
        }
        numbers
    };
    let (one, other) = std::thread::scope(|scope| {
        let (one, other) = (scope.spawn(ten_runs), scope.spawn(ten_runs));
        (one.join().unwrap(), other.join().unwrap())
    });
    let mut numbers: Vec<u32> = one.into_iter().chain(other).collect();
    numbers.sort_unstable();
    assert_eq!(
        numbers,
        (1..=20).collect::<Vec<_>>(),
        "no number is given twice and none is left out"
    );
    assert_eq!(store.runs(AGENCY, march).unwrap().len(), 20);
}
