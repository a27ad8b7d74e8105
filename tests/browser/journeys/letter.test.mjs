// Can somebody prove who they are by a letter: pictures of a card, an agent who looks at it, a code on paper?

import assert from "node:assert/strict";
import { visitor as newVisitor } from "../browser.mjs";
import { decide, openCase, signInAsAgent } from "../desk.mjs";
import { look } from "../look.mjs";
import { next, open, send, toPictures } from "../papers.mjs";
import { arrive } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const titles = {
  en: { list: "Pictures of your papers", check: "Is everything right?", waiting: "We are looking at it", letter: "A letter is on its way", done: "You have proved who you are" },
  es: { list: "Fotos de sus documentos", check: "¿Está todo bien?", waiting: "Lo estamos revisando", letter: "Una carta está en camino", done: "Usted demostró quién es" },
};

for (const [language, width, number, phone] of [
  ["en", 1280, "900-12-5031", "202-555-0181"],
  ["es", 360, "900-12-5032", "202-555-0182"],
]) {
  const title = `a code by post proves who one is (${language}, ${width} px)`;
  journey(here, title, languages[language], { width, javaScriptEnabled: language === "es" }, async ({ visitor, account, identity }) => {
    const { page } = visitor;
    await toPictures(visitor, identity, { route: "letter", email: `posted.${language}@example.com`, number, phone });
    for (const paper of ["front", "back"]) {
      await open(visitor, "prove/pictures", paper);
      await send(visitor, account, paper);
      await arrive(visitor, titles[language][paper === "back" ? "check" : "list"]);
    }
    await next(visitor, "/prove/check");
    await at(visitor, "waiting");
    const agent = await newVisitor(here.browser, languages[language], { width });
    try {
      await signInAsAgent(agent, identity);
      await openCase(agent, identity);
      await look(agent, "desk-case-letter", "identity");
      await agent.page.locator("label[for=choice-accept]").click();
      await agent.page.locator("label[for=good-drivers-license]").click();
      await decide(agent);
    } finally {
      await agent.context.close();
    }
    await page.goto(`${identity}/prove/go-on`);
    await at(visitor, "letter");
    await page.locator("#code").fill("0000-0000");
    await next(visitor, "/prove/letter/code");
    assert.equal(visitor.seen.status, 422);
    await look(visitor, "letter-refused", "identity");
    const code = await posted(visitor, identity);
    await page.goto(`${identity}/prove/go-on`);
    await page.locator("#code").fill(code.toLowerCase());
    await next(visitor, "/prove/letter/code");
    await at(visitor, "done");
  });
}

async function at(visitor, name) {
  await arrive(visitor, titles[visitor.words.language][name]);
  await look(visitor, `letter-${name}`, "identity");
}

/** The code of the newest letter, which the demonstration shows with the messages. */
async function posted({ page, words }, identity) {
  const wanted = words.language === "es" ? /Su código: (\S+)/ : /Your code: (\S+)/;
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(`${identity}/outbox`);
    const [, code] = (await page.getByRole("main").innerText()).match(wanted) ?? [];
    if (code !== undefined) {
      return code;
    }
    await page.waitForTimeout(200);
  }
  throw new Error("no letter was sent");
}
