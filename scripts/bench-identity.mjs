// How does our OpenID provider stand against the npm package oidc-provider (everything in memory)? Each server is pinned
// to one core and asked from another, in turns, in one run. Prints a table; ends with 1 if a goal is missed.
// SECONDS is how long each is asked each time, CONNECTIONS over how many connections.

import { execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { visit } from "../benches/identity/visit.mjs";

const root = join(import.meta.dirname, "..");
const seconds = Number(process.env.SECONDS ?? 6);
const connections = Number(process.env.CONNECTIONS ?? 48);
const base = Number(process.env.PORT ?? 9000);
const rounds = Number(process.env.ROUNDS ?? 3);
const serverCore = "0";
const loadCore = "1";
const redirect = "http://localhost:8080/signed-in";
const secret = randomBytes(32).toString("base64url");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

const run = (command, args, options = {}) => execFileSync(command, args, { cwd: root, stdio: "inherit", ...options });

function build() {
  if (process.env.BUILT !== undefined) {
    return;
  }
  run("cargo", ["build", "--profile", "dist", "--package", "counterfoil"]);
  run("cargo", ["build", "--profile", "dist", "--package", "outside", "--example", "load"]);
  run("npm", ["install", "--no-audit", "--no-fund", "--silent"], { cwd: join(root, "benches/identity") });
}

/** The hash under which a secret stands in a site's file. */
function secretHash() {
  const purpose = "client secret";
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(purpose.length));
  return createHash("sha256").update(length).update(purpose).update(secret).digest("base64url");
}

const both = (text) => `{ en = "${text}", es = "${text}: prueba" }`;

/** A site's file: what every one needs, and what is special about it. */
const site = (id, special) => `client_id = "${id}"
agreed_on = "2026-11-02"
name = ${both(`The ${id}`)}
description = ${both("It is measured with.")}
uses = ${both("For measuring.")}
keeps = ${both("Nothing.")}
complaints = ${both("To nobody.")}
token_endpoint_auth_method = "client_secret_basic"
client_secret_hashes = ["${secretHash()}"]
${special}
[run_by]
name = "The bench"
website = "https://bench.example/"
`;

function sites(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "bench-site.toml"),
    `${site("bench-site", `redirect_uris = ["${redirect}"]\nrequire_pushed_authorization_requests = false\n`)}
[[told]]
scope = "email"
required = true
purpose = ${both("To measure.")}
`,
  );
  writeFileSync(
    join(folder, "bench-service.toml"),
    site("bench-service", `service = { scopes = ["ledger.read"], audiences = ["https://ledger.example/"] }\n`),
  );
}

function start(name, command, args, port) {
  const begun = process.hrtime.bigint();
  const child = spawn("taskset", ["-c", serverCore, command, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", BENCH_SECRET: secret, COUNTERFOIL__LOG__LEVEL: "error" },
  });
  return { name, child, begun, port, origin: `http://localhost:${port}` };
}

