// What is known about a point? Its picture, its class, the star graph of its outputs, its answers over the steps.
import { has, meta, outputCount, part, points, steps } from "./data.js";
import { change, state } from "./state.js";

const { low, high } = meta.parts.outputs;
const svg = (name, attributes, ...inside) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
};
const find = (id) => document.getElementById(id);

export async function drawImage(canvas, index) {
  canvas.hidden = !has("images");
  if (canvas.hidden) return;
  const { height, width } = meta.parts.images;
  const pixels = await part("images");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  const shown = pen.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const grey = pixels[index * width * height + i];
    shown.data.set([grey, grey, grey, 255], 4 * i);
  }
  pen.putImageData(shown, 0, 0);
}

// Outputs as a share of the largest that any point has.
const share = (outputs, index, k) =>
  (outputs[(state.step * points + index) * outputCount + k] * (high - low)) / 255 / Math.max(Math.abs(high), Math.abs(low)) +
  low / Math.max(Math.abs(high), Math.abs(low));

function starGraph(outputs, index, palette) {
  const ends = Array.from({ length: outputCount }, (_, k) => {
    const turn = (2 * Math.PI * k) / outputCount;
    return [Math.cos(turn), -Math.sin(turn)];
  });
  const named = outputCount === meta.classes.length;
  const lengths = ends.map((_, k) => Math.max(0, share(outputs, index, k)));
  const corner = (k, length) => ends[k].map((x) => (70 * x * length).toFixed(2)).join(",");
  const drawn = svg("svg", { viewBox: "-98 -94 196 188", role: "img", "aria-label": "star graph of the outputs" });
  for (const part of [0.5, 1]) drawn.append(svg("circle", { r: 70 * part, class: "web" }));
  ends.forEach(([x, y], k) => {
    drawn.append(svg("line", { x2: 70 * x, y2: 70 * y, class: "web" }));
    drawn.append(svg("text", { x: 84 * x, y: 84 * y, class: "name" }, named ? meta.classes[k] : String(k)));
  });
  drawn.append(svg("polygon", { points: ends.map((_, k) => corner(k, lengths[k])).join(" "), class: "area" }));
  ends.forEach(([x, y], k) =>
    drawn.append(svg("circle", { cx: 70 * x * lengths[k], cy: 70 * y * lengths[k], r: 3.4, fill: named ? palette[k % palette.length] : "var(--quiet)", class: "tip" })),
  );
  return drawn;
}

export function makePanel({ labels, answers, outputs, palette }) {
  const name = (label) => meta.classes[label];
  const panel = { answer: (index) => answers[state.step * points + index] };
  const swatch = (label) => `<i style="background:${palette[label % palette.length]}"></i>`;
  panel.words = (index) => {
    const answer = panel.answer(index);
    const right = answer === labels[index];
    return { right, text: right ? `${name(labels[index])}, classified correctly` : `${name(labels[index])}, taken for ${name(answer)}` };
  };
  panel.legend = () => {
    const counts = meta.classes.map((_, label) => labels.reduce((sum, x) => sum + (x === label), 0));
    find("classes").replaceChildren(
      ...meta.classes.map((text, label) => {
        const button = document.createElement("button");
        button.type = "button";
        button.innerHTML = swatch(label);
        button.append(text);
        button.title = `${counts[label]} points of class ${text}`;
        button.addEventListener("click", () => change({ highlighted: state.highlighted === label ? -1 : label }));
        return button;
      }),
    );
  };
  panel.draw = () => {
    [...find("classes").children].forEach((button, label) => button.setAttribute("aria-pressed", state.highlighted === label));
    const wrong = labels.reduce((sum, label, i) => sum + (answers[state.step * points + i] !== label), 0);
    find("wrong").setAttribute("aria-pressed", state.wrong);
    find("wrong-count").textContent = wrong.toLocaleString("en");
    find("card").hidden = state.selected < 0;
    find("no-card").hidden = state.selected >= 0;
    if (state.selected >= 0) card(state.selected);
  };
  return panel;

  function card(index) {
    const { right, text } = panel.words(index);
    drawImage(find("image"), index);
    find("point-name").textContent = `Point ${index}`;
    find("point-words").innerHTML = swatch(labels[index]);
    find("point-words").append(text);
    find("point-words").classList.toggle("is-wrong", !right);
    find("star").replaceChildren(starGraph(outputs, index, palette));
    find("answers").replaceChildren(
      ...Array.from({ length: steps }, (_, step) => {
        const answer = answers[step * points + index];
        const cell = document.createElement("button");
        cell.type = "button";
        cell.tabIndex = -1;
        cell.style.background = palette[answer % palette.length];
        cell.title = `${meta.step} ${meta.steps[step]}: ${name(answer)}`;
        cell.ariaCurrent = step === state.step ? "step" : null;
        cell.addEventListener("click", () => change({ step }));
        return cell;
      }),
    );
  }
}
