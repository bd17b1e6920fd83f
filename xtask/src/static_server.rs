//! A small web server for a folder of files, used by `cargo xtask serve` and, included from here,
//! by the browser tests: what they see is what a developer sees.

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

use tiny_http::{Header, Request, Response, Server};

/// Listens on `port` of this machine only; port 0 takes a free one.
pub fn listen(port: u16) -> io::Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|error| match error.downcast::<io::Error>() {
        Ok(error) => *error,
        Err(error) => io::Error::other(error),
    })
}

/// The port that `server` got.
pub fn port(server: &Server) -> u16 {
    server.server_addr().to_ip().map_or(0, |ip| ip.port())
}

/// Answers every request with a file under `folder`, until the process ends.
pub fn serve(server: &Server, folder: &Path) {
    for request in server.incoming_requests() {
        let folder = folder.to_owned();
        // Each on its own: one that reads slowly, or not at all, must not keep the others waiting.
        std::thread::spawn(move || {
            // A browser that hangs up in the middle of an answer is no error of ours.
            let _hung_up = answer(request, &folder);
        });
    }
}

fn answer(request: Request, folder: &Path) -> io::Result<()> {
    let Some((file, path)) = file_path(request.url()).and_then(|path| {
        let path = folder.join(path);
        let file = File::open(&path).ok()?;
        file.metadata().ok()?.is_file().then_some((file, path))
    }) else {
        return request.respond(Response::from_string("not found").with_status_code(404));
    };
    // Without a length the loading bar has nothing to fill: never answer in chunks.
    let response = Response::from_file(file)
        .with_chunked_threshold(usize::MAX)
        .with_header(header("Content-Type", content_type(&path)))
        .with_header(header("Cache-Control", "no-store"));
    request.respond(response)
}

/// The file that a URL means, relative to the folder; none for one that leads out of it.
pub fn file_path(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let path = if path.is_empty() || path.ends_with('/') {
        PathBuf::from(path).join("index.html")
    } else {
        PathBuf::from(path)
    };
    inside.then_some(path)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("our headers are plain ASCII")
}
