// How is a surface drawn? As a mesh that is turned by hand, with contours at equal heights, and a path on it.
import {
  BufferAttribute, BufferGeometry, CatmullRomCurve3, Color, DirectionalLight, DoubleSide, HemisphereLight, Mesh,
  MeshLambertMaterial, OrthographicCamera, Scene, SphereGeometry, TubeGeometry, Vector3, WebGLRenderer,
} from "three";

// cividis (Nunez, Anderton & Renslow 2018), which colour-blind readers see in the same order
const RAMP = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"];
const HEIGHT = 0.85, CONTOURS = 14, FINE = 4; // of a cell of the grid, smoothed between its corners
const MOST_FINE = 200; // vertices a side

export function hasWebGL() {
  try {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2"));
  } catch {
    return false;
  }
}

export function makeSurface(view, stage, { redraw, note, state }) {
  const canvas = stage.appendChild(document.createElement("canvas"));
  canvas.id = "surface";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `surface: ${view.name}`);
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
  const camera = new OrthographicCamera(-1, 1, 1, -1, -10, 10);
  const scene = new Scene();
  const sun = new DirectionalLight(0xffffff, 1.6);
  sun.position.set(-1.5, -2, 3);
  scene.add(new HemisphereLight(0xffffff, 0x8890a0, 2.0), sun);
  const FIRST = { yaw: -0.7, pitch: 0.72, zoom: 1 };
  const turned = { ...FIRST };
  let built = null, size = [1, 1];

  const flatHeights = view.heights.flat();
  const low = Math.min(...flatHeights, ...view.path.map((p) => p[2])), high = Math.max(...flatHeights, ...view.path.map((p) => p[2]));
  const canLog = low > 0;
  const level = (log, z) => (log && canLog ? Math.log(Math.max(z, low) / low) / (Math.log(high / low) || 1) : (z - low) / (high - low || 1));
  const [x0, x1] = [view.across[0], view.across.at(-1)], [y0, y1] = [view.along[0], view.along.at(-1)];
  const wide = Math.max(x1 - x0, y1 - y0);
  const spot = (log, [x, y, z]) => new Vector3((2 * (x - (x0 + x1) / 2)) / wide, (2 * (y - (y0 + y1) / 2)) / wide, HEIGHT * level(log, z));

  function build(log) {
    const levels = view.heights.map((row) => row.map((z) => level(log, z)));
    const rows = refined(levels.length), columns = refined(levels[0].length);
    const positions = new Float32Array(rows.length * columns.length * 3), heights = new Float32Array(rows.length * columns.length);
    let at = 0;
    for (const row of rows) for (const column of columns) {
      const z = bicubic(levels, row, column);
      positions.set([(2 * (between(view.across, column) - (x0 + x1) / 2)) / wide, (2 * (between(view.along, row) - (y0 + y1) / 2)) / wide, HEIGHT * z], 3 * at);
      heights[at++] = z;
    }
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(positions, 3));
    geometry.setAttribute("level", new BufferAttribute(heights, 1));
    geometry.setIndex(triangles(rows.length, columns.length));
    geometry.computeVertexNormals();
    const material = new MeshLambertMaterial({ side: DoubleSide });
    material.onBeforeCompile = contoured;
    return { key: `${log}`, mesh: new Mesh(geometry, material) };
  }

  function path(log, at) {
    const made = [], seen = view.path.slice(0, Math.floor(at) + 1);
    if (at % 1 && view.path[seen.length]) seen.push(view.path[seen.length - 1].map((x, d) => x + (view.path[seen.length][d] - x) * (at % 1)));
    const spots = seen.map((point) => spot(log, point).add(new Vector3(0, 0, 0.012)));
    const white = new MeshLambertMaterial({ color: 0xffffff, emissive: 0x777777 });
    if (spots.length > 1) made.push(new Mesh(new TubeGeometry(new CatmullRomCurve3(spots), 12 * spots.length, 0.008, 6), white));
    spots.forEach((place, i) => {
      const last = i === spots.length - 1;
      const ball = new Mesh(new SphereGeometry(last ? 0.032 : 0.017, 16, 12), last ? new MeshLambertMaterial({ color: 0xd55e00, emissive: 0x803300 }) : white);
      ball.position.copy(place);
      made.push(ball);
    });
    return made;
  }

  const surface = {
    hint: (now) => (now.flat ? "seen from above; d turns it" : "drag to turn, scroll to zoom, double click to reset"),
    reset: () => Object.assign(turned, FIRST),
    close: () => renderer.dispose(),
    fit(width, height, ratio) {
      size = [width, height];
      renderer.setPixelRatio(ratio);
      renderer.setSize(width, height, false);
    },
    legend(now) {
      const bar = document.createElement("div");
      bar.className = "ramp";
      bar.style.background = `linear-gradient(to right, ${RAMP.join(",")})`;
      const words = document.createElement("p");
      words.className = "note";
      words.textContent = `${view.heightName} from ${short(low)} to ${short(high)}${now.log && canLog ? ", logarithmic" : ""}`;
      return [bar, words];
    },
    draw(now) {
      const middle = now.flat ? 0 : HEIGHT * 0.62;
      if (!built || built.key !== `${now.log}`) built = build(now.log);
      scene.remove(...scene.children.filter((child) => child.isMesh));
      scene.add(built.mesh, ...path(now.log, view.path.length > 1 ? now.at : 0));
      const [width, height] = size, reach = 1.3 / turned.zoom, least = Math.min(width, height);
      Object.assign(camera, { left: (-reach * width) / least, right: (reach * width) / least, top: (reach * height) / least, bottom: (-reach * height) / least });
      const pitch = now.flat ? Math.PI / 2 : turned.pitch, yaw = now.flat ? -Math.PI / 2 : turned.yaw - Math.PI / 2 + 0.4;
      camera.position.set(3 * Math.cos(pitch) * Math.cos(yaw), 3 * Math.cos(pitch) * Math.sin(yaw), 3 * Math.sin(pitch) + middle);
      camera.up.set(0, now.flat ? 1 : 0, now.flat ? 0 : 1);
      camera.lookAt(0, 0, middle);
      camera.updateProjectionMatrix();
      renderer.render(scene, camera);
    },
  };

  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    held = [event.clientX, event.clientY];
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held || state.flat) return;
    turned.yaw -= (event.clientX - held[0]) * 0.008;
    turned.pitch = Math.min(1.5, Math.max(0.05, turned.pitch + (event.clientY - held[1]) * 0.008));
    held = [event.clientX, event.clientY];
    note("");
    redraw();
  });
  canvas.addEventListener("pointerup", () => (held = null));
  canvas.addEventListener("pointercancel", () => (held = null));
  canvas.addEventListener("dblclick", () => (surface.reset(), redraw()));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    turned.zoom = Math.min(12, Math.max(0.5, turned.zoom * Math.exp(-event.deltaY * 0.0015)));
    redraw();
  }, { passive: false });
  surface.turned = turned;
  return surface;
}

