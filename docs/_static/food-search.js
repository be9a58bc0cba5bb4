// Searches all foods in the page. The index is loaded when the field is first used; nothing is sent anywhere.
const MOST = 50;
const home = document.currentScript.src;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("foods-index.js", home);
    script.onload = resolve;
    script.onerror = () => reject(new Error("The index of the foods could not be loaded."));
    document.head.append(script);
  }).then(unpack);
}

async function unpack() {
  const bytes = Uint8Array.from(atob(globalThis.magnesiumFoods), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  let table = "";
  const foods = [];
  for (const line of (await new Response(stream).text()).split("\n")) {
    if (line.startsWith("#")) {
      table = line.slice(1);
    } else {
      const [id, mg, name, ...others] = line.split("\t");
      foods.push({ id, mg, name, others, table, words: fold([id, name, ...others].join(" ")).split(/[^\p{L}\p{N}:]+/u) });
    }
  }
  return foods;
}

// Every word must begin a word of the food. Whole words count for more than their beginnings, short names for more than long ones.
function find(foods, text) {
  const asked = fold(text).split(/[^\p{L}\p{N}:]+/u).filter(Boolean);
  const score = (food) => {
    let whole = 0;
    for (const word of asked) {
      if (food.words.includes(word)) whole += 1;
      else if (!food.words.some((held) => held.startsWith(word))) return null;
    }
    return whole * 100 - food.words.length - (food.words.indexOf(asked[0]) > 1 ? 5 : 0);
  };
  return foods
    .map((food, place) => [score(food), place, food])
    .filter(([points]) => points !== null)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1])
    .map(([, , food]) => food);
}

function row(food) {
  const line = document.createElement("tr");
  const cells = [food.name, food.mg || "unknown", `${food.table}: ${food.id}`];
  for (const text of cells) line.insertCell().textContent = text;
  if (food.others.length) line.cells[0].append(Object.assign(document.createElement("small"), { textContent: food.others.join("; ") }));
  return line;
}

for (const search of document.querySelectorAll(".food-search")) {
  const field = search.querySelector("input");
  const count = search.querySelector(".food-count");
  const body = search.querySelector("tbody");
  let foods = null;
  const show = async () => {
    foods ??= load();
    const asked = field.value;
    let found;
    try {
      found = asked.trim() ? find(await foods, asked) : [];
    } catch (error) {
      count.textContent = error.message;
      return;
    }
    if (asked !== field.value) return;
    body.replaceChildren(...found.slice(0, MOST).map(row));
    const shown = found.length > MOST ? `, the first ${MOST} are shown` : "";
    count.textContent = asked.trim() ? `${found.length} of ${(await foods).length} foods${shown}` : "";
  };
  search.hidden = false;
  field.addEventListener("input", show);
  field.addEventListener("focus", () => (foods ??= load()));
}
