// How are all browser tests run? `npm test`; RESULTS=file.xml also writes a JUnit file.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
rmSync(join(here, "results"), { recursive: true, force: true });
mkdirSync(join(here, "results"), { recursive: true });

const asked = process.argv.slice(2);
const all = readdirSync(join(here, "journeys")).filter((name) => name.endsWith(".test.mjs"));
const files = all.filter((name) => asked.length === 0 || asked.some((part) => name.includes(part)));
const results = process.env.RESULTS ?? join(here, "results/junit.xml");
const run = spawnSync(
  process.execPath,
  [
    "--test",
    // Each journey has a browser and a program; more at once than a small machine carries would only time out.
    "--test-concurrency=2",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=junit",
    `--test-reporter-destination=${results}`,
    ...files.map((name) => join(here, "journeys", name)),
  ],
  { stdio: "inherit" },
);
process.exitCode = run.status ?? 1;
