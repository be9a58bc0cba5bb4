// Offer names of foods for the line that is being typed. Without this script the page works all the same.
"use strict";

const day = document.getElementById("day");
const list = document.getElementById("suggestions");
let waiting;

function lineAtCursor() {
  const begin = day.value.lastIndexOf("\n", day.selectionStart - 1) + 1;
  const end = (day.value.indexOf("\n", begin) + 1 || day.value.length + 1) - 1;
  const text = day.value.slice(begin, end);
  // The amount stays; what follows names the food.
  const amount = text.match(/^\s*[\d½⅓¼¾⅔.,/\s–-]*(?:(?:g|kg|mg|ml|l|oz|lb|cups?|tbsp|tsp|slices?|pieces?)\b\s*(?:of\s+)?)?/i)[0];
  return { begin: begin + amount.length, end, words: text.slice(amount.length) };
}

function choose(name) {
  const { begin, end } = lineAtCursor();
  day.setRangeText(name, begin, end, "end");
  list.hidden = true;
  day.focus();
}

async function offer() {
  const { words } = lineAtCursor();
  let names = [];
  if (words.trim().length > 2) {
    const answer = await fetch(`suggestions?limit=6&query=${encodeURIComponent(words.slice(0, 300))}`);
    names = answer.ok ? await answer.json() : [];
  }
  list.replaceChildren(...names.map((name) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => choose(name));
    item.append(button);
    return item;
  }));
  list.hidden = names.length === 0;
}

day.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => offer().catch(() => { list.hidden = true; }), 250);
});
