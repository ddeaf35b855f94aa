// What is looked at? One object, which the hash of the address holds too: a link shows the same.
import { points, steps } from "./data.js";
import { evenAxes, inThree, names, onlyThree } from "./projections.js";

export const state = { step: 0, picture: "PCA", dimensions: 2, highlighted: -1, wrong: false, selected: -1, axes: null };
const listeners = new Set();
const whole = (text, low, high, otherwise) => {
  const value = /^\d{1,9}$/.test(text ?? "") ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : otherwise;
};

export const axesNow = () => state.axes ?? evenAxes(state.dimensions);
export const listen = (listener) => listeners.add(listener);

export function change(update, silently = false) {
  const before = { ...state };
  Object.assign(state, update);
  if (!inThree(state.picture)) state.dimensions = 2;
  if (onlyThree(state.picture)) state.dimensions = 3;
  if (state.dimensions === 3) state.axes = null;
  if (!silently) writeHash();
  for (const listener of listeners) listener(before);
}

function writeHash() {
  const written = new URLSearchParams({ step: state.step, picture: state.picture });
  if (state.dimensions === 3) written.set("dimensions", 3);
  if (state.highlighted >= 0) written.set("class", state.highlighted);
  if (state.wrong) written.set("wrong", 1);
  if (state.selected >= 0) written.set("point", state.selected);
  if (state.axes) written.set("axes", state.axes.map(([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`).join(";"));
  history.replaceState(null, "", `#${written}`);
}

function readAxes(text) {
  const axes = (text ?? "").split(";").map((pair) => [...pair.split(",").map(Number), 0]);
  return axes.length === evenAxes(2).length && axes.flat().every(Number.isFinite) && axes.every((a) => a.length === 3) ? axes : null;
}

export function readHash(classes) {
  const said = new URLSearchParams(location.hash.slice(1));
  change(
    {
      step: whole(said.get("step"), 0, steps - 1, steps - 1),
      picture: names.includes(said.get("picture")) ? said.get("picture") : names[0],
      dimensions: whole(said.get("dimensions"), 2, 3, 2),
      highlighted: whole(said.get("class"), 0, classes - 1, -1),
      wrong: said.get("wrong") === "1",
      selected: whole(said.get("point"), 0, points - 1, -1),
      axes: readAxes(said.get("axes")),
    },
    true,
  );
}
