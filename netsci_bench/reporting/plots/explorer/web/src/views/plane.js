// What does a view that draws on a plain canvas need? A sharp canvas that fills the stage.

export function makePlane(stage, label) {
  const canvas = stage.appendChild(document.createElement("canvas"));
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  canvas.id = "plane";
  const plane = { canvas, pen: canvas.getContext("2d"), width: 1, height: 1, ratio: 1 };
  plane.fit = (width, height, ratio) => {
    Object.assign(plane, { width, height, ratio });
    Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  };
  plane.clear = () => {
    plane.pen.setTransform(plane.ratio, 0, 0, plane.ratio, 0, 0);
    plane.pen.clearRect(0, 0, plane.width, plane.height);
  };
  plane.at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  return plane;
}

export const PALETTE = ["#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"];

export function words(...lines) {
  return lines.map((line) => {
    const made = document.createElement("p");
    made.className = "note";
    made.textContent = line;
    return made;
  });
}
