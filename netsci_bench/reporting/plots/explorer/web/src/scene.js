// How are thousands of points drawn while they move? Two positions of each lie on the GPU, which mixes them: a step is
// one draw. A plane is a space that is not turned.
import {
  BufferAttribute, BufferGeometry, Color, DynamicDrawUsage, OrthographicCamera, Points, Scene, ShaderMaterial, Vector3,
  WebGLRenderer,
} from "three";
import { points } from "./data.js";

const vertexShader = `
attribute vec3 ahead; attribute vec3 hue; attribute float kind;
uniform float share, size, zoom, depth; uniform mat3 turn; uniform vec2 shift, aspect;
varying vec3 vHue; varying float vKind;
void main() {
  vec3 seen = turn * mix(position, ahead, share);
  gl_Position = vec4((seen.xy * zoom + shift) * aspect, 0.0, 1.0);
  float near = 1.0 + depth * clamp(seen.z, -1.2, 1.2);
  gl_PointSize = kind < 0.0 ? 0.0 : size * near * (kind > 1.5 ? 1.35 : kind > 0.5 ? 1.0 : 0.8);
  if (kind < 0.0) gl_Position = vec4(9.0, 9.0, 9.0, 1.0);
  vHue = hue; vKind = kind;
}`;
const fragmentShader = `
precision mediump float;
uniform vec3 faint, ink; uniform float strength;
varying vec3 vHue; varying float vKind;
void main() {
  float from = length(gl_PointCoord - 0.5) * 2.0;
  if (from > 1.0) discard;
  float edge = 1.0 - smoothstep(0.82, 1.0, from);
  if (vKind < 0.5) { gl_FragColor = vec4(faint, 0.22 * edge); return; }
  bool ring = vKind > 1.5 && from > 0.68;
  gl_FragColor = vec4(ring ? ink : vHue, (vKind > 1.5 ? 0.95 : strength) * edge);
}`;

export function makeScene(canvas) {
  const renderer = new WebGLRenderer({ canvas, antialias: false, alpha: true });
  const geometry = new BufferGeometry();
  const attribute = (name, width) => {
    const made = new BufferAttribute(new Float32Array(points * width), width).setUsage(DynamicDrawUsage);
    geometry.setAttribute(name, made);
    return made;
  };
  const here = attribute("position", 3), ahead = attribute("ahead", 3), hue = attribute("hue", 3), kind = attribute("kind", 1);
  const uniforms = Object.fromEntries(
    Object.entries({
      share: 0, size: 5, zoom: 1, depth: 0, turn: null, shift: null, aspect: null, strength: 0.8,
      faint: new Color(), ink: new Color(),
    }).map(([name, value]) => [name, { value }]),
  );
  const material = new ShaderMaterial({ vertexShader, fragmentShader, uniforms, transparent: true, depthTest: false });
  const cloud = new Points(geometry, material);
  cloud.frustumCulled = false;
  const scene = new Scene().add(cloud);
  const camera = new OrthographicCamera();
  return { renderer, scene, camera, uniforms, here, ahead, hue, kind, draw: () => renderer.render(scene, camera), Vector3 };
}

// Colours as they are written, not as light: the shader puts them on the screen unchanged.
export const plainColour = (text) => {
  const n = Number.parseInt(text.slice(1), 16);
  return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
};
