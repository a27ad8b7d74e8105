// How does a test get a wallet? A program of ours holds a made-up license; the site is set up to believe its issuer.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const target = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, "../../target");
const program = process.env.COUNTERFOIL_WALLET ?? join(target, "debug/examples/wallet");

/** Starts it, and gives what the site is to be set up with and what the wallet can be asked. */
export async function startWallet() {
  if (!existsSync(program)) {
    throw new Error(`${program} is missing: cargo build --package identity --example wallet`);
  }
  const folder = mkdtempSync(join(tmpdir(), "counterfoil-wallet-"));
  const child = spawn(program, [folder], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) {
      throw new Error("the wallet ended");
    }
    return value;
  };
  await line();
  const ask = async (what) => {
    child.stdin.write(`${JSON.stringify(what)}\n`);
    return JSON.parse(await line());
  };
  return {
    settings: {
      COUNTERFOIL__WALLETS__CERTIFICATES: join(folder, "certificates.pem"),
      COUNTERFOIL__WALLETS__KEY: join(folder, "wallets.key"),
      COUNTERFOIL__WALLETS__ISSUERS: join(folder, "issuers"),
    },
    /** Opens a link, as the wallet does: what the site said to its answer. */
    follow: (link) => ask({ follow: link }),
    /** Answers what a page's browser asks. */
    answer: (request, origin) => ask({ request, origin }),
    stop() {
      child.kill("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
