// How is the program started for a test, on ports and with data of its own?

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const target = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, "../../target");
const program = process.env.COUNTERFOIL_PROGRAM ?? join(target, "debug/counterfoil");

/** Starts the demonstration, with settings from the environment, and waits until it is ready. */
export async function start(settings = {}) {
  if (!existsSync(program)) {
    throw new Error(`${program} is missing: cargo build --package counterfoil`);
  }
  const data = mkdtempSync(join(tmpdir(), "counterfoil-browser-"));
  const port = await freePorts();
  const child = spawn(program, ["serve", "--demo", "--data", data, "--listen-base", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: data,
    env: { ...process.env, ...settings },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes) => {
      said += bytes;
    });
  }
  const ended = new Promise((done) => child.once("exit", done));
  let running = true;
  ended.then(() => {
    running = false;
  });
  const world = {
    account: `http://localhost:${port}`,
    identity: `http://localhost:${port + 1}`,
    operations: `http://localhost:${port + 9}`,
    said: () => said,
    /** Ends it and gives its exit code, or a word if it had ended before. */
    async stop() {
      if (!running) {
        return "it had ended before";
      }
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
  const patience = Date.now() + 60_000;
  while (!(await isReady(world))) {
    if (!running || Date.now() > patience) {
      await world.stop();
      throw new Error(`the program did not become ready:\n${said}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return world;
}

async function isReady({ operations, account }) {
  try {
    return (await fetch(`${operations}/readyz`)).ok && (await fetch(account)).ok;
  } catch {
    return false;
  }
}

/** A base from which ten ports are free, below those that systems hand out by themselves. */
async function freePorts() {
  for (;;) {
    const base = 12_000 + 10 * Math.floor(Math.random() * 2_000);
    const free = await Promise.all(Array.from({ length: 10 }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) {
      return base;
    }
  }
}

function isFree(port) {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}
