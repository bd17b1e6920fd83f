//! Chromium and the protocol it speaks (the Chrome DevTools Protocol, JSON over a WebSocket).

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
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

/// The browser that all pages of a test run share, once one was opened.
static BROWSER: Mutex<Option<Browser>> = Mutex::new(None);

/// A running Chromium with an empty profile. It ends when this is dropped.
struct Browser {
    process: Child,
    profile: PathBuf,
    /// Where its protocol is spoken.
    port: u16,
    path: String,
}

impl Browser {
    /// Starts the browser `program` with a profile under `scratch`. A busy machine now and then loses a
    /// browser at its very start, which says nothing of the page: it is started anew.
    fn start(program: &Path, scratch: &Path) -> Result<Self> {
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
        let mut browser = Self {
            process,
            profile,
            port: 0,
            path: String::new(),
        };
        (browser.port, browser.path) = browser.wait_for_address()?;
        Ok(browser)
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

    fn connect(&self) -> Result<WebSocket<TcpStream>> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(ANSWER_TIME))?;
        let address = format!("ws://127.0.0.1:{}{}", self.port, self.path);
        let (socket, _) = tungstenite::client(address, stream).map_err(|error| error.to_string())?;
        Ok(socket)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closing by the protocol ends its helper processes in order; killing is for when it hangs.
        let asked = self
            .connect()
            .and_then(|socket| Tab::on(socket).call("Browser.close", json!({})));
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

/// Ends the browser, if one was started: what a static holds is not dropped.
pub fn end() {
    drop(browser().take());
}

fn browser() -> MutexGuard<'static, Option<Browser>> {
    // What a failed test left is a browser or none.
    BROWSER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A tab with storage, permissions and windows of its own, as a visitor has it who was never here. It goes
/// when dropped.
pub struct Tab {
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    /// What it does not share with other tabs, by the name that the protocol gave it.
    context: Value,
    last_id: u64,
    events: Vec<Value>,
}

impl Tab {
    /// Opens a tab in the browser `program`, which is started with a profile under `scratch` where none runs.
    pub fn open(program: &Path, scratch: &Path) -> Result<Self> {
        let mut running = browser();
        let reached = running.as_ref().map(Browser::connect);
        let socket = match reached {
            Some(Ok(socket)) => socket,
            // There is none yet, or a test before took it along.
            None | Some(Err(_)) => {
                *running = None;
                running.insert(Browser::start(program, scratch)?).connect()?
            }
        };
        let mut tab = Self::on(socket);
        tab.attach()?;
        Ok(tab)
    }

    fn on(socket: WebSocket<TcpStream>) -> Self {
        Self {
            socket,
            session: None,
            context: Value::Null,
            last_id: 0,
            events: Vec::new(),
        }
    }

    fn attach(&mut self) -> Result<()> {
        let own = self.call("Target.createBrowserContext", json!({ "disposeOnDetach": true }))?;
        self.context = own["browserContextId"].clone();
        let tab = json!({ "url": "about:blank", "browserContextId": self.context, "newWindow": true });
        let tab = self.call("Target.createTarget", tab)?;
        let attach = json!({ "targetId": tab["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", attach)?;
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        Ok(())
    }

    /// Calls `method` in the tab and waits for its result.
    pub fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        let mut request = json!({ "id": id, "method": method, "params": params });
        match &self.session {
            // What it allows is allowed to this tab alone.
            Some(_) if method.starts_with("Browser.") => {
                request["params"]["browserContextId"] = self.context.clone();
            }
            Some(session) => request["sessionId"] = json!(session),
            None => {}
        }
        self.socket.send(Message::text(request.to_string()))?;
        // A page that hangs may go on sending events, which alone must not keep a test waiting.
        let start = Instant::now();
        while start.elapsed() < ANSWER_TIME {
            let Message::Text(text) = self
                .socket
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
}
