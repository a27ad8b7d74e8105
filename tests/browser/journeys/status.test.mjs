// Can a person see where refunds, amended returns and audits stand, one by one, and get, see and replace a PIN that protects their
// number? In both languages, wide and narrow, and without scripts.

import assert from "node:assert/strict";
import { look } from "../look.mjs";
import { arrive, follow, openTab, press, signInAs } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const walks = [
  { name: "Walter Brandt", what: "refund", year: 2023, language: "es", width: 360 },
  { name: "Robert Ellery", what: "refund", year: 2023, language: "en", width: 1280 },
  { name: "Henry Lindqvist", what: "amended", year: 2023, language: "en", width: 360 },
  { name: "Denise Holloway", what: "amended", year: 2023, language: "es", width: 1280, javaScriptEnabled: false },
  { name: "Theo Marchetti", what: "audit", year: 2024, language: "es", width: 360 },
  { name: "Marcus Ellison", what: "audit", year: 2023, language: "en", width: 1280 },
];

for (const { name, what, year, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} looks where it stands: ${what} (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    const { page, words } = visitor;
    await signInAs(visitor, account, name);
    await openTab(visitor, words.records.tab);
    await arrive(visitor, words.records.title);
    await follow(visitor, words.status.title);
    await arrive(visitor, words.status.title);
    await look(visitor, "status");
    await follow(visitor, words.status[what](year));
    await arrive(visitor, words.status[what](year));
    await look(visitor, `status-${what}`);
    assert.equal(await page.locator("[aria-current=step]").count(), 1);
  });
}

const holders = [
  { name: "Grace Okafor", language: "en", width: 360 },
  { name: "Lucía Fernández Rojas", language: "es", width: 360 },
  { name: "Naomi Sawyer", language: "es", width: 1280, javaScriptEnabled: false },
];

for (const { name, language, ...options } of holders) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} protects their number with a PIN (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    const { page, words } = visitor;
    await signInAs(visitor, account, name);
    await openTab(visitor, words.profile.title);
    await arrive(visitor, words.profile.title);
    await look(visitor, "profile");
    await follow(visitor, words.profile.toPins);
    await arrive(visitor, words.profile.pins);
    await look(visitor, "profile-pins");
    await press(visitor, words.profile.get(name));
    await arrive(visitor, words.profile.pins);
    const digits = async () => {
      await press(visitor, words.profile.see(name));
      const said = page.getByRole("status").locator("strong");
      await said.waitFor();
      return said.innerText();
    };
    const first = await digits();
    assert.match(first, /^\d{6}$/);
    await look(visitor, "profile-pin-seen");
    await press(visitor, words.profile.renew(name));
    await arrive(visitor, words.profile.pins);
    assert.notEqual(await digits(), first);
  });
}
