// Where are the points now? Here, on the way to the place of the step and picture that is looked at.
import { points } from "./data.js";
import { placing } from "./projections.js";
import { axesNow, state } from "./state.js";

const EASED = 420; // milliseconds of a step
const frames = new Map(); // picture -> centre and radius, the same for all steps, so that growth is seen
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function makeCloud(scene, shape) {
  const { here, ahead, uniforms } = scene;
  const cloud = { share: 1, began: 0, lasts: EASED, place: null, frame: null };
  const spot = new Float32Array(3);

  cloud.write = (step, index, into, at) => {
    cloud.place(step, index, into, at);
    const { centre, radius } = cloud.frame;
    for (let d = 0; d < 3; d++) into[at + d] = (into[at + d] - centre[d]) / radius;
    if (state.dimensions === 2) into[at + 2] = 0;
  };
  cloud.at = (step, index) => {
    cloud.write(step, index, spot, 0);
    return [...spot];
  };
  cloud.now = (index, into) => {
    for (let d = 0; d < 3; d++) {
      const i = 3 * index + d;
      into[d] = here.array[i] + (ahead.array[i] - here.array[i]) * cloud.share;
    }
    return into;
  };
  cloud.go = async ({ eased = true, lasts = EASED } = {}) => {
    const name = state.picture;
    const place = await placing(name, axesNow());
    if (name !== state.picture) return; // somebody was faster
    cloud.place = place;
    cloud.frame = frameOf(name, place, shape.steps);
    for (let i = 0; i < here.array.length; i++) here.array[i] += (ahead.array[i] - here.array[i]) * cloud.share;
    for (let i = 0; i < points; i++) cloud.write(state.step, i, ahead.array, 3 * i);
    const moves = eased && !still.matches;
    if (!moves) here.array.set(ahead.array);
    Object.assign(cloud, { share: moves ? 0 : 1, began: performance.now(), lasts });
    here.needsUpdate = ahead.needsUpdate = true;
  };
  cloud.tick = (now) => {
    const gone = Math.min(1, (now - cloud.began) / cloud.lasts);
    cloud.share = cloud.share === 1 ? 1 : Math.max(0, gone < 0.5 ? 4 * gone ** 3 : 1 - (2 - 2 * gone) ** 3 / 2);
    uniforms.share.value = cloud.share;
    return cloud.share < 1;
  };
  return cloud;
}

function frameOf(name, place, steps) {
  if (name === "star") return { centre: [0, 0, 0], radius: 1.08 };
  if (frames.has(name)) return frames.get(name);
  const low = [Infinity, Infinity, Infinity], high = low.map((x) => -x), spot = [0, 0, 0];
  for (const step of new Set([0, steps >> 2, steps >> 1, steps - 1])) {
    for (let i = 0; i < points; i++) {
      place(step, i, spot, 0);
      for (let d = 0; d < 3; d++) {
        low[d] = Math.min(low[d], spot[d]);
        high[d] = Math.max(high[d], spot[d]);
      }
    }
  }
  const frame = {
    centre: low.map((x, d) => (x + high[d]) / 2),
    radius: Math.max(...low.map((x, d) => high[d] - x)) / 2 || 1,
  };
  frames.set(name, frame);
  return frame;
}