const short = (x) => (Math.abs(x) >= 1e4 || Math.abs(x) < 1e-3 ? x.toExponential(1) : x.toPrecision(3));

// Colours and contours come from the height, pixel by pixel.
function contoured(shader) {
  shader.vertexShader = `attribute float level; varying float vLevel;\n${shader.vertexShader}`.replace("#include <begin_vertex>", "#include <begin_vertex>\nvLevel = level;");
  const stops = RAMP.map((text) => new Color(text)).map(({ r, g, b }) => `vec3(${[r, g, b].map((x) => x.toFixed(4)).join(",")})`);
  const ramp = `vec3 ramp(float t) { float s = clamp(t, 0.0, 1.0) * ${(RAMP.length - 1).toFixed(1)}; vec3 c = ${stops[0]};
    ${stops.slice(1).map((stop, i) => `c = mix(c, ${stop}, clamp(s - ${i.toFixed(1)}, 0.0, 1.0));`).join("\n")} return c; }`;
  shader.fragmentShader = `varying float vLevel;\n${ramp}\n${shader.fragmentShader}`.replace(
    "#include <color_fragment>",
    `float line = vLevel * ${CONTOURS.toFixed(1)}; float near = abs(fract(line - 0.5) - 0.5) / max(fwidth(line), 1e-5);
     diffuseColor.rgb = mix(ramp(vLevel) * 0.35, ramp(vLevel), clamp(near - 0.2, 0.0, 1.0));`,
  );
}

// Places between the rows (or columns) of a grid, FINE for each.
function refined(count) {
  const fine = Math.max(1, Math.min(FINE, Math.floor(MOST_FINE / count)));
  return Array.from({ length: (count - 1) * fine + 1 }, (_, i) => i / fine);
}
function between(values, place) {
  const i = Math.min(values.length - 2, Math.floor(place));
  return values[i] + (values[i + 1] - values[i]) * (place - i);
}
function cubic(a, b, c, d, t) { // Catmull-Rom: goes through the values of the grid
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
function bicubic(grid, row, column) {
  const r = Math.min(grid.length - 2, Math.floor(row)), c = Math.min(grid[0].length - 2, Math.floor(column));
  const clip = (x, most) => Math.min(most, Math.max(0, x));
  const rows = [-1, 0, 1, 2].map((dr) => {
    const line = grid[clip(r + dr, grid.length - 1)];
    return cubic(...[-1, 0, 1, 2].map((dc) => line[clip(c + dc, line.length - 1)]), column - c);
  });
  return cubic(...rows, row - r);
}
function triangles(rows, columns) {
  const index = [];
  for (let r = 0; r + 1 < rows; r++) for (let c = 0; c + 1 < columns; c++) {
    const a = r * columns + c;
    index.push(a, a + 1, a + columns, a + 1, a + columns + 1, a + columns);
  }
  return index;
}
