// Can a person compare payment plans, ask for one, see it, change its day and its bank, and end it? Is one that needs a
// decision decided on, and does whoever is refused read why? In both languages, wide and narrow, and without scripts.

import assert from "node:assert/strict";
import { look } from "../look.mjs";
import { arrive, cents, choose, follow, lookRefused, openTab, press, signInAs } from "../steps.mjs";
import { journey, languages, moveClock, world } from "../world.mjs";

// The clock is the whole program's: the walk that moves it comes last.
const here = world();

const walks = [
  { name: "Theo Marchetti", kind: "simple", language: "en", width: 360 },
  { name: "Lucía Fernández Rojas", kind: "short", language: "es", width: 1280, javaScriptEnabled: false },
  { name: "Denise Holloway", kind: "short", language: "es", width: 360 },
];

for (const { name, kind, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} asks for a plan, changes and ends it (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    await signInAs(visitor, account, name);
    await begin(visitor);
    await wish(visitor);
    await compare(visitor, kind);
    await enterBank(visitor, "00123456789");
    await ask(visitor, "inForce");
    await changeDay(visitor);
    await changeBank(visitor);
    await end(visitor);
  });
}

journey(here, "who is refused reads why (en, 1280 px)", languages.en, {}, async ({ visitor, account }) => {
  const { page, words } = visitor;
  await signInAs(visitor, account, "Marcus Ellison");
  await begin(visitor);
  await press(visitor, words.plans.compareGo);
  await arrive(visitor, words.plans.compare);
  await look(visitor, "plan-compare");
  const said = await page.getByRole("main").innerText();
  assert.ok(said.includes(words.plans.refused) && said.includes(words.plans.unfiled), said);
  assert.equal(await page.getByRole("button", { name: words.plans.choose(words.plans.simple) }).count(), 0);
});

const decided = "a plan by what one can pay is decided on (en, 1280 px)";
journey(here, decided, languages.en, {}, async ({ visitor, account }) => {
  const { page, words } = visitor;
  await signInAs(visitor, account, "Grace Okafor");
  await begin(visitor);
  await page.getByLabel(words.plans.ability, { exact: true }).fill("5");
  await press(visitor, words.plans.compareGo);
  await arrive(visitor, words.plans.compare);
  await look(visitor, "plan-compare");
  await press(visitor, words.plans.choose(words.plans.partial));
  await enterBank(visitor, "00123456789");
  await ask(visitor, "waiting");
  // Without a place on the page: to go there again would load nothing.
  const [plan] = page.url().split("#");
  await moveClock(here, words, 3);
  // The visit is over: three days went by.
  await page.goto(`${account}/sign-in`);
  await arrive(visitor, words.signIn.title);
  await press(visitor, words.signIn.choose("Grace Okafor"));
  await arrive(visitor, words.home.title);
  const granted = page.getByText(words.plans.granted);
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto(plan);
    await arrive(visitor, words.plans.one);
    if ((await granted.count()) > 0) {
      break;
    }
    // The simulated desk looks once a second.
    await page.waitForTimeout(250);
  }
  assert.equal(await granted.count(), 1);
  await look(visitor, "plan");
});

async function begin(visitor) {
  const { words } = visitor;
  await openTab(visitor, words.payments.tab);
  await arrive(visitor, words.payments.title);
  await follow(visitor, words.plans.link);
  await arrive(visitor, words.plans.title);
  await look(visitor, "plans");
  await follow(visitor, words.plans.begin);
  await arrive(visitor, words.plans.wishes);
}

async function wish(visitor) {
  const { page, words } = visitor;
  await look(visitor, "plan-wishes");
  await choose(visitor, page.getByRole("radio", { name: words.plans.byDebit }));
  await page.getByLabel(words.plans.day, { exact: true }).fill("31");
  await press(visitor, words.plans.compareGo);
  await lookRefused(visitor, "plan-wishes-refused", "account", { problem: words.plans.wrongDay, field: "day" });
  await page.getByLabel(words.plans.day, { exact: true }).fill("5");
  await press(visitor, words.plans.compareGo);
}

async function compare(visitor, kind) {
  const { page, words } = visitor;
  await arrive(visitor, words.plans.compare);
  await look(visitor, "plan-compare");
  const said = await page.getByRole("main").innerText();
  assert.ok(said.includes(words.plans.refused) && said.includes(words.plans.notEnough), said);
  await press(visitor, words.plans.choose(words.plans[kind]));
}

async function enterBank(visitor, digits) {
  const { page, words } = visitor;
  await arrive(visitor, words.payments.newBank);
  await page.getByLabel(words.payments.routing, { exact: true }).fill("019999995");
  await page.getByLabel(words.payments.number, { exact: true }).fill(digits);
  await choose(visitor, page.getByRole("radio", { name: words.payments.checking }));
  await press(visitor, words.payments.go);
}

async function ask(visitor, outcome) {
  const { page, words } = visitor;
  await arrive(visitor, words.plans.check);
  await look(visitor, "plan-check");
  const total = cents(await page.locator(".facts__row--total dd").innerText(), words);
  assert.ok(total > 0);
  await press(visitor, words.plans.ask);
  await arrive(visitor, words.plans.one);
  await page.getByText(words.plans[outcome], { exact: true }).waitFor();
  await look(visitor, "plan");
}

async function changeDay(visitor) {
  const { page, words } = visitor;
  await openTab(visitor, words.home.tab);
  await arrive(visitor, words.home.title);
  await look(visitor, "home");
  await page.getByRole("main").getByRole("listitem").filter({ hasText: words.plans.task }).getByRole("link").click();
  await arrive(visitor, words.plans.one);
  await follow(visitor, words.plans.change);
  await arrive(visitor, words.plans.changeTitle);
  await look(visitor, "plan-change");
  await page.getByLabel(words.plans.day, { exact: true }).fill("20");
  await press(visitor, words.plans.see);
  await page.getByRole("heading", { name: words.plans.effect, exact: true }).waitFor();
  await look(visitor, "plan-change");
  await press(visitor, words.plans.save);
  await arrive(visitor, words.plans.one);
  assert.ok((await page.getByRole("main").innerText()).includes(words.plans.changed));
}

async function changeBank(visitor) {
  const { page, words } = visitor;
  await follow(visitor, words.plans.change);
  await arrive(visitor, words.plans.changeTitle);
  await choose(visitor, page.getByRole("radio", { name: words.payments.another }));
  await press(visitor, words.plans.see);
  await look(visitor, "plan-new-bank");
  await enterBank(visitor, "5550001234");
  await arrive(visitor, words.plans.changeTitle);
  await press(visitor, words.plans.see);
  await press(visitor, words.plans.save);
  await arrive(visitor, words.plans.one);
  assert.ok((await page.getByRole("main").innerText()).includes("1234"));
}

async function end(visitor) {
  const { page, words } = visitor;
  await follow(visitor, words.plans.end);
  await arrive(visitor, words.plans.endTitle);
  await look(visitor, "plan-end");
  await press(visitor, words.plans.endYes);
  await arrive(visitor, words.plans.one);
  await look(visitor, "plan");
  const said = await page.getByRole("main").innerText();
  assert.ok(said.toLowerCase().includes(words.plans.ended.toLowerCase()), said);
}
