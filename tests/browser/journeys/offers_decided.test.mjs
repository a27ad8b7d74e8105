// What becomes of an offer in compromise? The simulated desk accepts, refuses or returns it by its amount, or leaves it until the
// law accepts it; its page says so and what comes next. In both languages, wide and narrow, and without scripts.

import { look } from "../look.mjs";
import { check, payForIt, send } from "../offering.mjs";
import { arrive, press, signInAs } from "../steps.mjs";
import { journey, languages, moveClock, world } from "../world.mjs";

// The clock is the whole program's, so these walks have a program to themselves, one after the other.
const here = world();
let daysAhead = 0;

const walks = [
  { name: "Theo Marchetti", dollars: "681", days: 14, says: ["refused", "appeal"], language: "en", width: 360 },
  { name: "Lucía Fernández Rojas", dollars: "682", days: 14, says: ["returned", "feeBack"], language: "es", width: 1280, javaScriptEnabled: false },
  { name: "Denise Holloway", dollars: "700", days: 14, says: ["accepted", "left"], language: "es", width: 360 },
  { name: "Theo Marchetti", dollars: "684", days: 760, says: ["deemed", "byLaw"], language: "en", width: 1280, again: true },
];

for (const { name, dollars, days, says, language, again, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name}'s offer is ${says[0]} (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    const { words } = visitor;
    await (again ? comeBack(visitor, account, name) : signInAs(visitor, account, name));
    await check(visitor);
    await send(visitor, dollars);
    const offer = await payForIt(visitor);
    daysAhead += days;
    await moveClock(here, words, daysAhead);
    await comeBack(visitor, account, name);
    await waitFor(visitor, offer, says.map((what) => words.offers[what]));
    await look(visitor, `offer-${says[0]}`);
  });
}

/** The simulated bank and desk look once a second. */
async function waitFor(visitor, offer, texts) {
  const { page, words } = visitor;
  for (let tries = 0; ; tries += 1) {
    await page.goto(offer);
    await arrive(visitor, words.offers.sentTitle);
    const said = await page.getByRole("main").innerText();
    if (texts.every((text) => said.toLowerCase().includes(text.toLowerCase()))) {
      return;
    }
    if (tries === 60) {
      throw new Error(`it does not say ${texts}:\n${said}`);
    }
    await page.waitForTimeout(250);
  }
}

/** The visit is over, as days went by. */
async function comeBack(visitor, account, name) {
  const { page, words } = visitor;
  await page.goto(`${account}/sign-in?lang=${words.language}`);
  await arrive(visitor, words.signIn.title);
  await press(visitor, words.signIn.choose(name));
  await arrive(visitor, words.home.title);
}