async function answers(server) {
  for (let tries = 0; tries < 30_000; tries += 1) {
    try {
      const answer = await fetch(`${server.origin}/.well-known/openid-configuration`);
      if (answer.ok) {
        return Number(process.hrtime.bigint() - server.begun) / 1e6;
      }
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`${server.name} does not answer`);
}

const stop = (server) =>
  new Promise((resolve) => {
    server.child.once("exit", resolve);
    server.child.kill("SIGTERM");
  });

/** Resident memory in MiB. */
function memory(server) {
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  return Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}

function load(job) {
  const text = execFileSync("taskset", ["-c", loadCore, join(target, "dist/examples/load")], {
    input: JSON.stringify(job),
  });
  return JSON.parse(text);
}

const basic = (id) => `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString("base64")}`;

const paths = {
  ours: { keys: "/oidc/keys", token: "/oidc/token", authorize: "/oidc/authorize", userinfo: "/oidc/userinfo" },
  theirs: { keys: "/jwks", token: "/token", authorize: "/auth", userinfo: "/me" },
};

/** What a visitor does with the forms of each provider. */
const forms = {
  ours: [
    ["/sign-in/demonstration", []],
    ["/consent", []],
  ],
  theirs: [
    ["/interaction/", [["login", "maria"], ["password", "x"]], 'name="login"'],
    ["/interaction/", []],
  ],
};

async function cookies(server) {
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: "bench-site",
    redirect_uri: redirect,
    scope: "openid email",
    state: "s",
    nonce: "n",
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const address = `${server.origin}${paths[server.name].authorize}?${asked}`;
  const all = [];
  for (let number = 0; number < connections; number += 1) {
    all.push(await visit(server.origin, address, forms[server.name]));
  }
  return all;
}

function jobs(server, signedIn) {
  const at = paths[server.name];
  const common = { address: `127.0.0.1:${server.port}`, host: `localhost:${server.port}`, seconds, connections };
  return {
    jwks: { ...common, kind: "get", path: at.keys },
    tokens: {
      ...common,
      kind: "post",
      path: at.token,
      authorization: basic("bench-service"),
      body: "grant_type=client_credentials&scope=ledger.read",
    },
    signIns: {
      ...common,
      kind: "sign_in",
      authorize: at.authorize,
      token: at.token,
      userinfo: at.userinfo,
      authorization: basic("bench-site"),
      client_id: "bench-site",
      redirect_uri: redirect,
      cookies: signedIn,
    },
  };
}

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function main() {
  build();
  const folder = mkdtempSync(join(tmpdir(), "bench-identity-"));
  const data = join(folder, "data");
  sites(join(data, "clients"));
  const program = join(target, "dist/counterfoil");
  const serve = ["serve", "--demo", "--data", data, "--listen-base", String(base)];
  let failed = false;
  const servers = [];
  try {
    // Once to make the database; the start that counts finds it.
    let ours = start("ours", program, serve, base + 1);
    await answers(ours);
    await stop(ours);
    const firsts = [];
    for (let time = 0; time < 5; time += 1) {
      ours = start("ours", program, serve, base + 1);
      firsts.push(await answers(ours));
      if (time < 4) {
        await stop(ours);
      }
    }
    servers.push(ours);
    const theirs = start("theirs", process.execPath, ["benches/identity/theirs.mjs", String(base + 5)], base + 5);
    servers.push(theirs);
    await answers(theirs);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const idle = memory(ours);
    const rates = { jwks: [], tokens: [], signIns: [] };
    let most = 0;
    const planned = new Map();
    for (const server of servers) {
      planned.set(server, jobs(server, await cookies(server)));
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const what of Object.keys(rates)) {
        const figures = {};
        for (const server of servers) {
          figures[server.name] = load(planned.get(server)[what]);
          most = Math.max(most, memory(ours));
        }
        rates[what].push(figures);
      }
    }
    const line = (cells) => console.log(`| ${cells.join(" | ")} |`);
    line(["what", "ours", "oidc-provider", "ratio", "goal"]);
    line(["---", "---", "---", "---", "---"]);
    const row = (name, what, goal) => {
      const rate = (server) => middle(rates[what].map((figures) => figures[server].per_second));
      const median = (server) => middle(rates[what].map((figures) => figures[server].median_microseconds));
      const ratio = middle(rates[what].map((figures) => figures.ours.per_second / figures.theirs.per_second));
      failed ||= ratio < goal;
      const cell = (server) => `${rate(server)}/s (median ${(median(server) / 1000).toFixed(1)} ms)`;
      line([name, cell("ours"), cell("theirs"), ratio.toFixed(1), `at least ${goal}`]);
    };
    row("ES256 tokens by client credentials, ours with a durable audit row", "tokens", 2);
    row("sign-ins with a session: authorize, token, userinfo", "signIns", 5);
    row("key set", "jwks", 4);
    const limit = (name, value, unit, most, other = "") => {
      failed ||= value > most;
      line([name, `${value.toFixed(0)} ${unit}`, other, "", `at most ${most}`]);
    };
    limit("memory, idle", idle, "MiB", 32);
    limit("memory, most under load", most, "MiB", 64, `${memory(theirs).toFixed(0)} MiB`);
    limit("first answer after start, median of 5", middle(firsts), "ms", 100);
  } finally {
    await Promise.all(servers.map(stop));
    rmSync(folder, { recursive: true, force: true });
  }
  if (failed) {
    console.log("A goal was missed.");
    process.exitCode = 1;
  }
}

await main();
