// How are surfaces, graphs, cells and curves of a training shown? One page of views, each of which draws itself.
import { makeCells } from "./cells.js";
import { makeCurves } from "./curves.js";
import { makeGraph } from "./graph.js";
import { hasWebGL, makeSurface } from "./surface.js";

const meta = JSON.parse(document.getElementById("meta").textContent);
const find = (id) => document.getElementById(id);
const MAKERS = { surface: makeSurface, graph: makeGraph, cells: makeCells, curves: makeCurves };
const THEMES = ["auto", "light", "dark"];
const TICK = 750, EASED = 450; // milliseconds
const still = matchMedia("(prefers-reduced-motion: reduce)");
const webgl = hasWebGL();
const views = meta.views.filter((view) => webgl || view.kind !== "surface");
const state = { view: 0, step: 0, log: true, flat: false, still: false };
let drawer = null, timer = 0, asked = false, waiting = [], shown = { from: 0, to: 0, began: 0 };

const styleOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const theme = () => ({
  paper: styleOf("--paper"), ink: styleOf("--ink"), line: styleOf("--line"), quiet: styleOf("--quiet"), accent: styleOf("--accent"),
  dark: getComputedStyle(document.body).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches && document.documentElement.dataset.theme !== "light" || document.documentElement.dataset.theme === "dark",
});

function showPictures() {
  document.body.classList.add("static");
  find("why-static").textContent =
    "This browser has no WebGL, with which the surfaces are drawn. These are the pictures of the report.";
  find("static").hidden = false;
  find("app").hidden = true;
  document.documentElement.dataset.ready = Math.round(performance.now());
}

const whole = (text, high, otherwise) => (/^\d{1,6}$/.test(text ?? "") && Number(text) <= high ? Number(text) : otherwise);
const lastStep = () => views[state.view].steps.length - 1;

function readHash() {
  const said = new URLSearchParams(location.hash.slice(1));
  state.view = whole(said.get("view"), views.length - 1, 0);
  state.step = whole(said.get("step"), lastStep(), lastStep());
  state.log = said.get("log") !== "0";
  state.flat = said.get("flat") === "1";
}

function writeHash() {
  const written = new URLSearchParams({ view: state.view, step: state.step });
  if (!state.log) written.set("log", 0);
  if (state.flat) written.set("flat", 1);
  history.replaceState(null, "", `#${written}`);
}

function change(update) {
  const before = { ...state };
  Object.assign(state, update);
  if (before.view !== state.view) {
    if (!("step" in update)) state.step = lastStep();
    open();
  } else if (before.step !== state.step) {
    shown = { from: place(), to: state.step, began: performance.now() };
  }
  writeHash();
  panel();
  redraw();
}

// Where between the steps are we now? Eased from the last one.
function place(now = performance.now()) {
  if (still.matches) return shown.to;
  const gone = Math.min(1, Math.max(0, (now - shown.began) / EASED));
  const eased = gone < 0.5 ? 4 * gone ** 3 : 1 - (2 - 2 * gone) ** 3 / 2;
  return shown.from + (shown.to - shown.from) * eased;
}

function redraw() {
  if (!asked) requestAnimationFrame(draw);
  asked = true;
}

function draw(now) {
  asked = false;
  const at = place(now);
  drawer.draw({ ...state, at, moving: at !== shown.to, theme: theme() });
  waiting.splice(0).forEach((done) => done());
  if (at !== shown.to) redraw();
}
const drawn = () => new Promise((done) => (waiting.push(done), redraw()));

function open() {
  const view = views[state.view];
  drawer?.close?.();
  find("stage-inside").replaceChildren();
  shown = { from: state.step, to: state.step, began: 0 };
  drawer = MAKERS[view.kind](view, find("stage-inside"), { redraw, note, change, state });
  note("");
  fit();
}

function fit() {
  const { clientWidth, clientHeight } = find("stage");
  drawer.fit(clientWidth, clientHeight, devicePixelRatio || 1);
  redraw();
}

function note(text, at) {
  const tip = find("tip");
  tip.hidden = !text;
  find("tip-words").textContent = text;
  if (text) tip.style.transform = `translate(${Math.min(at[0] + 14, find("stage").clientWidth - 200)}px, ${Math.min(at[1] + 12, find("stage").clientHeight - 60)}px)`;
}

function panel() {
  const view = views[state.view], count = view.steps.length;
  [...find("views").children].forEach((button, i) => button.setAttribute("aria-pressed", i === state.view));
  find("about").textContent = view.about;
  find("steps").hidden = count < 2;
  find("step").max = count - 1;
  find("step").value = state.step;
  find("step-name").textContent = find("step").ariaValueText = count > 1 ? `${view.step} ${view.steps[state.step]}` : "";
  find("play").ariaLabel = timer ? "pause" : "play";
  find("play").dataset.playing = Boolean(timer);
  find("log").hidden = find("flat").hidden = view.kind !== "surface";
  find("log").setAttribute("aria-pressed", state.log);
  find("flat").setAttribute("aria-pressed", state.flat);
  find("hint").textContent = drawer.hint(state);
  find("legend").replaceChildren(...drawer.legend(state));
}

function toggle() {
  if (timer) return stop();
  if (state.step === lastStep()) change({ step: 0 });
  timer = setInterval(() => (state.step === lastStep() ? stop() : change({ step: state.step + 1 })), TICK);
  return panel();
}
function stop() {
  clearInterval(timer);
  timer = 0;
  panel();
}
function nextTheme() {
  const now = document.documentElement.dataset.theme ?? "auto";
  document.documentElement.dataset.theme = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  find("theme").lastChild.data = ` ${document.documentElement.dataset.theme}`;
  panel();
  redraw();
}

function listen() {
  const to = (step) => (stop(), change({ step: Math.min(lastStep(), Math.max(0, step)) }));
  const keys = {
    ArrowRight: () => to(state.step + 1), ArrowLeft: () => to(state.step - 1), Home: () => to(0), End: () => to(lastStep()),
    " ": toggle, l: nextTheme, r: () => (drawer.reset?.(), redraw()), g: () => change({ log: !state.log }),
    d: () => change({ flat: !state.flat }), "?": () => (find("help").open ? find("help").close() : find("help").showModal()),
  };
  views.slice(0, 9).forEach((_, i) => (keys[i + 1] = () => change({ view: i })));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    if (event.key === " " && event.target.closest("button")) return;
    event.preventDefault();
    keys[event.key]();
  });
  find("views").replaceChildren(
    ...views.map((view, i) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: view.name, title: i < 9 ? `key ${i + 1}` : "" });
      button.addEventListener("click", () => change({ view: i }));
      return button;
    }),
  );
  find("step").addEventListener("input", () => to(find("step").valueAsNumber));
  find("play").addEventListener("click", toggle);
  find("theme").addEventListener("click", nextTheme);
  find("log").addEventListener("click", () => change({ log: !state.log }));
  find("flat").addEventListener("click", () => change({ flat: !state.flat }));
  find("open-help").addEventListener("click", () => find("help").showModal());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (panel(), redraw()));
  new ResizeObserver(fit).observe(find("stage"));
  addEventListener("hashchange", () => (readHash(), open(), panel(), redraw()));
}

async function start() {
  if (!views.length) return showPictures();
  readHash();
  open();
  listen();
  panel();
  await drawn();
  document.documentElement.dataset.ready = Math.round(performance.now());
  window.views = { state, change, drawn, views, moving: () => place() !== shown.to, drawer: () => drawer };
}

start();
