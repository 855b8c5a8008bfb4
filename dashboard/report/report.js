// Draws the figures of a report, and answers its sliders: everything is in this file.
(function () {
  "use strict";

  function read(name) {
    const element = document.getElementById("data-" + name);
    return element ? JSON.parse(element.textContent) : null;
  }

  const places = [];
  read("figures").forEach(function (figure, number) {
    const place = document.getElementById("figure-" + number);
    if (place) {
      places.push(place);
      window.Plotly.newPlot(place, figure.data, figure.layout, figure.config);
    }
  });

  // Paper is narrower than a screen: figures are drawn again for its width.
  function fit() {
    places.forEach(function (place) {
      window.Plotly.Plots.resize(place);
    });
  }
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", fit);

  const grid = read("grid");
  if (!grid) {
    return;
  }
  const sliders = [...document.querySelectorAll("input[data-axis]")];

  function answer() {
    let cell = 0;
    sliders.forEach(function (slider, axis) {
      const step = Number(slider.value);
      const text = grid.positions[axis][step];
      document.getElementById("position-" + axis).textContent = text;
      slider.setAttribute("aria-valuetext", text);
      cell = cell * grid.positions[axis].length + step;
    });
    const at = grid.cells[cell];
    document.querySelectorAll("[data-measure]").forEach(function (card, measure) {
      const told = at.told[measure];
      card.querySelector(".cc-kpi-value").textContent = told.value;
      const change = card.querySelector(".cc-change");
      change.className = "cc-change cc-side-" + told.side;
      change.textContent = told.change;
      card.querySelector(".cc-kpi-range").textContent = told.range;
    });
    const stamp = document.getElementById("stamp");
    stamp.dataset.simulated = at.simulated ? "1" : "0";
    stamp.textContent = at.simulated ? grid.simulated : grid.interpolated;
  }
  sliders.forEach(function (slider) {
    slider.addEventListener("input", answer);
  });
  answer();
})();
