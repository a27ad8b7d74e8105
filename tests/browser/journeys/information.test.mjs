// Can a person see what was reported about them, read each form box by box with its corrections, say that one is not theirs,
// see the case, and take it back? In both languages, wide and narrow, and without scripts.

import assert from "node:assert/strict";
import { look } from "../look.mjs";
import { arrive, follow, lookRefused, openTab, press, signInAs } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

// Each with a person of their own, who agrees once to what the account site is told.
const walks = [
  { name: "Naomi Sawyer", year: 2024, ending: "0505", isCorrected: true, language: "en", width: 1280 },
  { name: "Lucía Fernández Rojas", year: 2025, ending: "1010", language: "es", width: 360 },
  { name: "Denise Holloway", year: 2024, ending: "0808", language: "en", width: 360, javaScriptEnabled: false },
  { name: "Grace Okafor", year: 2024, ending: "0303", language: "es", width: 1280, javaScriptEnabled: false },
];

for (const { name, year, ending, isCorrected, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} reads a W-2 (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    const { page, words } = visitor;
    await signInAs(visitor, account, name);
    await open(visitor);
    await look(visitor, "information");
    await follow(visitor, String(year));
    await arrive(visitor, words.information.year(year));
    await look(visitor, "information-year");
    await page.getByRole("link", { name: words.information.from("W-2") }).first().click();
    await arrive(visitor, words.information.one("W-2", year));
    await look(visitor, "information-one");
    const said = await page.getByRole("main").innerText();
    assert.equal(said.includes(words.information.corrected), isCorrected === true, said);
    assert.ok(said.includes(`***-**-${ending}`) && said.includes(words.information.wages), said);
  });
}

const strangers = [
  { name: "Amelia Hartwell", language: "en", width: 360 },
  { name: "Marcus Ellison", language: "es", width: 1280, javaScriptEnabled: false },
];

for (const { name, language, ...options } of strangers) {
  const title = `${name} says that a document is not theirs (${language}, ${options.width} px)`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    const { page, words } = visitor;
    await signInAs(visitor, account, name);
    await open(visitor);
    const year = name.startsWith("Amelia") ? 2025 : 2022;
    await follow(visitor, String(year));
    await arrive(visitor, words.information.year(year));
    const form = year === 2025 ? "1099-NEC" : "W-2";
    await page.getByRole("link", { name: words.information.from(form) }).first().click();
    await arrive(visitor, words.information.one(form, year));
    await follow(visitor, words.information.say);
    await arrive(visitor, words.information.notMine);
    await look(visitor, "information-dispute");
    await press(visitor, words.information.send);
    await page.getByRole("alert").getByRole("link", { name: words.information.missing }).waitFor();
    assert.equal(visitor.seen.status, 422);
    await page.locator("label[for=reason-unknown_payer]").click();
    await page.locator("#words").fill("x".repeat(1001));
    await press(visitor, words.information.send);
    const refused = { problem: words.information.long, field: "words" };
    await lookRefused(visitor, "information-dispute-refused", "account", refused);
    assert.ok(await page.locator("#reason-unknown_payer").isChecked());
    await page.locator("#words").fill("I never worked there.");
    await press(visitor, words.information.send);
    await arrive(visitor, words.information.one(form, year));
    const said = await page.getByRole("main").innerText();
    assert.ok(said.includes(words.information.caseTitle) && said.includes("I never worked there."), said);
    await look(visitor, "information-case");
    await page.goto(`${account}/records/information/${year}`);
    const listed = await page.getByRole("main").innerText();
    assert.ok(listed.includes(words.information.disputed), listed);
    await page.getByRole("link", { name: words.information.from(form) }).first().click();
    await arrive(visitor, words.information.one(form, year));
    await press(visitor, words.information.withdraw);
    await arrive(visitor, words.information.one(form, year));
    assert.equal(await page.getByRole("button", { name: words.information.withdraw }).count(), 0);
    assert.equal(await page.getByRole("link", { name: words.information.say }).count(), 1);
  });
}

async function open(visitor) {
  const { words } = visitor;
  await openTab(visitor, words.records.tab);
  await arrive(visitor, words.records.title);
  await look(visitor, "records");
  await follow(visitor, words.information.title);
  await arrive(visitor, words.information.title);
}
