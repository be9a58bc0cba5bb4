// node reports.mjs PYODIDE SCRIPT WHEEL…: what the Python script prints, run by Pyodide with these wheels.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, script, ...wheels] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")));
const python = await loadPyodide();
for (const wheel of wheels) python.unpackArchive(new Uint8Array(await readFile(wheel)), "wheel");
python.runPython(await readFile(script, "utf-8"), { globals: python.toPy({ __name__: "__main__" }) });
