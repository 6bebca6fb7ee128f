"use strict";
(() => {
  const chips = [...document.querySelectorAll("button[data-group]")];
  const cards = [...document.querySelectorAll("article[data-brand]")];
  const shown = document.getElementById("shown");
  const clear = document.getElementById("clear");
  const apply = () => {
    const chosen = {};
    for (const chip of chips) {
      if (chip.getAttribute("aria-pressed") !== "true") continue;
      (chosen[chip.dataset.group] ||= []).push(chip.dataset.value);
    }
    let count = 0;
    for (const card of cards) {
      const fits = Object.entries(chosen).every(([group, values]) => values.includes(card.dataset[group]));
      card.hidden = !fits;
      count += fits ? 1 : 0;
    }
    shown.textContent = `${count} of ${cards.length} shown`;
    clear.hidden = Object.keys(chosen).length === 0;
    document.getElementById("none").hidden = count > 0;
  };
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") === "true" ? "false" : "true");
      apply();
    });
  }
  clear.addEventListener("click", () => {
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
    apply();
  });
  document.querySelector(".filters").hidden = false;
  apply();
})();
