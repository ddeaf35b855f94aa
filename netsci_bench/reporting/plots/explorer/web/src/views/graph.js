// How is a graph of a network's units drawn over the epochs? A column for each layer, a colour for each community.
import { makePlane, PALETTE, words } from "./plane.js";

export function makeGraph(view, stage, { redraw, note, state }) {
  const plane = makePlane(stage, `graph: ${view.name}`);
  const count = view.layers.length, depth = Math.max(...view.layers) + 1;
  let hovered = -1;
  // Communities keep their colours by size at the last step; those of one node are grey.
  const colours = view.labels.map((labels) => {
    const sizes = new Map();
    for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
    const order = [...sizes].filter(([, size]) => size > 1).sort((a, b) => b[1] - a[1]).map(([label]) => label);
    return labels.map((label) => (order.includes(label) ? PALETTE[order.indexOf(label) % PALETTE.length] : null));
  });
  // Within a layer units are in the order of their communities.
  const ranks = view.labels.map((labels, step) => {
    const rank = new Float32Array(count);
    for (let layer = 0; layer < depth; layer++) {
      const own = [...labels.keys()].filter((i) => view.layers[i] === layer);
      own.sort((a, b) => (colours[step][a] ?? "~").localeCompare(colours[step][b] ?? "~") || a - b);
      own.forEach((node, i) => (rank[node] = (i + 0.5) / own.length));
    }
    return rank;
  });
  const mix = (series, at, i) => {
    const from = Math.floor(at), to = Math.min(series.length - 1, from + 1);
    return series[from][i] + (series[to][i] - series[from][i]) * (at - from);
  };
  const gap = () => (plane.width - 80) / Math.max(1, depth - 1);
  const spot = (i, at) => [
    40 + gap() * view.layers[i] + Math.min(26, 0.12 * gap()) * Math.sin(7.1 * i),
    40 + (plane.height - 104) * mix(ranks, at, i),
  ];
  const radius = (i, at) => 2.2 + 3.4 * Math.sqrt(mix(view.pageranks, at, i) / view.mostPagerank);

  function draw({ at, step, theme }) {
    plane.clear();
    const { pen } = plane;
    for (const [a, b, weight] of view.edges[Math.round(at)]) {
      const meant = hovered < 0 || a === hovered || b === hovered;
      pen.globalAlpha = (meant ? 0.12 + 0.6 * Math.abs(weight) : 0.03) * (hovered >= 0 && meant ? 1.4 : 1);
      pen.strokeStyle = weight < 0 ? "#c1272d" : theme.ink;
      pen.lineWidth = weight < 0 ? 1.1 : 0.8;
      pen.setLineDash(weight < 0 ? [4, 3] : []); // hue is not the only difference
      pen.beginPath();
      pen.moveTo(...spot(a, at));
      pen.lineTo(...spot(b, at));
      pen.stroke();
    }
    pen.globalAlpha = 1;
    pen.setLineDash([]);
    for (let i = 0; i < count; i++) {
      pen.beginPath();
      pen.arc(...spot(i, at), radius(i, at), 0, 2 * Math.PI);
      pen.fillStyle = colours[step][i] ?? theme.quiet;
      pen.fill();
      pen.lineWidth = i === hovered ? 2 : 0.6;
      pen.strokeStyle = i === hovered ? theme.ink : theme.paper;
      pen.stroke();
    }
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.fillStyle = theme.quiet;
    for (let layer = 0; layer < depth; layer++) pen.fillText(`layer ${layer + 1}`, 40 + gap() * layer, plane.height - 42);
  }

  plane.canvas.addEventListener("pointermove", (event) => {
    const [x, y] = plane.at(event);
    let best = -1, least = 100;
    for (let i = 0; i < count; i++) {
      const [px, py] = spot(i, state.step), far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) [best, least] = [i, far];
    }
    if (best !== hovered) redraw();
    hovered = best;
    const uniform = best < 0 ? 0 : view.pageranks[state.step][best] * count;
    note(best < 0 ? "" : `unit ${best}, layer ${view.layers[best] + 1}, PageRank ${uniform.toFixed(2)} of the mean`, [x, y]);
  });
  plane.canvas.addEventListener("pointerleave", () => ((hovered = -1), note(""), redraw()));
  return {
    fit: plane.fit, draw, spot, hint: () => "hover a unit to see its edges alone",
    legend: ({ step }) => {
      const found = new Set(colours[step].filter(Boolean)).size;
      return words(`${found}${found === PALETTE.length ? " or more" : ""} communities of two or more units, a colour for each; the others are grey`, `the ${view.edges[step].length} strongest edges; negative ones are red and dashed`, "size: PageRank");
    },
  };
}
