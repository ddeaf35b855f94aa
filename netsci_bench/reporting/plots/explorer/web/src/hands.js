// What do mouse, touch and keyboard do?
import { meta, points, steps } from "./data.js";
import { inThree, names } from "./projections.js";
import { axesNow, change, state } from "./state.js";

const find = (id) => document.getElementById(id);
const REACH = 11; // pixels around a point in which it is meant

export function listenToPointer(canvas, { cloud, view, painter, visible, redraw, hover, hoverAxis, jump }) {
  let held = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const nearest = ([x, y]) => {
    const spot = [0, 0, 0];
    let best = -1, least = REACH ** 2;
    for (let i = 0; i < points; i++) {
      if (!visible(i)) continue;
      const [px, py] = view.pixel(cloud.now(i, spot), state.dimensions);
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) [best, least] = [i, far];
    }
    return best;
  };
  const handle = ([x, y]) => painter.handles().findIndex(([hx, hy]) => Math.hypot(hx - x, hy - y) < 13);

  canvas.addEventListener("pointerdown", (event) => {
    const from = at(event);
    canvas.setPointerCapture(event.pointerId);
    held = { from, last: from, axis: handle(from), moved: false };
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = at(event);
    if (!held) {
      const axis = handle(now);
      canvas.style.cursor = axis >= 0 ? "grab" : "";
      if (axis >= 0) hoverAxis(axis, now);
      else hover(nearest(now), now);
      return;
    }
    held.moved ||= Math.hypot(now[0] - held.from[0], now[1] - held.from[1]) > 3;
    if (held.moved) drag(held, now);
    held.last = now;
  });
  canvas.addEventListener("pointerup", (event) => {
    if (held && !held.moved && held.axis < 0) change({ selected: nearest(at(event)) });
    held = null;
  });
  canvas.addEventListener("pointercancel", () => (held = null));
  canvas.addEventListener("pointerleave", () => hover(-1));
  canvas.addEventListener("dblclick", () => {
    view.reset();
    change({ axes: null });
    jump();
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const before = view.place(...at(event));
      const zoom = Math.min(40, Math.max(0.4, view.zoom * Math.exp(-event.deltaY * 0.0015)));
      view.x = before[0] + ((view.x - before[0]) * zoom) / view.zoom;
      view.y = before[1] + ((view.y - before[1]) * zoom) / view.zoom;
      view.zoom = zoom;
      redraw();
    },
    { passive: false },
  );

  function drag({ axis, last }, now) {
    const [from, to] = [view.place(...last), view.place(...now)];
    if (axis >= 0) {
      const axes = axesNow().map((old) => [...old]);
      axes[axis] = [((to[0] - view.x) / view.zoom) * cloud.frame.radius, ((to[1] - view.y) / view.zoom) * cloud.frame.radius, 0];
      change({ axes });
    } else if (state.dimensions === 3) {
      view.yaw += (now[0] - last[0]) * 0.008;
      view.pitch = Math.min(1.5, Math.max(-1.5, view.pitch + (now[1] - last[1]) * 0.008));
      redraw();
    } else {
      view.x += to[0] - from[0];
      view.y += to[1] - from[1];
      redraw();
    }
  }
}

export function listenToKeys({ timeline, view, redraw, nextTheme }) {
  const to = (step) => {
    timeline.stop();
    change({ step: Math.min(steps - 1, Math.max(0, step)) });
  };
  const keys = {
    ArrowRight: () => to(state.step + 1),
    ArrowLeft: () => to(state.step - 1),
    Home: () => to(0),
    End: () => to(steps - 1),
    " ": () => timeline.toggle(),
    c: () => change({ highlighted: state.highlighted === meta.classes.length - 1 ? -1 : state.highlighted + 1 }),
    m: () => change({ wrong: !state.wrong }),
    d: () => inThree(state.picture) && change({ dimensions: 5 - state.dimensions }),
    l: nextTheme,
    r: () => {
      view.reset();
      change({ axes: null });
      redraw();
    },
    "/": () => find("search").focus(),
    "?": () => (find("help").open ? find("help").close() : find("help").showModal()),
    Escape: () => change({ selected: -1, highlighted: -1, wrong: false }),
  };
  names.forEach((name, i) => (keys[i + 1] = () => change({ picture: name })));
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=range])");
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    if (event.target.closest("dialog[open]") && event.key === "Escape") return;
    if (event.key === " " && event.target.closest("button")) return; // it presses the button
    if (!(event.key in keys)) return;
    event.preventDefault();
    if (typing) event.target.blur();
    keys[event.key]();
  });
}
