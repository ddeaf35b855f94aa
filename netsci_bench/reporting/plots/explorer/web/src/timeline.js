// At which step are we, and how good is the network there? Curves with a cursor, a slider, and a button that plays.
import { meta, steps } from "./data.js";
import { change, state } from "./state.js";

const find = (id) => document.getElementById(id);
const TICK = 750; // milliseconds from step to step

function curve(name, values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (step) => (steps > 1 ? (100 * step) / (steps - 1) : 50);
  const y = (value) => 36 - 32 * (high > low ? (value - low) / (high - low) : 0.5);
  const line = values.map((value, step) => `${step ? "L" : "M"}${x(step).toFixed(2)} ${y(value).toFixed(2)}`).join("");
  const box = document.createElement("figure");
  box.innerHTML = `<figcaption><span></span><b></b></figcaption><div class="plot"><svg viewBox="0 0 100 40"
    preserveAspectRatio="none" aria-hidden="true"><path class="under" d="${line}L100 40L0 40Z"/><path class="line" d="${line}"/></svg>
    <i class="cursor"></i><i class="dot"></i></div>`;
  box.querySelector("span").textContent = name;
  const plot = box.querySelector(".plot");
  const choose = (event) => {
    const { left, width } = plot.getBoundingClientRect();
    change({ step: Math.round(Math.min(1, Math.max(0, (event.clientX - left) / width)) * (steps - 1)) });
  };
  plot.addEventListener("pointerdown", (event) => {
    plot.setPointerCapture(event.pointerId);
    choose(event);
  });
  plot.addEventListener("pointermove", (event) => plot.hasPointerCapture(event.pointerId) && choose(event));
  box.draw = () => {
    const value = values[state.step];
    box.querySelector("b").textContent = Math.abs(value) >= 10 ? value.toFixed(1) : value.toPrecision(3);
    box.querySelector(".cursor").style.left = box.querySelector(".dot").style.left = `${x(state.step)}%`;
    box.querySelector(".dot").style.top = `${(y(value) / 40) * 100}%`;
  };
  return box;
}

export function makeTimeline() {
  const slider = find("step");
  const curves = Object.entries(meta.curves).map(([name, values]) => curve(name, values));
  let timer = 0;
  slider.max = steps - 1;
  slider.addEventListener("input", () => {
    const step = slider.valueAsNumber; // before the slider is drawn anew
    timeline.stop();
    change({ step });
  });
  find("curves").replaceChildren(...curves);
  find("play").addEventListener("click", () => timeline.toggle());
  const timeline = {
    get playing() {
      return timer !== 0;
    },
    stop() {
      clearInterval(timer);
      timer = 0;
      timeline.draw();
    },
    toggle() {
      if (timer) return timeline.stop();
      if (state.step === steps - 1) change({ step: 0 });
      timer = setInterval(() => {
        if (state.step === steps - 1) return timeline.stop();
        return change({ step: state.step + 1 });
      }, TICK);
      return timeline.draw();
    },
    draw() {
      slider.value = state.step;
      slider.ariaValueText = find("step-name").textContent = `${meta.step} ${meta.steps[state.step]}`;
      find("play").ariaLabel = timer ? "pause" : "play";
      find("play").dataset.playing = Boolean(timer);
      for (const box of curves) box.draw();
    },
  };
  return timeline;
}
