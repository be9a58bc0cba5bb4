// Python in the browser: Pyodide and the wheels from the folder of this page, nothing from elsewhere.
import { loadPyodide } from "./pyodide/pyodide.mjs";

async function start() {
  const bytes = async (name) => (await fetch(name)).arrayBuffer();
  const [python, names] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", import.meta.url).href }),
    fetch("wheels.json").then((answer) => answer.json()),
  ]);
  for (const name of names) python.unpackArchive(await bytes(name), "wheel");
  python.runPython(await (await fetch("questions.py")).text());
  return python;
}

const ready = start();

onmessage = async ({ data: { number, name, given } }) => {
  try {
    const python = await ready;
    postMessage({ number, answer: python.globals.get(name)(...given) });
  } catch (error) {
    postMessage({ number, error: String(error.message ?? error) });
  }
};
