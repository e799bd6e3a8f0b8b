//! Killed at any instant: what is visible is whole, and the next run finishes. The long version is `tests/kill-9`.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "a test may stop, and writes files"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::world::{Said, World, avstem, command, files, folder, note};

#[test]
fn eight_kills_leave_nothing_half_done() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kill-9");
    let scratch = folder();
    let output = Command::new("bash")
        .arg(script)
        .args([env!("CARGO_BIN_EXE_avstem"), "8", "7"])
        .env("TMPDIR", scratch.path())
        .output();
    let Ok(output) = output else {
        note("skipped: bash is not installed");
        return;
    };
    let said = Said::of(&output).expect(0);
    assert!(said.stdout.contains("8 kills, "), "{}", said.stdout);
}

#[test]
fn two_at_once_make_each_run_once() {
    let world = World::synth(2, 200, &["double-posting:1"]);
    let job = world.root().join("job.toml");
    let start = || {
        let mut command = command();
        command
            .arg("run")
            .arg(&job)
            .args(["--as-of", "2025-04-10", "--json"]);
        command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        command.spawn().expect("the program starts")
    };
    let (first, second) = (start(), start());
    let ends = [first, second].map(|child| Said::of(&child.wait_with_output().expect("it ends")));
    for said in &ends {
        // Who came second was told so, or found everything done.
        assert_eq!(said.code, Some(1), "{said:?}");
        for agency in said.json()["agencies"].as_array().expect("agencies") {
            let problem = agency["problem"].as_str().unwrap_or("another process");
            assert!(problem.contains("another process"), "{problem}");
        }
    }
    world.run(&[]).expect(1);
    let alone = World::synth(2, 200, &["double-posting:1"]);
    alone.run(&[]).expect(1);
    assert_eq!(world.sums(), alone.sums());
    avstem(&[Path::new("verify"), &world.store()]).expect(0);
}

#[test]
fn leftovers_of_the_dead_are_ignored_and_cleared() {
    let world = World::synth(1, 150, &[]);
    // As a process leaves them that was killed while it wrote the archive and a run.
    world.write("reports/archive/.tmp-1-0", b"half a file");
    world.write(
        "reports/runs/V01/2025-02/.tmp-1-0/folder.html",
        b"half a page",
    );
    world.run(&[]).expect(0);
    avstem(&[Path::new("verify"), &world.store()]).expect(0);
    let left: Vec<String> = files(&world.store())
        .into_iter()
        .filter(|name| name.contains(".tmp-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(
        fs::read_dir(world.run_folder("V01/2025-02"))
            .expect("runs")
            .count()
            == 1
    );
}
