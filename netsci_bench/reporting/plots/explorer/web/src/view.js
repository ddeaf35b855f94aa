// Where on the screen is a place of the picture? Turn, zoom and shift, which a hand changes.

export function makeView() {
  const view = { zoom: 1, x: 0, y: 0, yaw: 0, pitch: 0, centre: [0, 0, 0], radius: 1, width: 1, height: 1 };
  view.reset = () => Object.assign(view, { zoom: 1, x: 0, y: 0, yaw: 0.6, pitch: 0.35 });
  view.turn = (dimensions) => {
    if (dimensions === 2) return [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const [cy, sy, cp, sp] = [Math.cos(view.yaw), Math.sin(view.yaw), Math.cos(view.pitch), Math.sin(view.pitch)];
    return [cy, 0, sy, sp * sy, cp, -sp * cy, -cp * sy, sp, cp * cy]; // rows
  };
  view.aspect = () => {
    const least = Math.min(view.width, view.height);
    return [(0.9 * least) / view.width, (0.9 * least) / view.height];
  };
  // From coordinates within the unit ball to pixels.
  view.pixel = (place, dimensions) => {
    const m = view.turn(dimensions), [ax, ay] = view.aspect();
    const x = m[0] * place[0] + m[1] * place[1] + m[2] * place[2];
    const y = m[3] * place[0] + m[4] * place[1] + m[5] * place[2];
    return [(((x * view.zoom + view.x) * ax + 1) / 2) * view.width, ((1 - (y * view.zoom + view.y) * ay) / 2) * view.height];
  };
  view.place = (px, py) => {
    const [ax, ay] = view.aspect();
    return [((px / view.width) * 2 - 1) / ax, (1 - (py / view.height) * 2) / ay];
  };
  view.reset();
  return view;
}
