//! A page as its user has it: looks, clicks, drags, types, touches. Widgets go by their accessible
//! name through `window.ravine.find(name)`, which gives `{x, y, width, height}` in CSS pixels.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::Result;
use crate::cdp::Tab;
use crate::image::Image;

/// How long the page may take to load its module and draw its first frame on a slow machine.
pub const LOAD_TIME: Duration = Duration::from_secs(120);

/// One tab of a Chromium, as a new visitor has it.
pub struct Page {
    tab: Tab,
    program: PathBuf,
    site: String,
    pictures: PathBuf,
}

impl Page {
    /// Opens a tab for the site at `site`; pictures go to the folder `scratch`.
    pub fn new(program: &Path, site: &str, scratch: &Path) -> Result<Self> {
        let mut tab = Tab::open(program, scratch)?;
        for domain in ["Page", "Runtime", "Log", "Network"] {
            tab.call(&format!("{domain}.enable"), json!({}))?;
        }
        Ok(Self {
            tab,
            program: program.to_owned(),
            site: site.to_owned(),
            pictures: scratch.to_owned(),
        })
    }

    /// Another page that shares nothing with this one, as someone else has it.
    pub fn of_someone_else(&self) -> Result<Self> {
        Self::new(&self.program, &self.site, &self.pictures)
    }

    /// Lets the page save files into a folder of its own, emptied, which is returned.
    pub fn downloads(&mut self, name: &str) -> Result<PathBuf> {
        let folder = self.pictures.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let allow = json!({ "behavior": "allow", "downloadPath": folder });
        self.call("Browser.setDownloadBehavior", allow)?;
        Ok(folder)
    }

    /// Opens `path` of the site; does not wait for the app.
    pub fn open(&mut self, path: &str) -> Result<()> {
        let url = format!("{}{path}", self.site);
        let opened = self.call("Page.navigate", json!({ "url": url }))?;
        match opened.get("errorText") {
            Some(error) => Err(format!("{url}: {error}").into()),
            None => Ok(()),
        }
    }

    /// Opens `path` and waits until the app runs.
    pub fn open_app(&mut self, path: &str) -> Result<()> {
        self.open(path)?;
        self.wait_until("document.getElementById('overlay')?.hidden", LOAD_TIME)
    }

    /// The value of a JavaScript expression; a promise is awaited, an exception is an error.
    pub fn eval(&mut self, expression: &str) -> Result<Value> {
        let mut answer = self.call(
            "Runtime.evaluate",
            json!({
                "expression": expression,
                "awaitPromise": true,
                "returnByValue": true,
                "userGesture": true,
            }),
        )?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(format!("{expression}: {}", exception(details)).into()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Waits until `condition`, a JavaScript expression, holds.
    pub fn wait_until(&mut self, condition: &str, patience: Duration) -> Result<()> {
        let start = Instant::now();
        let question = format!("Boolean({condition})");
        // While a page is being replaced there may be nothing to ask: that is a no.
        while !self.eval(&question).is_ok_and(|answer| answer == true) {
            if start.elapsed() > patience {
                return Err(format!("not so within {patience:?}: {condition}").into());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Runs `script` in every page opened from now on, before the page's own scripts.
    pub fn before_load(&mut self, script: &str) -> Result<()> {
        let params = json!({ "source": script });
        self.call("Page.addScriptToEvaluateOnNewDocument", params)?;
        Ok(())
    }

    /// Makes requests fail whose address matches `pattern` (`*` is a wildcard), as without a network.
    pub fn block(&mut self, pattern: &str) -> Result<()> {
        self.call("Network.setBlockedURLs", json!({ "urls": [pattern] }))?;
        Ok(())
    }

    /// Slows downloads to so many bytes a second.
    pub fn throttle(&mut self, bytes_per_second: u64) -> Result<()> {
        let conditions = json!({
            "offline": false,
            "latency": 0,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": -1,
        });
        self.call("Network.emulateNetworkConditions", conditions)?;
        Ok(())
    }

    /// Shows the page in a size in CSS pixels; `phone` adds a touch screen. A phone's finer pixels are left
    /// out: Chromium's emulation keeps them from `devicePixelContentBoxSize`, by which eframe sizes its
    /// canvas.
    pub fn resize(&mut self, width: u32, height: u32, phone: bool) -> Result<()> {
        self.call(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone }),
        )?;
        let touch = json!({ "enabled": phone, "maxTouchPoints": 5 });
        self.call("Emulation.setTouchEmulationEnabled", touch)?;
        Ok(())
    }

    /// Sets a media feature, such as `prefers-color-scheme` to `light`.
    pub fn prefer(&mut self, feature: &str, value: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.call("Emulation.setEmulatedMedia", features)?;
        Ok(())
    }

    /// A picture of the page, also written to `<name>.png` among the test's files.
    pub fn screenshot(&mut self, name: &str) -> Result<Image> {
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }))?;
        let text = answer["data"].as_str().ok_or("the screenshot has no data")?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text)?;
        std::fs::write(self.pictures.join(format!("{name}.png")), &bytes)?;
        Image::decode(&bytes)
    }

    /// What the page has reported so far: console errors, exceptions, failed requests.
    pub fn errors(&self) -> Vec<String> {
        self.tab.events().iter().filter_map(error).collect()
    }

    /// Fails if the page has reported an error.
    pub fn expect_no_errors(&mut self) -> Result<()> {
        self.eval("new Promise(requestAnimationFrame)")?; // lets the last events arrive
        match self.errors() {
            errors if errors.is_empty() => Ok(()),
            errors => Err(format!("the page reports: {}", errors.join("\n")).into()),
        }
    }

    /// Calls the browser's protocol, for what has no function here.
    pub fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        self.tab.call(method, params)
    }
}

/// The error that an event of the protocol tells of, if it tells of one.
fn error(event: &Value) -> Option<String> {
    let params = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(exception(&params["exceptionDetails"])),
        "Runtime.consoleAPICalled" if params["type"] == "error" => {
            let args = params["args"].as_array()?;
            let words = args.iter().map(|arg| match &arg["value"] {
                Value::String(text) => text.clone(),
                Value::Null => arg["description"].to_string(),
                value => value.to_string(),
            });
            Some(words.collect::<Vec<_>>().join(" "))
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => {
            let entry = &params["entry"];
            Some(format!("{} {}", entry["text"], entry["url"]))
        }
        _ => None,
    }
}

fn exception(details: &Value) -> String {
    let thrown = &details["exception"];
    let text = thrown["description"].as_str().or(thrown["value"].as_str());
    text.map_or_else(|| details.to_string(), str::to_owned)
}
