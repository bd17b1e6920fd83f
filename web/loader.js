// Loads Ravine and shows what goes wrong with it.
//
// The module calls these on `window.ravinePage`:
//   started()         the app runs and `window.ravine` exists: the overlay goes away; again with each new canvas, after
//                     the graphics device was lost
//   failed(message)   the app cannot start (no canvas, no way to draw)
//   crashed(message)  the app panicked; called from the panic hook, nothing runs after it
//   turn(ms)          gives a promise that is kept when the page had its turn, and so many milliseconds passed
// Before it calls crashed() the module has the scene safe, in the page's address or in local
// storage, since all that is left then is Reload. Where a trap comes without the hook (out of
// memory, stack overflow) the page notices by itself.
//
// The module gives the page `window.ravine`: see src/page.rs.

const MODULE = "ravine_bg.wasm";
const SCENE_KEPT = "Your scene is kept: reloading brings it back.";

const element = (id) => document.getElementById(id);
let over = false; // a problem is on screen, and the first one is the cause of the others

function showProblem(title, advice, details = "") {
  if (over) return;
  over = true;
  element("title").textContent = title;
  element("advice").textContent = advice;
  element("details").textContent = details;
  element("details").hidden = details === "";
  element("loading").hidden = true;
  element("problem").hidden = false;
  element("overlay").hidden = false;
  element("reload").focus();
}

function crashed(message) {
  showProblem("Ravine has stopped", `This is a mistake in the program. ${SCENE_KEPT}`, message);
}

window.ravinePage = {
  started() {
    if (over) return;
    element("overlay").hidden = true;
    element("canvas").focus();
  },
  failed(message) {
    showProblem("Ravine cannot start", "The app was loaded, but it cannot run in this browser.", message);
  },
  crashed,
  turn(milliseconds) {
    return new Promise((resolve) => {
      if (milliseconds > 0) return setTimeout(resolve, milliseconds);
      // A timer of 0 milliseconds would take four.
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      channel.port2.postMessage(null);
    });
  },
};

element("reload").addEventListener("click", () => location.reload());

function watchForTraps() {
  const inspect = (reason) => {
    if (reason instanceof WebAssembly.RuntimeError) crashed(String(reason));
  };
  window.addEventListener("error", (event) => inspect(event.error));
  window.addEventListener("unhandledrejection", (event) => inspect(event.reason));
}

function showProgress(done, total) {
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  element("progress").max = total;
  element("progress").value = Math.min(done, total);
  element("status").textContent = `Loading ${megabytes(done)} of ${megabytes(total)} MB`;
}

// The module's answer, which moves the bar as it is read.
async function download() {
  const response = await fetch(MODULE);
  if (!response.ok) throw new Error(`${MODULE}: the server answered ${response.status}`);
  // The length is that of the packed file where a host packs it, so the build's number goes first.
  const total = Number(element("overlay").dataset.moduleBytes || response.headers.get("Content-Length"));
  let done = 0;
  const counted = new TransformStream({
    transform(chunk, stream) {
      done += chunk.byteLength;
      if (total > 0) showProgress(done, total);
      stream.enqueue(chunk);
    },
    flush() {
      element("progress").removeAttribute("value");
      element("status").textContent = "Starting";
    },
  });
  const headers = { "Content-Type": "application/wasm" };
  return new Response(response.body.pipeThrough(counted), { headers });
}

async function load() {
  if (typeof WebAssembly !== "object") {
    showProblem(
      "This browser cannot run Ravine",
      "Ravine needs WebAssembly, which is missing or switched off here. " +
        "A current Chrome, Edge, Firefox or Safari has it.",
    );
    return;
  }
  watchForTraps();
  try {
    const [module, response] = await Promise.all([import("./ravine.js"), download()]);
    await module.default({ module_or_path: response });
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      crashed(String(error));
    } else if (error instanceof WebAssembly.CompileError) {
      showProblem(
        "This browser cannot run Ravine",
        "Its WebAssembly is too old. A current Chrome, Edge, Firefox or Safari will do.",
        String(error),
      );
    } else {
      showProblem(
        "Ravine could not be loaded",
        "The download failed. Check the connection and try again.",
        String(error),
      );
    }
  }
}

load();
