//! A synthetic portfolio in a folder of its own, and the program run on it as a person or a scheduler would.
//!
//! Not here: what comes of it (the tests), or how a portfolio is made (`synth`).

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
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path().join("portfolio");
        let (agencies, lines) = (agencies.to_string(), lines.to_string());
        let mut arguments = vec![
            "synth",
            "--agencies",
            &agencies,
            "--lines",
            &lines,
            "--seed",
            "11",
            "--out",
        ];
        arguments.push(root.to_str().expect("a path of letters"));
        arguments.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
        avstem(&arguments).expect(0);
        Self {
            _folder: folder,
            root,
        }
    }

    /// An empty portfolio with this `avstem.toml` language and these playbooks by code.
    pub(crate) fn of(playbooks: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
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
        println!("skipped: there is no shared/{name} beside the checkout");
    }
    found
}
