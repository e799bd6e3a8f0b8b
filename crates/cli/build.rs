//! Tells the program its commit for `avstem --version`. The commit is in no artifact: a commit that changes no result
//! changes no byte.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let head = "../../.git/HEAD";
    if std::path::Path::new(head).exists() {
        println!("cargo::rerun-if-changed={head}");
        println!("cargo::rerun-if-changed=../../.git/refs/heads");
    }
    let commit = Command::new("git")
        .args(["rev-parse", "--short=12", "HEAD"])
        .output()
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok());
    let commit = commit.as_deref().map_or("unknown commit", str::trim);
    println!("cargo::rustc-env=AVSTEM_COMMIT={commit}");
}
