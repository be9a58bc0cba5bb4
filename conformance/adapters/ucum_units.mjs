// @lhncbc/ucum-lhc: UCUM units, with the molar mass and the charge of the ion that the caller gives.
import { createRequire } from "node:module";
import { NoCall, Refusal, run } from "./lines.mjs";

const require = createRequire(`${process.env.NODE_PATH}/`);
const units = require("@lhncbc/ucum-lhc").UcumLhcUtils.getInstance();
const magnesium = { molecularWeight: 24.305, charge: 2 };
const code = (unit) => unit.replace("mEq", "meq").replace("µg", "ug"); // the spelling of UCUM

run((question) => {
  const asked = question.input;
  if ((asked.asked ?? question.kind) !== "unit_conversion") throw new NoCall("units only");
  const found = units.convertUnitTo(code(asked.unit), asked.value, code(asked.to), magnesium);
  if (found.toVal === null) throw new Refusal(found.msg.join(" "));
  return found.toVal;
});
