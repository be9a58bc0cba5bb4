/* Turns the table of thresholds into two sliders. Nothing is computed here and nothing is loaded. */
for (const box of document.querySelectorAll(".nerve")) {
  const controls = box.querySelector(".nerve-controls");
  const heads = [...box.querySelectorAll("thead th[data-value]")];
  const rows = [...box.querySelectorAll("tbody tr")];
  const values = {
    magnesium: rows.map((row) => row.querySelector("th").dataset.value),
    calcium: heads.map((head) => head.dataset.value),
  };
  const sliders = {};
  for (const slider of controls.querySelectorAll("input")) {
    sliders[slider.dataset.of] = slider;
    slider.max = values[slider.dataset.of].length - 1;
    slider.addEventListener("input", show);
  }
  const normal = box.dataset.normal.split(",");
  const [low, high] = box.dataset.charges.split(",");
  const normalRow = rows[values.magnesium.indexOf(normal[0])];
  sliders.magnesium.value = values.magnesium.indexOf("0.2");
  sliders.calcium.value = values.calcium.indexOf("0.9");

  function node(charges, percent) {
    return percent === "lost"
      ? `with ${charges} charges per nm² the node has no resting state and fires by itself`
      : `with ${charges} charges per nm² the threshold is ${percent} % of normal`;
  }

  function show() {
    for (const [of, slider] of Object.entries(sliders)) {
      const text = `${values[of][slider.value]} mmol/L`;
      slider.parentElement.querySelector("output").textContent = text;
      slider.setAttribute("aria-valuetext", text);
    }
    const row = rows[sliders.magnesium.value];
    const cell = row.querySelectorAll("td")[sliders.calcium.value];
    box.querySelectorAll(".nerve-here").forEach((old) => old.classList.remove("nerve-here"));
    cell.classList.add("nerve-here");
    const { dense, sparse } = cell.dataset;
    const nmda = (of) => of.querySelector(".nerve-nmda").textContent;
    const said = `${node(low, sparse)}; ${node(high, dense)}. NMDA receptors at −60 mV: ${nmda(row)} % unblocked, normally ${nmda(normalRow)} %.`;
    box.querySelector(".nerve-answer").textContent = said[0].toUpperCase() + said.slice(1);
    const place = (percent) => (percent === "lost" ? 0 : Math.min(Number(percent), 300) / 3);
    const range = box.querySelector(".nerve-range");
    const [from, to] = [place(dense), place(sparse)].sort((a, b) => a - b);
    range.style.left = `${from}%`;
    range.style.width = `${Math.max(to - from, 1)}%`;
    range.classList.toggle("nerve-range-lost", dense === "lost");
  }

  controls.hidden = false;
  show();
}
