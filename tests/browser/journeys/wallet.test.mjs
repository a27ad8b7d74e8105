// Can somebody prove who they are with a driver's license out of a wallet: on another device by a QR code's link, on the same
// one by a link that brings a code back, and by the browser itself?

import assert from "node:assert/strict";
import { after } from "node:test";
import { look } from "../look.mjs";
import { next, toAddress } from "../papers.mjs";
import { arrive } from "../steps.mjs";
import { startWallet } from "../wallet.mjs";
import { journey, languages, world } from "../world.mjs";

let wallet;
const here = world([], async () => {
  wallet = await startWallet();
  return wallet.settings;
});
after(() => wallet?.stop());

const titles = {
  en: { ask: "Share your mobile driver's license", wait: "Open your wallet", arrived: "Your license arrived", check: "Is everything right?", done: "You have proved who you are" },
  es: { ask: "Comparta su licencia de conducir digital", wait: "Abra su billetera", arrived: "Su licencia llegó", check: "¿Está todo bien?", done: "Usted demostró quién es" },
};

/** Who the license names. */
const holder = { given_names: "Iris", family_name: "Marlowe", born: "4", born_day: "17", born_year: "1988" };

async function toWallet(visitor, identity, number) {
  const email = `iris.${number.slice(-4)}@example.com`;
  await toAddress(visitor, identity, { route: "wallet", email, number, who: holder });
  await at(visitor, "ask");
}

async function at(visitor, name) {
  await arrive(visitor, titles[visitor.words.language][name]);
  await look(visitor, `wallet-${name}`, "identity");
}

async function choose({ page }, device) {
  await page.locator(`form[action='/prove/wallet']:has(input[value=${device}]) button`).click();
}

const link = ({ page }) => page.locator("main a[href^='openid4vp:']").first().getAttribute("href");

/** From the license that came to the proof. */
async function finish(visitor) {
  const { page } = visitor;
  assert.ok((await page.getByRole("main").innerText()).includes("Iris Ann Marlowe"));
  await next(visitor, "/prove/wallet/use");
  await at(visitor, "check");
  await next(visitor, "/prove/check");
  await at(visitor, "done");
}

for (const [language, width, number, javaScriptEnabled] of [
  ["en", 1280, "900-12-6031", false],
  ["es", 360, "900-12-6032", true],
]) {
  const title = `a license on another device proves who one is (${language}, ${width} px, scripts: ${javaScriptEnabled})`;
  journey(here, title, languages[language], { width, javaScriptEnabled }, async ({ visitor, identity }) => {
    await toWallet(visitor, identity, number);
    await choose(visitor, "other");
    await at(visitor, "wait");
    const { status, said } = await wallet.follow(await link(visitor));
    assert.deepEqual([status, said], [200, {}]);
    // With scripts the page notices by itself.
    if (!javaScriptEnabled) {
      await visitor.page.goto(`${identity}/prove/wallet/wait`);
    }
    await at(visitor, "arrived");
    await finish(visitor);
  });
}

journey(here, "a license on the same device proves who one is (es)", languages.es, { width: 360 }, async ({ visitor, identity }) => {
  await toWallet(visitor, identity, "900-12-6033");
  await choose(visitor, "this");
  await at(visitor, "wait");
  const { status, said } = await wallet.follow(await link(visitor));
  assert.equal(status, 200);
  await visitor.page.goto(said.redirect_uri);
  await at(visitor, "arrived");
  await finish(visitor);
});

/** A browser that knows digital credentials, whose wallet is ours. */
async function withWallet({ context }, answers) {
  await context.exposeFunction("askWallet", answers);
  await context.addInitScript(() => {
    window.DigitalCredential = class {
      static userAgentAllowsProtocol = () => true;
    };
    const get = async ({ digital }) => {
      const [{ protocol, data }] = digital.requests;
      const answer = await window.askWallet(protocol, data.request, location.origin);
      if (answer === null) {
        throw new DOMException("nobody chose", "NotAllowedError");
      }
      return { protocol, data: answer };
    };
    Object.defineProperty(navigator.credentials, "get", { value: get });
  });
}

journey(here, "the browser asks the wallet (en)", languages.en, { width: 360 }, async ({ visitor, identity }) => {
  const { page } = visitor;
  let isWilling = false;
  await withWallet(visitor, (protocol, request, origin) => {
    assert.equal(protocol, "openid4vp-v1-signed");
    return isWilling ? wallet.answer(request, origin) : null;
  });
  await toWallet(visitor, identity, "900-12-6034");
  await choose(visitor, "browser");
  await at(visitor, "wait");
  // Who closes the wallet's window stays where they are, and is told.
  const ask = page.locator("form[data-request] button");
  await ask.click();
  await page.locator("form[data-request] [role=status]").filter({ hasText: /\w/ }).waitFor();
  isWilling = true;
  await ask.click();
  await at(visitor, "arrived");
  await finish(visitor);
});
