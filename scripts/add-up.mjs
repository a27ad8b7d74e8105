// How many tests passed, failed and were skipped? node scripts/add-up.mjs FOLDER RUNNER…
// Reads FOLDER/RUNNER.xml (JUnit). A runner without results, or that ended badly without saying which test
// failed, counts as one failure. A passing test that printed "skipped: …" counts as skipped.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, ...runners] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
const reasons = new Map();

function add(runner) {
  const file = join(folder, `${runner}.xml`);
  const endedBadly = existsSync(join(folder, `${runner}.failed`));
  if (!existsSync(file)) {
    console.log(`${runner}: no results`);
    sum.failed += 1;
    return;
  }
  const found = { passed: 0, failed: 0, skipped: 0 };
  for (const [, body = ""] of readFileSync(file, "utf8").matchAll(
    /<testcase\b(?:[^>"]|"[^"]*")*?(?:\/>|>(.*?)<\/testcase>)/gs,
  )) {
    found[outcome(body)] += 1;
  }
  if (found.passed + found.failed === 0 || (endedBadly && found.failed === 0)) {
    console.log(`${runner}: it ended badly, or ran nothing`);
    found.failed += 1;
  }
  console.log(`${runner}: ${line(found)}`);
  for (const key of Object.keys(sum)) {
    sum[key] += found[key];
  }
}

function outcome(body) {
  if (/<(failure|error)\b/.test(body)) {
    return "failed";
  }
  const reason = /<skipped\b/.test(body) ? "by its runner" : body.match(/^skipped: (.*)$/m)?.[1];
  if (reason === undefined) {
    return "passed";
  }
  reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return "skipped";
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

runners.forEach(add);
for (const [reason, count] of reasons) {
  console.log(`skipped ${count}: ${reason}`);
}
console.log(line(sum));
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
