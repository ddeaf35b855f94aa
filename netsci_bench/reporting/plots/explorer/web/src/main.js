// How does the page come to life? Data, scene, panel and timeline are put together; nothing is fetched from elsewhere.
import { meta, part, points, steps } from "./data.js";
import { makeCloud } from "./cloud.js";
import { listenToKeys, listenToPointer } from "./hands.js";
import { makePainter } from "./paint.js";
import { drawImage, makePanel } from "./panel.js";
import { drawUnit, makeUnits, OUTPUTS } from "./units.js";
import { inThree, names, onlyThree, titles } from "./projections.js";
import { makeScene, plainColour } from "./scene.js";
import { change, listen, readHash, state } from "./state.js";
import { makeTimeline } from "./timeline.js";
import { makeView } from "./view.js";

const PALETTE = ["#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"];
const THEMES = ["auto", "light", "dark"];
const find = (id) => document.getElementById(id);
const styleOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const theme = () => ({ paper: styleOf("--paper"), ink: styleOf("--ink"), line: styleOf("--line"), quiet: styleOf("--quiet") });

function showPictures(why) {
  document.body.classList.add("static");
  find("why-static").textContent = why;
  find("static").hidden = false;
  find("app").hidden = true;
}

function makeRenderer() {
  try {
    return makeScene(find("points"));
  } catch {
    return null;
  }
}

