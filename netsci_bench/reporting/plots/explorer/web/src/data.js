// How does what is written in the page become arrays? Each part is decoded when it is first needed.
// A part is gzip in base64; its numbers are changes from step to step.

export const meta = JSON.parse(document.getElementById("meta").textContent);
export const { steps, points, outputs: outputCount } = meta.shape;
const parts = new Map();

// Newer browsers decode base64 themselves, ten times faster than by a data address.
async function packed(text) {
  if (Uint8Array.fromBase64) return new Blob([Uint8Array.fromBase64(text)]).stream();
  return (await fetch(`data:application/octet-stream;base64,${text}`)).body;
}

async function bytes(name) {
  const text = document.getElementById(`part-${name}`).textContent.trim();
  const unpacked = (await packed(text)).pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

// Changes of one byte, or of two whose low halves lie before all high halves.
function addUp(changes, wide) {
  const length = changes.length / (wide ? 2 : 1);
  const values = wide ? new Uint16Array(length) : changes;
  if (wide) for (let i = 0; i < length; i++) values[i] = changes[i] | (changes[length + i] << 8);
  return values;
}

function overSteps(values, count) {
  const stride = values.length / count;
  for (let i = stride; i < values.length; i++) values[i] += values[i - stride];
  return values;
}

async function decode(name) {
  const { wide, stepped } = meta.parts[name];
  const values = addUp(await bytes(name), wide);
  return stepped ? overSteps(values, steps) : values;
}

export function part(name) {
  if (!parts.has(name)) parts.set(name, decode(name));
  return parts.get(name);
}

export const has = (name) => name in meta.parts;
