// What lies over the points? Names of classes, star axes, the trace of the chosen point, and rings.
import { meta, outputCount, points, steps } from "./data.js";
import { axesNow, state } from "./state.js";

export function makePainter(canvas, { cloud, view, labels, answers, palette, theme }) {
  const pen = canvas.getContext("2d");
  const named = outputCount === meta.classes.length; // an output for each class
  let middles = { from: null, to: null };
  let trace = [];

  const pixel = (place) => view.pixel(place, state.dimensions);
  const path = (corners) => {
    pen.beginPath();
    corners.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.stroke();
  };
  const disc = ([x, y], radius, fill, stroke) => {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    if (fill) {
      pen.fillStyle = fill;
      pen.fill();
    }
    if (stroke) {
      pen.strokeStyle = stroke;
      pen.stroke();
    }
  };
  const write = (text, [x, y], size, colour) => {
    pen.font = `600 ${size}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = theme().paper;
    pen.strokeText(text, x, y);
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  };

  const painter = {};
  painter.settle = () => {
    middles = { from: middles.to, to: findMiddles() };
    trace = state.selected < 0 ? [] : Array.from({ length: steps }, (_, step) => cloud.at(step, state.selected));
  };
  painter.draw = (hovered) => {
    const ratio = devicePixelRatio || 1;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, view.width, view.height);
    if (state.picture === "star") drawAxes();
    else drawNames();
    drawTrace();
    if (state.selected >= 0) ring(state.selected, 9, 2.5);
    if (hovered >= 0 && hovered !== state.selected) ring(hovered, 7, 2);
  };
  painter.handles = () => {
    if (state.picture !== "star" || state.dimensions !== 2) return [];
    const { radius } = cloud.frame;
    return axesNow().map((axis) => pixel(axis.map((x) => x / radius)));
  };
  return painter;

  function findMiddles() {
    return meta.classes.map((_, label) => {
      const own = [];
      for (let i = 0; i < points; i += 1 + (points >> 13)) if (labels[i] === label) own.push(i);
      const middle = (d) => own.map((i) => cloud.at(state.step, i)[d]).sort((a, b) => a - b)[own.length >> 1];
      return own.length ? [middle(0), middle(1), middle(2)] : null;
    });
  }
  function drawNames() {
    if (!middles.to) return;
    middles.to.forEach((to, label) => {
      const from = middles.from?.[label] ?? to;
      if (!to || (state.highlighted >= 0 && state.highlighted !== label)) return;
      write(meta.classes[label], pixel(to.map((x, d) => from[d] + (x - from[d]) * cloud.share)), 17, theme().ink);
    });
  }
  function drawAxes() {
    const { radius } = cloud.frame;
    const origin = pixel([0, 0, 0]);
    axesNow().forEach((axis, k) => {
      const end = pixel(axis.map((x) => x / radius));
      pen.lineWidth = 1;
      pen.strokeStyle = theme().line;
      path([origin, end]);
      pen.lineWidth = 2;
      disc(end, 10, named ? palette[k % palette.length] : theme().quiet, theme().paper);
      pen.font = "600 11px system-ui, sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillStyle = "#111";
      pen.fillText(named ? meta.classes[k] : String(k), end[0], end[1] + 0.5);
    });
  }
  function drawTrace() {
    if (!trace.length) return;
    const corners = trace.map(pixel);
    for (const [width, colour] of [[4, theme().paper], [1.6, theme().ink]]) {
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.globalAlpha = 0.75;
      path(corners);
    }
    pen.globalAlpha = 1;
    pen.lineWidth = 1.2;
    corners.forEach((corner, step) => disc(corner, 3.6, palette[answers[step * points + state.selected] % palette.length], theme().ink));
  }
  function ring(index, radius, width) {
    const spot = pixel(cloud.now(index, [0, 0, 0]));
    pen.lineWidth = width + 3;
    disc(spot, radius, null, theme().paper);
    pen.lineWidth = width;
    disc(spot, radius, palette[labels[index] % palette.length], theme().ink);
  }
}
