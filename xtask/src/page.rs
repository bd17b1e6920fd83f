//! The page: `dist/`, complete and ready for any static web host.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::optimizer;
use crate::process::{root, run};
use crate::sizes::Sizes;
use crate::toolchain::Toolchain;

/// How much work the compiler puts into the page.
#[derive(Clone, Copy)]
pub enum Profile {
    /// Small: what is published.
    Small,
    /// Quick to build: for the next look at a change.
    Fast,
}

impl Profile {
    /// The profile that the flag `--fast` asks for.
    pub fn from_fast(fast: bool) -> Self {
        if fast { Self::Fast } else { Self::Small }
    }

    /// Its name in Cargo.toml.
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "web",
            Self::Fast => "web-fast",
        }
    }
}

/// What the published page may weigh as a web host sends it, the course and all fonts included, in bytes with
/// brotli; and where there is no `wasm-opt` to make it smaller.
const BUDGET: usize = 2_600_000;
const UNSHRUNK: usize = 2_800_000;

/// Builds the page and returns its folder. It appears whole or stays as it was.
///
/// # Errors
/// The small page is over its budget.
pub fn build(profile: Profile) -> Result<PathBuf> {
    println!(
        "building the page; the first time this takes some minutes, with every part said as it is compiled"
    );
    let toolchain = Toolchain::set_up()?;
    let mut cargo = toolchain.build();
    run(cargo.args(["--bin", "ravine", "--profile", profile.name()]))?;

    let module = Toolchain::output_dir(profile.name()).join("ravine.wasm");
    let new = root().join("dist.new");
    remove(&new)?;
    fs::create_dir(&new).with_context(|| format!("cannot create {}", new.display()))?;
    println!("writing the page's JavaScript");
    bindgen(&module, &new)?;
    let budget = match profile {
        Profile::Fast => None,
        Profile::Small if optimizer::shrink(&new.join("ravine_bg.wasm"))? => Some(BUDGET),
        Profile::Small => Some(UNSHRUNK),
    };
    copy_shell(&new)?;
    if let Some(budget) = budget {
        println!("measuring what a web host would send");
        Sizes::of(&new)?.check(budget)?;
    }
    replace_dist(&new)
}

/// Writes `ravine.js` and `ravine_bg.wasm`.
fn bindgen(module: &Path, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).web(true)?.typescript(false);
    // Names of functions are a tenth of the module; a panic says its place without them.
    bindgen.remove_name_section(true);
    bindgen
        .generate(out)
        .with_context(|| format!("wasm-bindgen cannot read {}", module.display()))
}

/// Copies the hand-written files, and the fonts that are loaded when a letter needs one; the page learns the
/// module's size, for its loading bar.
fn copy_shell(out: &Path) -> Result<()> {
    for name in ["style.css", "loader.js"] {
        let from = root().join("web").join(name);
        fs::copy(&from, out.join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    for font in fs::read_dir(root().join("assets/fonts/more"))? {
        let font = font?;
        fs::copy(font.path(), out.join(font.file_name()))?;
    }
    let size = fs::metadata(out.join("ravine_bg.wasm"))?.len();
    let index = fs::read_to_string(root().join("web/index.html"))?;
    const PLACE: &str = r#"data-module-bytes="""#;
    ensure!(index.contains(PLACE), "web/index.html has no {PLACE}");
    let index = index.replace(PLACE, &format!(r#"data-module-bytes="{size}""#));
    fs::write(out.join("index.html"), index)?;
    Ok(())
}

/// Renames `new` to `dist/`, which is a whole page at every moment that it exists.
fn replace_dist(new: &Path) -> Result<PathBuf> {
    let (dist, old) = (root().join("dist"), root().join("dist.old"));
    remove(&old)?;
    if dist.exists() {
        fs::rename(&dist, &old)?;
    }
    fs::rename(new, &dist).with_context(|| format!("cannot write {}", dist.display()))?;
    remove(&old)?;
    Ok(dist)
}

fn remove(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("cannot remove {}", dir.display()))?;
    }
    Ok(())
}
