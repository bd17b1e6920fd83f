//! Chromium and the protocol it speaks (the Chrome DevTools Protocol, JSON over a WebSocket).

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::Result;

/// WebGPU and its canvas on the CPU, so that the tests need no GPU and see the same everywhere.
const FLAGS: [&str; 14] = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
    "--use-vulkan=swiftshader",
    "--use-angle=swiftshader",
    "--window-size=1280,800",
    "--remote-debugging-port=0",
];

const START_TIME: Duration = Duration::from_secs(60);
/// How often a browser is started before the failure counts.
const STARTS: usize = 3;
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// The path of Chromium or Chrome: the variable `CHROME`, else the usual names and places.
pub fn find_chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROME") {
        return Some(path.into());
    }
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    let places = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    named.chain(places.map(PathBuf::from)).find(|file| file.is_file())
}

/// A Chromium of its own with an empty profile, and one tab. It ends when this is dropped.
pub struct Chromium {
    process: Child,
    profile: PathBuf,
    socket: Option<WebSocket<TcpStream>>,
    session: Option<String>,
    last_id: u64,
    events: Vec<Value>,
}

impl Chromium {
    /// Starts the browser `program` with a profile under `scratch` and attaches to a new tab. A busy machine now and
    /// then loses a browser at its very start, which says nothing of the page: it is started anew.
    pub fn start(program: &Path, scratch: &Path) -> Result<Self> {
        let mut tries = 1;
        loop {
            match Self::try_start(program, scratch) {
                Err(_) if tries < STARTS => tries += 1,
                result => return result,
            }
        }
    }

    fn try_start(program: &Path, scratch: &Path) -> Result<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = scratch.join(format!("profile-{}-{number}", std::process::id()));
        fs::create_dir_all(&profile)?;
        let process = Command::new(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let mut chromium = Self {
            process,
            profile,
            socket: None,
            session: None,
            last_id: 0,
            events: Vec::new(),
        };
        chromium.attach()?;
        Ok(chromium)
    }

    /// Calls `method` in the tab and waits for its result.
    pub fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        let mut request = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            request["sessionId"] = json!(session);
        }
        let socket = self.socket.as_mut().ok_or("Chromium is not attached")?;
        socket.send(Message::text(request.to_string()))?;
        // A page that hangs may go on sending events, which alone must not keep a test waiting.
        let start = Instant::now();
        while start.elapsed() < ANSWER_TIME {
            let Message::Text(text) = socket
                .read()
                .map_err(|error| format!("no answer to {method}: {error}"))?
            else {
                continue;
            };
            let mut message: Value = serde_json::from_str(&text)?;
            if message["id"] != json!(id) {
                self.events.push(message);
            } else if let Some(error) = message.get("error") {
                return Err(format!("{method}: {error}").into());
            } else {
                return Ok(message["result"].take());
            }
        }
        Err(format!("no answer to {method} within {ANSWER_TIME:?}").into())
    }

    /// The events that have arrived so far, each with `method` and `params`.
    pub fn events(&self) -> &[Value] {
        &self.events
    }

    fn attach(&mut self) -> Result<()> {
        let (port, path) = self.wait_for_address()?;
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(ANSWER_TIME))?;
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(address, stream).map_err(|error| error.to_string())?;
        self.socket = Some(socket);
        let tab = self.call("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": tab["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", attach)?;
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        Ok(())
    }

    /// Chromium writes its port and the path of its socket into its profile.
    fn wait_for_address(&mut self) -> Result<(u16, String)> {
        let file = self.profile.join("DevToolsActivePort");
        let start = Instant::now();
        while start.elapsed() < START_TIME {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = text.split_once('\n') {
                return Ok((port.parse()?, path.trim().to_owned()));
            }
            if let Some(status) = self.process.try_wait()? {
                return Err(format!("Chromium ended at its start ({status})").into());
            }
            sleep(Duration::from_millis(20));
        }
        Err("Chromium did not open its debugging port".into())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Closing by the protocol ends its helper processes in order; killing is for when it hangs.
        let asked = self.call("Browser.close", json!({}));
        let patience = Instant::now() + Duration::from_secs(5);
        while asked.is_ok() && Instant::now() < patience {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                break;
            }
            sleep(Duration::from_millis(20));
        }
        // Each may fail only because there is nothing left to do.
        let _ended = self.process.kill().and_then(|()| self.process.wait());
        let _removed = fs::remove_dir_all(&self.profile);
    }
}
