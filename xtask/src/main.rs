//! The project's chores: `cargo xtask serve | web | test | ci`.
//!
//! `toolchain` finds or installs a compiler for WebAssembly, `page` builds `dist/` with it,
//! `serve` shows that on this machine; `test` and `ci` run the checks.

mod ci;
mod debian;
mod page;
mod process;
mod serve;
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
        /// Passed on to `cargo test --workspace`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Format, lints, the README's test command and the page, as .ci/run wants them
    Ci,
}

fn main() -> Result<()> {
    match Args::parse().chore {
        Chore::Serve { port, open, fast } => serve::run(port, open, page::Profile::from_fast(fast)),
        Chore::Web { fast } => {
            let dist = page::build(page::Profile::from_fast(fast))?;
            page::print_sizes(&dist)
        }
        Chore::Test { fast, args } => test::run(page::Profile::from_fast(fast), &args),
        Chore::Ci => ci::run(),
    }
}
