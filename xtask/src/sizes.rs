//! What the page weighs, as it is and as a web host sends it.

use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

/// The files of a page, by name.
pub struct Sizes(Vec<File>);

struct File {
    name: String,
    raw: usize,
    brotli: usize,
}

impl Sizes {
    /// Measures every file of a folder.
    pub fn of(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let bytes = fs::read(entry.path())?;
            files.push(File {
                name: entry.file_name().to_string_lossy().into_owned(),
                raw: bytes.len(),
                brotli: brotli_len(&bytes)?,
            });
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self(files))
    }

    /// Prints the sizes. Errors: together they are more than `budget` bytes with brotli.
    pub fn check(&self, budget: usize) -> Result<()> {
        println!("{self}");
        let brotli = self.sum(|file| file.brotli);
        ensure!(
            brotli <= budget,
            "the page is {} kB with brotli, and at most {} kB is its budget (xtask/src/page.rs)",
            kb(brotli),
            kb(budget)
        );
        Ok(())
    }

    fn sum(&self, of: impl Fn(&File) -> usize) -> usize {
        self.0.iter().map(of).sum()
    }
}

impl Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, raw: usize, brotli: usize| {
            writeln!(f, "{name:<22} {:>10} {:>10}", kb(raw), kb(brotli))
        };
        for file in &self.0 {
            row(&file.name, file.raw, file.brotli)?;
        }
        row("total", self.sum(|file| file.raw), self.sum(|file| file.brotli))
    }
}

fn kb(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

fn brotli_len(bytes: &[u8]) -> Result<usize> {
    let params = brotli::enc::BrotliEncoderParams::default(); // quality 11
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
    Ok(packed.len())
}

#[cfg(test)]
mod tests {
    use super::{File, Sizes};

    #[test]
    fn a_page_over_its_budget_is_an_error_that_says_by_how_much() {
        let file = |name: &str, brotli| File {
            name: name.to_owned(),
            raw: 3 * brotli,
            brotli,
        };
        let sizes = Sizes(vec![file("a.wasm", 1_500_000), file("b.js", 20_000)]);
        assert!(sizes.check(1_520_000).is_ok());
        let error = sizes.check(1_519_999).expect_err("one byte too many").to_string();
        assert!(error.contains("1520.0 kB"), "{error}");
        assert!(sizes.to_string().ends_with("4560.0     1520.0\n"), "{sizes}");
    }
}
