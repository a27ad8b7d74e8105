// Can somebody find and read everything about their sign-in, sign out elsewhere, and take their history along?

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { look } from "../look.mjs";
import { arrive, follow, press, signInAs } from "../steps.mjs";
import { visitor as newVisitor } from "../browser.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const walks = [
  { name: "Marcus Ellison", language: "en", width: 1280 },
  { name: "Grace Okafor", language: "es", width: 360 },
  { name: "Henry Lindqvist", language: "es", width: 1280 },
  { name: "Walter Brandt", language: "en", width: 360, javaScriptEnabled: false },
];

for (const { name, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} looks after their sign-in (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account, identity }) => {
    await signInAs(visitor, account, name);
    const { page, words } = visitor;
    const { managing } = words;
    await page.goto(`${identity}/security`);
    await arrive(visitor, managing.title);
    await look(visitor, "security", "identity");
    await endElsewhere(visitor, identity, name);
    await takeHistory(visitor, identity);
    for (const [picture, [link, heading]] of Object.entries(managing.pages)) {
      await page.goto(`${identity}/security`);
      await follow(visitor, link);
      await arrive(visitor, heading);
      await look(visitor, `security-${picture}`, "identity");
    }
    await disownEvent(visitor, identity);
  });
}

/** A second browser is seen, signed out from here, and is signed out there. */
async function endElsewhere(visitor, identity, name) {
  const { page, words } = visitor;
  const other = await newVisitor(here.browser, words, { width: 1280 });
  try {
    await other.page.goto(`${identity}/sign-in?lang=${words.language}`);
    await press(other, words.signIn.choose(name));
    await arrive(other, words.managing.title);
    await page.goto(`${identity}/security`);
    await follow(visitor, words.managing.devicesLink);
    await arrive(visitor, words.managing.devices);
    await look(visitor, "security-devices", "identity");
    await press(visitor, words.managing.endOthers);
    await page.getByText(words.managing.ended, { exact: true }).waitFor();
    await look(visitor, "security-devices", "identity");
    await other.page.goto(`${identity}/security`);
    await arrive(other, words.ended);
  } finally {
    await other.context.close();
  }
}

async function takeHistory(visitor, identity) {
  const { page, words } = visitor;
  await page.goto(`${identity}/security`);
  await follow(visitor, words.managing.historyLink);
  await arrive(visitor, words.managing.history);
  await look(visitor, "security-history", "identity");
  const download = page.waitForEvent("download");
  await follow(visitor, words.managing.csv);
  const text = readFileSync(await (await download).path(), "utf8");
  assert.ok(text.startsWith("at,event,said,device,network,place"), text.slice(0, 80));
  assert.ok(text.includes("event-signed-in"), text);
}

/** A made-up person belongs to everybody: the page says so and has no button. */
async function disownEvent(visitor, identity) {
  const { page, words } = visitor;
  await page.goto(`${identity}/security/history`);
  await follow(visitor, words.managing.notMe);
  await arrive(visitor, words.managing.notMeTitle);
  await look(visitor, "security-event", "identity");
  assert.equal(await page.getByRole("main").getByRole("button").count(), 0);
}
