//! The native window, the web entry and the headless commands; nothing else.

#[cfg(not(target_arch = "wasm32"))]
mod command;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use clap::Parser as _;
    use std::process::ExitCode;
    let arguments = match command::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap's own code for a wrong option is 2, which here says that the machine cannot.
            let code = u8::from(error.use_stderr());
            return error.print().map_or(ExitCode::FAILURE, |()| ExitCode::from(code));
        }
    };
    let result = match arguments.command {
        None => Ok(Some(None)),
        Some(command) => command::execute(command).map(|scene| scene.map(Some)),
    };
    match result {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(scene)) => window(scene),
        Err(failure) => {
            eprintln!("{}", failure.message());
            ExitCode::from(failure.code())
        }
    }
}
