// Answer questions from standard input on standard output, as lines.py does.
import { createInterface } from "node:readline";

export class NoCall extends Error {}
export class Refusal extends Error {}

function reply(answer, question) {
  try {
    return { answer: answer(question) };
  } catch (error) {
    if (error instanceof NoCall) return { no_call: error.message };
    if (error instanceof Refusal) return { refusal: error.message };
    return { error: String(error) };
  }
}

export function run(answer) {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => console.log(JSON.stringify(reply(answer, JSON.parse(line)))));
}
