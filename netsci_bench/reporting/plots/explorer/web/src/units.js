// What does each unit of the network look for? A picture of each, larger where a hand is over it.
import { meta, part } from "./data.js";

export const OUTPUTS = "outputs"; // the layer with a unit for each output
const key = (layer) => `units ${layer}`;

export async function drawUnit(canvas, layer, unit) {
  const { height, width } = meta.parts[key(layer)];
  const pixels = await part(key(layer));
  canvas.hidden = false;
  Object.assign(canvas, { width, height });
  paint(canvas.getContext("2d"), pixels, unit * width * height, [0, 0, width, height]);
}

// All units of a layer in one canvas: a row holds as many as fit.
export function makeUnits(box, show, hide) {
  box.hidden = !meta.units.length;
  for (const layer of meta.units) {
    const { height, width, count } = meta.parts[key(layer)];
    const columns = Math.min(8, count), rows = Math.ceil(count / columns);
    const name = box.appendChild(document.createElement("p"));
    name.className = "note";
    name.textContent = `${layer}: ${count} units`;
    const canvas = box.appendChild(document.createElement("canvas"));
    Object.assign(canvas, { width: columns * (width + 1), height: rows * (height + 1), className: "units" });
    canvas.dataset.layer = layer;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `the images that excite the units of ${layer} most`);
    const fill = new IntersectionObserver(async (seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      fill.disconnect(); // decoded when it is first looked at
      const pixels = await part(key(layer)), pen = canvas.getContext("2d");
      for (let unit = 0; unit < count; unit++) {
        paint(pen, pixels, unit * width * height, [(unit % columns) * (width + 1), Math.floor(unit / columns) * (height + 1), width, height]);
      }
    });
    fill.observe(canvas);
    canvas.addEventListener("pointermove", (event) => {
      const inside = canvas.getBoundingClientRect(), stage = document.getElementById("stage").getBoundingClientRect();
      const column = Math.floor(((event.clientX - inside.left) / inside.width) * columns);
      const unit = Math.floor(((event.clientY - inside.top) / inside.height) * rows) * columns + column;
      if (column >= 0 && column < columns && unit >= 0 && unit < count) show(layer, unit, [stage.width - 200, event.clientY - stage.top - 60]);
      else hide();
    });
    canvas.addEventListener("pointerleave", hide);
  }
}

function paint(pen, pixels, from, [x, y, width, height]) {
  const shown = pen.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const grey = pixels[from + i];
    shown.data.set([grey, grey, grey, 255], 4 * i);
  }
  pen.putImageData(shown, x, y);
}
