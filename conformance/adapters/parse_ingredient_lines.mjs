// parse-ingredient: quantity and unit of an ingredient line, and its own conversion to grams.
import { createRequire } from "node:module";
import { NoCall, Refusal, run } from "./lines.mjs";

const require = createRequire(`${process.env.NODE_PATH}/`);
const { parseIngredient, convertUnit } = require("parse-ingredient");

run((question) => {
  const asked = question.input;
  if (asked.line === undefined || asked.quantity !== "grams") throw new NoCall("weights of lines only");
  const [found] = parseIngredient(asked.line);
  const grams = found.unitOfMeasureID && convertUnit(found.quantity, found.unitOfMeasureID, "gram");
  if (!grams) throw new Refusal("no weight");
  return grams;
});
