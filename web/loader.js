// Loads Ravine and shows what goes wrong with it.
//
// The module calls these on `window.ravinePage`:
//   started()         the app runs and `window.ravine` exists: the overlay goes away; again with each new canvas, after
//                     the graphics device was lost
//   failed(message)   the app cannot start (no canvas, no way to draw)
//   crashed(message)  the app panicked; called from the panic hook, nothing runs after it
//   still(scene, message)  the app cannot draw here: the scene's figure (SVG) and its table (columns, rows) instead
//   leaveWebGpu()     hides WebGPU, so that the next start draws with WebGL; false where it was hidden or absent before
//   copy(text)        puts a text onto the clipboard
//   notes(title, paragraphs, opens)  the speaker's notes in a window of their own, written anew where they changed; false
//                     where there is none: closed, not asked for by `opens`, or blocked by the browser
//   closeNotes()      closes that window
//   turned()          how many cards on the page keys in that window ask for, since the last call
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

// A text goes into the page as text, the figure as the SVG document that the module wrote.
function showStill({ figure, columns, rows }, message) {
  if (over) return;
  over = true;
  const row = (tag, texts) => {
    const line = document.createElement("tr");
    for (const text of texts) {
      const cell = document.createElement(tag);
      cell.textContent = text;
      line.append(cell);
    }
    return line;
  };
  const drawn = new DOMParser().parseFromString(figure, "image/svg+xml").documentElement;
  element("figure").replaceChildren(document.importNode(drawn, true));
  element("table").tHead.replaceChildren(row("th", columns));
  element("table").tBodies[0].replaceChildren(...rows.map((texts) => row("td", texts)));
  element("missing").textContent =
    `This browser offers ${missing()}, which Ravine draws its screen with. Here is the scene as the CPU computed it, ` +
    "without its controls. Switch on hardware acceleration in the browser's settings, or open this page in a current " +
    "Chrome, Edge, Firefox or Safari.";
  element("said").textContent = message;
  element("loading").hidden = true;
  element("still").hidden = false;
  element("overlay").hidden = false;
  // Another scene in the address is another figure.
  window.addEventListener("hashchange", () => location.reload());
}

// Safari lets a page copy only while it handles a key or a click, and a page without https has no clipboard but the old
// one. What is refused is tried again while the next key or click is handled: the end of the very one that asked for it.
let uncopied = null;
let copiedAt = 0;
const ONE_HAND = 1000; // milliseconds from the beginning of a click or a key to its end

async function copyWhatIsLeft() {
  if (performance.now() - copiedAt > ONE_HAND) uncopied = null;
  const text = uncopied;
  if (text === null) return;
  try {
    await navigator.clipboard.writeText(text);
    if (uncopied === text) uncopied = null;
  } catch {
    if (uncopied === text && copiesTheOldWay(text)) uncopied = null;
  }
}

function copiesTheOldWay(text) {
  let done = false;
  const give = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    done = true;
  };
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.id = "copied";
  document.body.append(field);
  field.select();
  window.addEventListener("copy", give, true);
  document.execCommand("copy");
  window.removeEventListener("copy", give, true);
  field.remove();
  before?.focus({ preventScroll: true });
  return done;
}

for (const type of ["pointerup", "keyup"]) window.addEventListener(type, copyWhatIsLeft, true);

function missing() {
  const webgl = document.createElement("canvas").getContext("webgl2");
  if (webgl) return "no way of drawing that works";
  return usesWebGpu() ? "no WebGL and no WebGPU that works" : "neither WebGL nor WebGPU";
}

function usesWebGpu() {
  try {
    return Boolean(navigator.gpu) || webGpuLeft;
  } catch {
    return false;
  }
}

let webGpuLeft = false; // there was WebGPU, and it did not work

// Hides WebGPU from the module. False where there is none.
function leaveWebGpu() {
  if (webGpuLeft || !usesWebGpu()) return false;
  webGpuLeft = true;
  Object.defineProperty(navigator, "gpu", { value: undefined, configurable: true });
  return true;
}

// What the module asks of WebGPU is answered, by nothing if need be: an exception would stop it, and so would a promise
// that is never kept.
function guardWebGpu() {
  const PATIENCE = 20_000;
  let gpu;
  try {
    gpu = navigator.gpu;
  } catch (error) {
    console.warn("WebGPU cannot be used:", error);
    Object.defineProperty(navigator, "gpu", { value: undefined, configurable: true });
  }
  if (!gpu) return;
  const ask = gpu.requestAdapter;
  const answered = async (...options) => {
    try {
      const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
      return await Promise.race([ask.apply(gpu, options), late]);
    } catch (error) {
      console.warn("WebGPU has no adapter:", error);
      return null;
    }
  };
  Object.defineProperty(gpu, "requestAdapter", { value: answered, configurable: true, writable: true });
}

// A plain page that the app writes: a speaker sees it on a screen of their own.
let notes = null;
let written = "";
let turns = 0;

function writeNotes(title, paragraphs, opens) {
  if ((notes === null || notes.closed) && opens) {
    notes = window.open("", "ravine-notes", "popup,width=480,height=420");
    written = "";
    notes?.addEventListener("keydown", (event) => {
      // A clicker's keys go to the window in front.
      if (event.key === "PageDown") turns += 1;
      else if (event.key === "PageUp") turns -= 1;
      else return;
      event.preventDefault();
      wakeApp();
    });
  }
  if (notes === null || notes.closed) return false;
  const all = JSON.stringify([title, paragraphs]);
  if (all !== written) {
    const page = notes.document;
    page.title = "Notes – Ravine";
    page.body.style.cssText = "font: 18px/1.5 system-ui, sans-serif; margin: 1.5em; max-width: 40em";
    const part = (tag, text) => Object.assign(page.createElement(tag), { textContent: text });
    page.body.replaceChildren(part("h1", title), ...paragraphs.map((text) => part("p", text)));
    written = all;
  }
  return true;
}

// The app draws a frame when the pointer moves.
function wakeApp() {
  element("canvas").dispatchEvent(new Event("mouseleave"));
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
  still: showStill,
  leaveWebGpu,
  copy(text) {
    uncopied = text;
    copiedAt = performance.now();
    copyWhatIsLeft();
  },
  notes: writeNotes,
  closeNotes() {
    notes?.close();
    notes = null;
  },
  turned() {
    const asked = turns;
    turns = 0;
    return asked;
  },
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
  guardWebGpu();
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
