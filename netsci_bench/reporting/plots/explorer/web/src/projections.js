// Where does a point lie at a step? PCA with one basis and star coordinates are computed here, embeddings are read.
import { meta, outputCount, part, points, steps } from "./data.js";

const { low, high } = meta.parts.outputs;
const scale = (high - low) / 255;

// Eigenvectors of a symmetric matrix by Jacobi's rotations, largest eigenvalue first.
export function eigenvectors(matrix) {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p][q] ** 2;
    if (off < 1e-18) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }
  const order = a.map((row, i) => [row[i], i]).sort((x, y) => y[0] - x[0]);
  return order.map(([, i]) => upright(v.map((row) => row[i])));
}

function rotate(a, v, p, q) {
  if (Math.abs(a[p][q]) < 1e-15) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const m of [a, v]) for (const row of m) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  for (let k = 0; k < a.length; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
}

function upright(vector) {
  const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return largest < 0 ? vector.map((x) => -x) : vector;
}

function standardised(values) {
  const at = (steps - 1) * points * outputCount;
  const mean = new Array(outputCount).fill(0);
  for (let i = 0; i < points * outputCount; i++) mean[i % outputCount] += values[at + i] / points;
  const covariance = mean.map(() => new Array(outputCount).fill(0));
  for (let i = 0; i < points; i++) {
    const row = at + i * outputCount;
    for (let a = 0; a < outputCount; a++) {
      const from = values[row + a] - mean[a];
      for (let b = a; b < outputCount; b++) covariance[a][b] += (from * (values[row + b] - mean[b])) / points;
    }
  }
  const spread = covariance.map((row, i) => Math.sqrt(row[i]) || 1);
  const correlation = mean.map((_, a) =>
    mean.map((__, b) => covariance[Math.min(a, b)][Math.max(a, b)] / (spread[a] * spread[b])),
  );
  return { mean, spread, correlation };
}

// A linear picture: rows of axes (x, y, z) for each output, and what is taken off.
function linear(values, axes, offset) {
  return (step, index, into, at) => {
    const row = (step * points + index) * outputCount;
    let x = -offset[0], y = -offset[1], z = -offset[2];
    for (let k = 0; k < outputCount; k++) {
      const value = values[row + k];
      x += value * axes[k][0];
      y += value * axes[k][1];
      z += value * axes[k][2];
    }
    into[at] = x;
    into[at + 1] = y;
    into[at + 2] = z;
  };
}

let principal;
async function pca() {
  const values = await part("outputs");
  if (!principal) {
    const { mean, spread, correlation } = standardised(values);
    const vectors = eigenvectors(correlation).slice(0, 3);
    while (vectors.length < 3) vectors.push(new Array(outputCount).fill(0));
    const axes = mean.map((_, k) => vectors.map((vector) => vector[k] / spread[k]));
    principal = { axes, offset: [0, 1, 2].map((d) => axes.reduce((sum, axis, k) => sum + axis[d] * mean[k], 0)) };
  }
  return linear(values, principal.axes, principal.offset);
}

export function evenAxes(dimensions) {
  return Array.from({ length: outputCount }, (_, k) => {
    const turn = (2 * Math.PI * k) / outputCount;
    if (dimensions === 2) return [Math.cos(turn), Math.sin(turn), 0];
    const height = 1 - (2 * k + 1) / outputCount; // evenly over a sphere
    const wide = Math.sqrt(1 - height ** 2);
    const angle = Math.PI * (1 + Math.sqrt(5)) * k;
    return [wide * Math.cos(angle), wide * Math.sin(angle), height];
  });
}

async function star(axes) {
  const scaled = axes.map((axis) => axis.map((x) => x * scale));
  return linear(await part("outputs"), scaled, [0, 1, 2].map((d) => -low * axes.reduce((sum, axis) => sum + axis[d], 0)));
}

async function embedding(name) {
  const { lowest, range, levels, dimensions } = meta.parts[name];
  const values = await part(name);
  return (step, index, into, at) => {
    const row = (step * points + index) * dimensions;
    for (let d = 0; d < 3; d++) into[at + d] = d < dimensions ? lowest[d] + (values[row + d] / levels) * range : 0;
  };
}

export const names = ["PCA", "star", ...meta.embeddings];
export const titles = { PCA: "PCA", star: "Star coordinates" };
export const onlyThree = (name) => meta.embeddings.includes(name) && meta.parts[name].dimensions === 3;
export const inThree = (name) => !meta.embeddings.includes(name) || onlyThree(name);

// A function (step, index, array, place) that writes x, y, z.
export function placing(name, axes) {
  if (name === "PCA") return pca();
  return name === "star" ? star(axes) : embedding(name);
}
