// The page: asks the worker, in which Python runs, and shows what comes back.
const part = (id) => document.getElementById(id);
const worker = new Worker("worker.js", { type: "module" });
const waiting = new Map();
let number = 0;

function ask(name, ...given) {
  number += 1;
  worker.postMessage({ number, name, given });
  return new Promise((resolve, reject) => waiting.set(number, { resolve, reject }));
}

worker.onmessage = ({ data }) => {
  const { resolve, reject } = waiting.get(data.number);
  waiting.delete(data.number);
  if ("error" in data) reject(new Error(data.error));
  else resolve(JSON.parse(data.answer));
};
worker.onerror = (event) => fail(new Error(event.message || "Python could not be loaded."));

function fail(error) {
  part("state").textContent = "";
  part("error").textContent = error.message;
}

async function start() {
  const bodies = await ask("authorities");
  part("authority").replaceChildren(...Object.entries(bodies).map(([id, name]) => new Option(name, id)));
  for (const id of ["go", "search"]) part(id).disabled = false;
  const registered = await navigator.serviceWorker?.register("offline.js").then(() => navigator.serviceWorker.ready, () => null);
  part("state").textContent = registered ? "Ready. From now on the page works offline." : "Ready.";
}

async function report(event) {
  event.preventDefault();
  part("error").textContent = "";
  part("go").disabled = true;
  try {
    const answer = await ask("report", ...["day", "age", "sex", "stage", "authority"].map((id) => part(id).value));
    part("error").textContent = answer.error ?? "";
    part("answer").hidden = !answer.html;
    if (answer.html) show(answer.html);
  } catch (error) {
    fail(error);
  }
  part("go").disabled = false;
}

function show(html) {
  part("report").srcdoc = html;
  URL.revokeObjectURL(part("save").href);
  part("save").href = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  part("answer").scrollIntoView();
}

async function search() {
  const words = part("search").value;
  const foods = await ask("found", words);
  if (words === part("search").value) part("foods").replaceChildren(...foods.map(choice));
}

function choice(food) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${food.name}: ${food.figure}`;
  button.onclick = () => {
    part("day").value = `${part("day").value.trimEnd()}\n${food.line}`.trimStart();
  };
  const item = document.createElement("li");
  item.append(button);
  return item;
}

part("ask").addEventListener("submit", report);
part("search").addEventListener("input", () => search().catch(fail));
start().catch(fail);