async function start() {
  const first = Promise.all(["labels", "answers", "outputs"].map(part)); // unpacked while the renderer is made
  const scene = makeRenderer();
  if (!scene) return showPictures("This browser has no WebGL, with which the points are drawn. These are the pictures of the report.");
  const [labels, answers, outputs] = await first;
  const view = makeView();
  readHash(meta.classes.length);
  const cloud = makeCloud(scene, { steps });
  const painter = makePainter(find("over"), { cloud, view, labels, answers, palette: PALETTE, theme });
  const panel = makePanel({ labels, answers, outputs, palette: PALETTE });
  const timeline = makeTimeline();
  let hovered = -1, dirty = false, waiting = [];

  const isWrong = (i) => answers[state.step * points + i] !== labels[i];
  const visible = (i) => (state.highlighted < 0 || labels[i] === state.highlighted) && (!state.wrong || isWrong(i));
  const colour = () => {
    const colours = PALETTE.map(plainColour);
    for (let i = 0; i < points; i++) scene.hue.array.set(colours[labels[i] % colours.length], 3 * i);
    scene.hue.needsUpdate = true;
  };
  const mark = () => {
    for (let i = 0; i < points; i++) scene.kind.array[i] = visible(i) ? (isWrong(i) ? 2 : 1) : 0;
    scene.kind.needsUpdate = true;
  };
  const redraw = () => {
    if (!dirty) requestAnimationFrame(draw);
    dirty = true;
  };
  const draw = (now) => {
    dirty = false;
    const moving = cloud.tick(now);
    const { uniforms } = scene;
    const ratio = devicePixelRatio || 1;
    uniforms.turn.value = { elements: columns(view.turn(state.dimensions)) };
    uniforms.shift.value = { x: view.x, y: view.y };
    const [x, y] = view.aspect();
    uniforms.aspect.value = { x, y };
    uniforms.zoom.value = view.zoom;
    uniforms.depth.value = state.dimensions === 3 ? 0.35 : 0;
    uniforms.size.value = ratio * Math.min(14, sizeFor(points) * view.zoom ** 0.35);
    scene.draw();
    painter.draw(hovered);
    waiting.splice(0).forEach((done) => done());
    if (moving) redraw();
  };
  const drawn = () => new Promise((done) => (waiting.push(done), redraw()));
  const hover = (index, at) => {
    const tip = find("tip");
    tip.hidden = index < 0;
    if (index >= 0) {
      tip.style.transform = `translate(${Math.min(at[0] + 16, view.width - 190)}px, ${Math.min(at[1] + 14, view.height - 76)}px)`;
      find("tip-words").textContent = panel.words(index).text;
      find("tip-name").textContent = `point ${index}`;
      if (index !== hovered) drawImage(find("tip-image"), index);
    }
    if (index !== hovered) redraw();
    hovered = index;
  };
  const showUnit = (layer, unit, at) => {
    const tip = find("tip");
    tip.hidden = false;
    tip.style.transform = `translate(${Math.max(4, Math.min(at[0] + 16, view.width - 194))}px, ${Math.max(4, Math.min(at[1] + 14, view.height - 76))}px)`;
    find("tip-words").textContent = layer === OUTPUTS ? `output ${meta.classes[unit] ?? unit}` : `${layer}, unit ${unit}`;
    find("tip-name").textContent = "what excites it most";
    drawUnit(find("tip-image"), layer, unit);
    hovered = -1;
  };
  const hoverAxis = (axis, at) => (meta.units.includes(OUTPUTS) ? showUnit(OUTPUTS, axis, at) : hover(-1));
  const paintTheme = () => {
    const { ink, quiet } = theme();
    scene.uniforms.ink.value.fromArray(plainColour(ink));
    scene.uniforms.faint.value.fromArray(plainColour(quiet));
    redraw();
  };
  const nextTheme = () => {
    const now = document.documentElement.dataset.theme ?? "auto";
    document.documentElement.dataset.theme = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
    find("theme").lastChild.data = ` ${document.documentElement.dataset.theme}`;
    paintTheme();
  };
  const fit = () => {
    const { clientWidth, clientHeight } = find("stage");
    Object.assign(view, { width: clientWidth, height: clientHeight });
    scene.renderer.setPixelRatio(devicePixelRatio || 1);
    scene.renderer.setSize(clientWidth, clientHeight, false);
    Object.assign(find("over"), { width: clientWidth * devicePixelRatio, height: clientHeight * devicePixelRatio });
    redraw();
  };
  const buttons = () => {
    for (const button of find("pictures").children) button.setAttribute("aria-pressed", button.dataset.name === state.picture);
    find("dimensions").disabled = !inThree(state.picture) || onlyThree(state.picture);
    find("dimensions").setAttribute("aria-pressed", state.dimensions === 3);
    find("hint").textContent = state.dimensions === 3 ? "drag to turn, scroll to zoom" : state.picture === "star" ? "drag the ends of the axes, scroll to zoom" : "drag to move, scroll to zoom";
  };
  const follow = async (before) => {
    buttons();
    mark();
    panel.draw();
    timeline.draw();
    const moved = ["step", "picture", "dimensions", "axes"].some((name) => before[name] !== state[name]);
    if (moved) {
      document.body.classList.add("busy");
      await cloud.go({ eased: before.axes === state.axes || before.picture !== state.picture, lasts: before.picture === state.picture ? 420 : 800 });
      document.body.classList.remove("busy");
    }
    if (moved || before.selected !== state.selected) painter.settle();
    redraw();
  };

  find("pictures").replaceChildren(
    ...names.map((name, i) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: titles[name] ?? name, title: `key ${i + 1}` });
      button.dataset.name = name;
      button.addEventListener("click", () => change({ picture: name }));
      return button;
    }),
  );
  find("dimensions").addEventListener("click", () => change({ dimensions: 5 - state.dimensions }));
  find("wrong").addEventListener("click", () => change({ wrong: !state.wrong }));
  find("theme").addEventListener("click", nextTheme);
  find("open-help").addEventListener("click", () => find("help").showModal());
  find("close-card").addEventListener("click", () => change({ selected: -1 }));
  find("search").max = points - 1;
  find("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const index = find("search").valueAsNumber;
    if (Number.isInteger(index) && index >= 0 && index < points) change({ selected: index });
  });
  find("points").addEventListener("webglcontextlost", (event) => event.preventDefault());
  find("points").addEventListener("webglcontextrestored", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintTheme);
  new ResizeObserver(fit).observe(find("stage"));
  panel.legend();
  makeUnits(find("units"), showUnit, () => hover(-1));
  colour();
  await cloud.go({ eased: false });
  fit();
  paintTheme();
  listen(follow);
  await follow({ ...state, selected: -2 });
  addEventListener("hashchange", () => readHash(meta.classes.length));
  listenToPointer(find("over"), { cloud, view, painter, visible, redraw, hover, hoverAxis, jump: redraw });
  listenToKeys({ timeline, view, redraw, nextTheme });
  await drawn();
  document.documentElement.dataset.ready = Math.round(performance.now());
  window.explorer = { state, change, drawn, pixelOf: (i) => view.pixel(cloud.now(i, [0, 0, 0]), state.dimensions), handles: painter.handles, moving: () => cloud.share < 1 };
}

const sizeFor = (count) => (count > 20000 ? 3 : count > 3000 ? 4.6 : 6.5);
const columns = (m) => [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]];

start();
