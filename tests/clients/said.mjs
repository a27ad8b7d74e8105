// How does a client's program talk with the test that plays its visitor? One JSON object on each line, both ways.

import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function hear() {
  const { value, done } = await lines.next();
  if (done) {
    throw new Error("the test has stopped talking");
  }
  return JSON.parse(value);
}

export function say(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

/** Sends the visitor to an address; the address they end up at. */
export async function visit(address) {
  say({ open: String(address) });
  return new URL((await hear()).came_to);
}
