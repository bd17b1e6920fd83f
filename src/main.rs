//! The native window, the web entry and the headless commands; nothing else.

#[cfg(not(target_arch = "wasm32"))]
mod command;
#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(target_arch = "wasm32")]
fn main() {
    page::run();
}

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
        None => window(None),
        Some(command) => command::execute(command).and_then(|start| match start {
            Some(start) => window(Some(start)),
            None => Ok(()),
        }),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.message());
            ExitCode::from(failure.code())
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn window(start: Option<command::OpenedOn>) -> Result<(), command::Failure> {
    use ravine::app::study::kept::{GoOn, SHELF};
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Ravine")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([360.0, 600.0]),
        ..Default::default()
    };
    let app = |context: &eframe::CreationContext<'_>| -> Box<dyn eframe::App> {
        let (scene, card, go_on) = match start {
            Some(command::OpenedOn::Scene(scene)) => (Some(*scene), None, GoOn::No),
            Some(command::OpenedOn::Card(link)) => (None, Some(link), GoOn::Anew),
            None => (None, None, GoOn::Anew),
        };
        let scene = scene.unwrap_or_else(ravine::app::first_scene);
        let app = ravine::app::App::new(context, scene, None).with_library();
        let app = app.reading_on(SHELF, go_on);
        if let Some(link) = card {
            app.remote().open_link(&link);
        }
        Box::new(app)
    };
    eframe::run_native("Ravine", options, Box::new(|context| Ok(app(context))))
        .map_err(|e| command::Failure::Machine(format!("error: the window could not be opened: {e}")))
}
