#![allow(clippy::all, missing_docs, dead_code)]
#[path = "../tests/report/sample.rs"]
mod sample;
fn main() {
    let out = std::env::args().nth(1).unwrap();
    for (g, l) in [("G2024", "nb"), ("G2025", "nb"), ("G2024", "en")] {
        let run = sample::run(g);
        let texts = sample::texts(l);
        std::fs::write(format!("{out}/folder-{g}-{l}.html"), report::folder_html(&run, &texts)).unwrap();
        println!("{l} missing: {:?}", texts.missing());
    }
}
