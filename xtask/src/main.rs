//! The project's chores: `cargo xtask serve | web | test | python | ci`.
//!
//! `toolchain` finds or installs a compiler for WebAssembly, `page` builds `dist/` with it (`optimizer` makes
//! it smaller, `sizes` measures it), `serve` shows that on this machine; `test` and `ci` run the checks,
//! `python` installs the libraries for which programs are tested.

mod ci;
mod debian;
mod optimizer;
mod page;
mod process;
mod python;
mod serve;
mod sizes;
mod static_server;
mod test;
mod toolchain;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Ravine's chores", bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the page and serve it on this machine
    Serve {
        /// The first port to try
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Open the page in the default browser
        #[arg(long)]
        open: bool,
        /// Build quickly instead of small
        #[arg(long)]
        fast: bool,
    },
    /// Build the page into dist/
    Web {
        /// Build quickly instead of small
        #[arg(long)]
        fast: bool,
    },
    /// Build the page and run all tests, those in the browser too
    Test {
        /// Build the page quickly instead of small
        #[arg(long)]
        fast: bool,
        /// Leave out what takes long, and say what that is
        #[arg(long)]
        quick: bool,
        /// Passed on to `cargo test --workspace`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Install PyTorch and optax below target/, for the tests of exported programs
    Python,
    /// Format, lints, the README's test command and the page, as .ci/run wants them
    Ci,
}

fn main() -> Result<()> {
    match Args::parse().chore {
        Chore::Serve { port, open, fast } => serve::run(port, open, page::Profile::from_fast(fast)),
        Chore::Web { fast } => page::build(page::Profile::from_fast(fast)).map(|_| ()),
        Chore::Test { fast, quick, args } => test::run(page::Profile::from_fast(fast), quick, &args),
        Chore::Python => python::install().map(|_| ()),
        Chore::Ci => ci::run(),
    }
}

#[cfg(test)]
mod tests {
    use crate::process::root;

    /// Cargo says what it builds before this program can say anything.
    #[test]
    fn the_alias_is_not_silent() {
        let config = std::fs::read_to_string(root().join(".cargo/config.toml")).expect("the aliases");
        let alias = config
            .lines()
            .find(|line| line.starts_with("xtask = "))
            .expect("the chores");
        assert!(!alias.contains("quiet") && !alias.contains("-q"), "{alias}");
    }
}
