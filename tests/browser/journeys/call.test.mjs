// Can somebody prove who they are in a video call: two browsers with cameras, pictures flowing both ways, an agent who sees
// each step and decides?

import assert from "node:assert/strict";
import { visitor as newVisitor } from "../browser.mjs";
import { signInAsAgent } from "../desk.mjs";
import { look } from "../look.mjs";
import { next, open, send, toPictures } from "../papers.mjs";
import { arrive } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

// Cameras that show a test pattern; addresses of this machine as they are, since nothing here answers for their stand-ins.
const here = world([
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
]);

const titles = {
  en: { list: "Pictures of your papers", check: "Is everything right?", wait: "Your video call", queued: "You are waiting for your call", room: "The video call", queue: "Video calls", desk: "A video call", done: "You have proved who you are" },
  es: { list: "Fotos de sus documentos", check: "¿Está todo bien?", wait: "Su videollamada", queued: "Está esperando su llamada", room: "La videollamada", queue: "Videollamadas", desk: "Una videollamada", done: "Usted demostró quién es" },
};

const texts = {
  en: { connected: "You are connected.", typed: "I hear you well", caption: "Please hold up your card" },
  es: { connected: "Están conectados.", typed: "La oigo bien", caption: "Muestre su tarjeta, por favor" },
};

for (const [language, width, number] of [["en", 1280, "900-12-5021"], ["es", 360, "900-12-5022"]]) {
  const title = `a person and an agent see each other, and the person is proved (${language}, ${width} px)`;
  journey(here, title, languages[language], { width }, async ({ visitor, account, identity }) => {
    const phone = language === "en" ? "202-555-0175" : "202-555-0176";
    await watchLinks(visitor);
    await toPictures(visitor, identity, { route: "call", email: `called.${language}@example.com`, number, phone });
    for (const paper of ["front", "back"]) {
      await open(visitor, "prove/pictures", paper);
      await send(visitor, account, paper);
      await arrive(visitor, titles[language][paper === "back" ? "check" : "list"]);
    }
    await next(visitor, "/prove/check");
    await at(visitor, "wait", "call-choose");
    await next(visitor, "/prove/call/now");
    await at(visitor, "queued", "call-waiting");
    const agent = await newVisitor(here.browser, languages[language], { width });
    try {
      await watchLinks(agent);
      await take(agent, identity);
      // The person's page goes to the call by itself.
      await arrive(visitor, titles[language].room);
      await meet(visitor, agent, texts[language]);
      await decide(agent);
    } finally {
      await agent.context.close();
    }
    await at(visitor, "done", "call-done");
  });
}

async function at(visitor, name, picture) {
  await arrive(visitor, titles[visitor.words.language][name]);
  await look(visitor, picture, "identity");
}

/** Keeps the page's connections where the test can ask them what flows. */
async function watchLinks({ context }) {
  await context.addInitScript(() => {
    window.links = [];
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
      constructor(...given) {
        super(...given);
        window.links.push(this);
      }
    };
  });
}

/** Signs in as a reviewer, says that they are there, and takes the next call with a reason. */
async function take(agent, identity) {
  const { page } = agent;
  await signInAsAgent(agent, identity);
  await page.goto(`${identity}/desk/calls`);
  await page.locator("form[action='/desk/calls/duty'] button").click();
  await page.locator("form[action='/desk/calls/next']").waitFor();
  await at(agent, "queue", "desk-calls");
  await page.locator("label[for=reason-case]").click();
  await page.locator("#note").fill("Their turn");
  await page.locator("form[action='/desk/calls/next'] button").click();
  await at(agent, "desk", "desk-call");
}

async function meet(person, agent, said) {
  for (const { page } of [agent, person]) {
    await page.locator("[data-do=start]").click();
  }
  for (const { page } of [agent, person]) {
    await page.getByRole("status").filter({ hasText: said.connected }).waitFor();
    await flows(page);
  }
  await write(agent, "caption", said.caption);
  await person.page.locator(".call__caption").filter({ hasText: said.caption }).waitFor();
  await write(person, "chat", said.typed);
  await agent.page.getByRole("log").filter({ hasText: said.typed }).waitFor();
  await look(person, "call-room", "identity");
  // An end that loads its page anew meets the other again.
  await person.page.reload();
  await person.page.getByRole("log").filter({ hasText: said.caption }).waitFor();
  await person.page.locator("[data-do=start]").click();
  await flows(person.page);
  await flows(agent.page);
}

/** Pictures and sound arrive, and go on arriving. */
async function flows(page) {
  const measured = () =>
    page.evaluate(async () => {
      const found = { bytes: 0, frames: 0 };
      for (const one of (await window.links.at(-1)?.getStats())?.values() ?? []) {
        if (one.type === "inbound-rtp") {
          found.bytes += one.bytesReceived;
          found.frames += one.framesDecoded ?? 0;
        }
      }
      return found;
    });
  let before = null;
  for (let tries = 0; tries < 100; tries += 1) {
    const now = await measured();
    if (before === null && now.frames > 0) {
      before = now;
    } else if (before !== null && now.frames > before.frames + 5 && now.bytes > before.bytes) {
      return;
    }
    await page.waitForTimeout(200);
  }
  assert.fail(`nothing flows: ${JSON.stringify([before, await measured()])}`);
}

async function write({ page }, kind, text) {
  await page.locator(`#text-${kind}`).fill(text);
  await page.locator(`form:has(#text-${kind}) button`).click();
  await page.getByRole("log").filter({ hasText: text }).waitFor();
}

/** Sees every step, and accepts. */
async function decide(agent) {
  const { page } = agent;
  assert.equal(await page.locator(".call__steps form").count(), 5);
  for (let place = 1; place <= 5; place += 1) {
    await page.locator(`.call__steps li:nth-child(${place}) button`).click();
    await page.locator(`.call__steps li:nth-child(${place}) strong`).waitFor();
  }
  await page.locator("label[for=choice-accept]").click();
  await page.locator("main form:has(#choice) button").click();
  await page.waitForURL(/done=decided/);
}
