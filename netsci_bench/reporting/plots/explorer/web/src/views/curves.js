// How is a value drawn over the layers (or steps) of several trainings? A line for each seed, the mean thicker.
import { makePlane, words } from "./plane.js";

export function makeCurves(view, stage, { note, redraw }) {
  const plane = makePlane(stage, `curves: ${view.name}`);
  const values = view.curves.flat(), count = Math.max(...view.curves.map((curve) => curve.length));
  const low = Math.min(0, ...values), high = Math.max(...values), pad = { left: 62, right: 24, top: 26, bottom: 54 };
  const mean = Array.from({ length: count }, (_, i) => {
    const own = view.curves.map((curve) => curve[i]).filter((x) => x !== undefined);
    return own.reduce((sum, x) => sum + x, 0) / own.length;
  });
  let hovered = -1;
  const x = (i) => pad.left + ((plane.width - pad.left - pad.right) * i) / Math.max(1, count - 1);
  const y = (value) => plane.height - pad.bottom - ((plane.height - pad.top - pad.bottom) * (value - low)) / (high - low || 1);
  const line = (curve) => {
    plane.pen.beginPath();
    curve.forEach((value, i) => (i ? plane.pen.lineTo(x(i), y(value)) : plane.pen.moveTo(x(i), y(value))));
    plane.pen.stroke();
  };

  function draw({ theme }) {
    plane.clear();
    const { pen } = plane;
    pen.font = "12px system-ui, sans-serif";
    pen.lineWidth = 1;
    for (const tick of ticks(low, high)) {
      pen.strokeStyle = theme.line;
      pen.beginPath();
      pen.moveTo(pad.left, y(tick));
      pen.lineTo(plane.width - pad.right, y(tick));
      pen.stroke();
      pen.fillStyle = theme.quiet;
      pen.textAlign = "right";
      pen.fillText(String(Number(tick.toPrecision(6))), pad.left - 8, y(tick) + 4);
    }
    pen.textAlign = "center";
    for (const i of ticks(0, count - 1).filter(Number.isInteger)) pen.fillText(String(i + 1), x(i), plane.height - pad.bottom + 18);
    pen.fillText(view.axis, plane.width / 2, plane.height - pad.bottom + 38);
    pen.strokeStyle = theme.accent;
    pen.globalAlpha = 0.35;
    view.curves.forEach(line);
    pen.globalAlpha = 1;
    pen.lineWidth = 2.4;
    line(mean);
    if (hovered < 0) return;
    pen.beginPath();
    pen.arc(x(hovered), y(mean[hovered]), 5, 0, 2 * Math.PI);
    pen.fillStyle = theme.accent;
    pen.fill();
  }
  plane.canvas.addEventListener("pointermove", (event) => {
    const at = plane.at(event);
    const place = Math.round(((at[0] - pad.left) / (plane.width - pad.left - pad.right)) * (count - 1));
    hovered = Math.min(count - 1, Math.max(0, place));
    const own = view.curves.map((curve) => curve[hovered]);
    note(`${view.axis} ${hovered + 1}: ${mean[hovered].toPrecision(3)} (${Math.min(...own).toPrecision(3)} to ${Math.max(...own).toPrecision(3)})`, at);
    redraw();
  });
  plane.canvas.addEventListener("pointerleave", () => ((hovered = -1), note(""), redraw()));
  return {
    fit: plane.fit, draw, mean, hint: () => "hover to read the values",
    legend: () => words(`${view.valueName}; ${view.curves.length === 1 ? "one seed" : `a line for each of ${view.curves.length} seeds, the mean thicker`}`),
  };
}

function ticks(low, high) {
  const rough = (high - low) / 6 || 1, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  return Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, i) => (Math.ceil(low / step) + i) * step);
}
