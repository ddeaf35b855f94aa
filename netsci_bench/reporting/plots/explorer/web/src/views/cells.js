// How do the linear regions of a small network lie in the plane? Each pixel is put through the network of a step.
import { makePlane, words } from "./plane.js";

const SIDES = { light: [[201, 223, 242], [251, 220, 192]], dark: [[24, 58, 94], [92, 50, 20]] };
const DOTS = ["#0b5fa5", "#b8420b"];
const STRIDE = { moving: 3, still: 1 }; // pixels that are one while it moves

export function makeCells(view, stage, { redraw }) {
  const plane = makePlane(stage, `cells: ${view.name}`);
  const [[x0, y0], [x1, y1]] = view.window;
  const zoomed = { scale: 1, x: 0, y: 0 };
  let last = { key: "", count: 0 };

  const weightsAt = (at) => {
    const from = Math.floor(at), to = Math.min(view.weights.length - 1, from + 1), share = at - from;
    return view.weights[from].map((w, i) => w + (view.weights[to][i] - w) * share);
  };
  const frame = () => {
    const scale = (Math.min((plane.width - 20) / (x1 - x0), (plane.height - 20) / (y1 - y0))) * zoomed.scale;
    return { scale, left: plane.width / 2 - (scale * (x0 + x1)) / 2 + zoomed.x, top: plane.height / 2 + (scale * (y0 + y1)) / 2 + zoomed.y };
  };

  function draw({ at, moving, theme }) {
    plane.clear();
    const stride = moving ? STRIDE.moving : STRIDE.still, { scale, left, top } = frame();
    const [low, high] = [[Math.max(0, left + x0 * scale), Math.max(0, top - y1 * scale)], [Math.min(plane.width, left + x1 * scale), Math.min(plane.height, top - y0 * scale)]];
    const width = Math.max(1, Math.floor((high[0] - low[0]) / stride)), height = Math.max(1, Math.floor((high[1] - low[1]) / stride));
    const key = [at, stride, width, height, scale, left, top, theme.dark].join();
    if (last.key !== key) {
      const { image, count } = paint(weightsAt(at), width, height, (c, r) => [(low[0] + (c + 0.5) * stride - left) / scale, (top - low[1] - (r + 0.5) * stride) / scale], theme);
      const off = new OffscreenCanvas(width, height);
      off.getContext("2d").putImageData(image, 0, 0);
      last = { key, count, off };
    }
    plane.pen.imageSmoothingEnabled = moving;
    plane.pen.drawImage(last.off, ...low, width * stride, height * stride);
    view.points.forEach(([x, y], i) => {
      const [px, py] = [left + x * scale, top - y * scale];
      if (px < low[0] || px > high[0] || py < low[1] || py > high[1]) return;
      plane.pen.beginPath();
      plane.pen.arc(px, py, view.points.length > 400 ? 1.8 : 4, 0, 2 * Math.PI);
      plane.pen.fillStyle = DOTS[view.labels[i] > 0 ? 1 : 0];
      plane.pen.fill();
      plane.pen.lineWidth = 0.7;
      plane.pen.strokeStyle = "#fff";
      plane.pen.stroke();
    });
  }

  // The side of the output at each pixel, and a line where the set of active units changes.
  function paint(weights, width, height, place, theme) {
    const sides = SIDES[theme.dark ? "dark" : "light"], image = new ImageData(width, height);
    const patterns = new Int32Array(width * height), signs = new Uint8Array(width * height), seen = new Set();
    const layers = unpack(weights, view.widths);
    for (let r = 0; r < height; r++) for (let c = 0; c < width; c++) {
      const { pattern, output } = run(layers, place(c, r));
      patterns[r * width + c] = pattern;
      signs[r * width + c] = output > 0 ? 1 : 0;
      seen.add(pattern);
    }
    for (let i = 0; i < width * height; i++) {
      const right = (i + 1) % width ? i + 1 : i, below = i + width < width * height ? i + width : i;
      const thick = [i + 2, i + 2 * width, i - 1, i - width].some((j) => signs[j] !== undefined && signs[j] !== signs[i]);
      const decides = thick || signs[i] !== signs[right] || signs[i] !== signs[below];
      const edge = patterns[i] !== patterns[right] || patterns[i] !== patterns[below];
      const fill = sides[signs[i]], shade = 1 - 0.07 * (((patterns[i] >>> 3) ^ patterns[i]) & 1);
      const ink = theme.dark ? 230 : 20, veil = theme.dark ? 150 : 110;
      image.data.set(decides ? [ink, ink, ink, 255] : edge ? [veil, veil, veil, 255] : [...fill.map((x) => x * shade), 255], 4 * i);
    }
    return { image, count: seen.size };
  }

  plane.canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x, y] = plane.at(event), factor = Math.exp(-event.deltaY * 0.0015), scale = Math.min(60, Math.max(1, zoomed.scale * factor));
    const grown = scale / zoomed.scale;
    Object.assign(zoomed, { scale, x: (x - plane.width / 2) * (1 - grown) + zoomed.x * grown, y: (y - plane.height / 2) * (1 - grown) + zoomed.y * grown });
    if (scale === 1) Object.assign(zoomed, { x: 0, y: 0 });
    redraw();
  }, { passive: false });
  let held = null;
  plane.canvas.addEventListener("pointerdown", (event) => (plane.canvas.setPointerCapture(event.pointerId), (held = plane.at(event))));
  plane.canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const now = plane.at(event);
    zoomed.x += now[0] - held[0];
    zoomed.y += now[1] - held[1];
    held = now;
    redraw();
  });
  plane.canvas.addEventListener("pointerup", () => (held = null));
  plane.canvas.addEventListener("dblclick", () => (Object.assign(zoomed, { scale: 1, x: 0, y: 0 }), redraw()));
  return {
    fit: plane.fit, draw, hint: () => "scroll to zoom, drag to move, double click to reset",
    reset: () => Object.assign(zoomed, { scale: 1, x: 0, y: 0 }),
    count: () => last.count,
    legend: () => words("each piece is a cell, in which the network is linear; grey lines are their sides", "thick line: where the output changes its sign, blue below 0 and orange above", "dots: the points that are learned, in the colours of their classes"),
  };
}

function unpack(weights, widths) {
  const layers = [];
  let at = 0, inputs = 2;
  for (const outputs of [...widths, 1]) {
    const matrix = weights.slice(at, at + inputs * outputs), bias = weights.slice(at + inputs * outputs, at + inputs * outputs + outputs);
    layers.push({ matrix, bias, inputs, outputs });
    at += (inputs + 1) * outputs;
    inputs = outputs;
  }
  return layers;
}

export function run(layers, place) {
  let values = place, pattern = 17;
  for (const [number, { matrix, bias, inputs, outputs }] of layers.entries()) {
    const next = new Array(outputs);
    for (let k = 0; k < outputs; k++) {
      let sum = bias[k];
      for (let j = 0; j < inputs; j++) sum += matrix[k * inputs + j] * values[j];
      const active = sum > 0 || number === layers.length - 1;
      if (number < layers.length - 1) pattern = (Math.imul(pattern, 31) + (active ? 1 + k : 0)) | 0;
      next[k] = active ? sum : 0;
    }
    values = next;
  }
  return { pattern, output: values[0] };
}
