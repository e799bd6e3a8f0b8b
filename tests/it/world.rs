//! A synthetic portfolio in a folder of its own, and the program run on it as a person or a scheduler would.
//!
//! Not here: what comes of it (the tests), or how a portfolio is made (`synth`).
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads and writes files"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// What the program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    /// Exit code; `None` = ended by a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn of(output: &Output) -> Self {
        let text =
            |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program says UTF-8");
        Self {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The program's JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not JSON: {error}: {self:?}"))
    }

    /// Ends the test unless the program ended with this code and without a fault of its own.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "exit code; stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        assert!(
            !self.stderr.contains("panicked") && !self.stdout.contains("fault of avstem"),
            "{self:?}"
        );
        self
    }
}

/// The program with an environment of its own: what the tester has set must not matter.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avstem"));
    command.env_remove("AVSTEM_LOG").env_remove("NO_COLOR");
    command
}

/// Runs the program.
pub(crate) fn avstem<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> Said {
    Said::of(
        &command()
            .args(arguments)
            .output()
            .expect("the program starts"),
    )
}

/// Runs the program and watches its memory; the largest of it in KiB, 0 where the kernel does not say.
pub(crate) fn watched<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> (Said, u64) {
    let mut command = command();
    let mut child = command
        .args(arguments)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    (
        Said::of(&child.wait_with_output().expect("its output")),
        peak,
    )
}

/// A temporary folder; in memory where the system has that, for the store syncs every file to the disk.
pub(crate) fn folder() -> TempDir {
    let memory = TempDir::new_in("/dev/shm");
    memory
        .or_else(|_| TempDir::new())
        .expect("a temporary folder")
}

/// A portfolio of three months, January to March 2025.
pub(crate) struct World {
    _folder: TempDir,
    root: PathBuf,
}

/// The date every run looks from, unless a test is about dates.
pub(crate) const AS_OF: &str = "2025-04-10";

impl World {
    /// Agencies, ledger lines per agency and month, planted faults.
    pub(crate) fn synth(agencies: u32, lines: u32, faults: &[&str]) -> Self {
        let (agencies, lines) = (agencies.to_string(), lines.to_string());
        let mut arguments = vec!["--agencies", &agencies, "--lines", &lines];
        arguments.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
        Self::synth_with(&arguments)
    }

    /// A synthetic portfolio by the arguments of `avstem synth`.
    pub(crate) fn synth_with(more: &[&str]) -> Self {
        let folder = folder();
        let root = folder.path().join("portfolio");
        let path = root.to_str().expect("a path of letters");
        let mut arguments = vec!["synth", "--seed", "11", "--out", path];
        arguments.extend(more);
        avstem(&arguments).expect(0);
        Self {
            _folder: folder,
            root,
        }
    }

    /// An empty portfolio with this `avstem.toml` language and these playbooks by code.
    pub(crate) fn of(playbooks: &[(&str, &str)]) -> Self {
        let folder = folder();
        let root = folder.path().join("portfolio");
        let world = Self {
            _folder: folder,
            root,
        };
        world.write("avstem.toml", b"name = \"Test\"\nlanguage = \"en\"\n");
        world.write(
            "job.toml",
            b"portfolio = \".\"\nreports = \"reports\"\nperiods = \"2025-01..2025-03\"\n",
        );
        for (code, playbook) in playbooks {
            world.write(&format!("agencies/{code}.toml"), playbook.as_bytes());
        }
        world
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The store that `job.toml` names.
    pub(crate) fn store(&self) -> PathBuf {
        self.root.join("reports")
    }

    /// The folder of a run, named `V01/2025-01/0001`.
    pub(crate) fn run_folder(&self, run: &str) -> PathBuf {
        self.store().join("runs").join(run)
    }

    /// Writes a file of the portfolio.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Reads a file of the portfolio.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs the job, looking from the usual date.
    pub(crate) fn run(&self, more: &[&str]) -> Said {
        let job = self.root.join("job.toml");
        let mut arguments = vec![
            "run",
            job.to_str().expect("a path of letters"),
            "--as-of",
            AS_OF,
        ];
        arguments.extend(more);
        avstem(&arguments)
    }

    /// `SHA256SUMS` of every run, by its name.
    pub(crate) fn sums(&self) -> BTreeMap<String, String> {
        files(&self.store().join("runs"))
            .into_iter()
            .filter_map(|name| {
                let run = name.strip_suffix("/SHA256SUMS")?.to_owned();
                let sums =
                    fs::read_to_string(self.store().join("runs").join(&name)).expect("a text");
                Some((run, sums))
            })
            .collect()
    }

    /// `results.json` of a run.
    pub(crate) fn results(&self, run: &str) -> serde_json::Value {
        let bytes = fs::read(self.run_folder(run).join("results.json")).expect("results");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

/// Every file below a folder, by its name from there, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, above: &str, names: &mut Vec<String>) {
        for entry in
            fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let entry = entry.expect("an entry");
            let name = format!("{above}{}", entry.file_name().to_string_lossy());
            if entry.file_type().expect("a kind").is_dir() {
                walk(&entry.path(), &format!("{name}/"), names);
            } else {
                names.push(name);
            }
        }
    }
    let mut names = Vec::new();
    walk(folder, "", &mut names);
    names.sort();
    names
}

/// Whether a file of a folder of samples says where they are from, and is no sample itself.
pub(crate) fn is_about(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "md")
}

/// A line for whoever reads the output of the tests: what was skipped, what was measured.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub(crate) fn note(line: &str) {
    println!("{line}");
}

/// A file below the folder of published samples beside the checkout; `None` after saying so when it is not there.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .find_map(|above| {
            let shared = above.join("shared");
            shared.join("formats").is_dir().then_some(shared)
        });
    let found = root
        .map(|root| root.join(name))
        .filter(|path| path.exists());
    if found.is_none() {
        note(&format!(
            "skipped: there is no shared/{name} beside the checkout"
        ));
    }
    found
}
