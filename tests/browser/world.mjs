// What does a file of journeys need? One program and one browser for all its tests, and visitors to send.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch, visitor } from "./browser.mjs";
import { start } from "./program.mjs";
import { press } from "./steps.mjs";
import en from "./words/en.mjs";
import es from "./words/es.mjs";

export const languages = { en, es };

/**
 * Starts both before the file's tests and ends both after them; the browser with more arguments and the program with more
 * settings, where they need them.
 */
export function world(more = [], settings = async () => ({})) {
  const here = {};
  before(async () => {
    here.program = await start(await settings());
    here.browser = await launch(more);
  });
  after(async () => {
    await here.browser?.close();
    if (here.program !== undefined) {
      assert.equal(await here.program.stop(), 0, `the program ended badly:\n${here.program.said()}`);
    }
  });
  return here;
}

/** Moves the program's clock to so many days ahead of the real one, as somebody else. */
export async function moveClock(here, words, days) {
  const mover = await visitor(here.browser, words);
  await mover.page.goto(`${here.program.account}/sandbox/clock?lang=${words.language}`);
  await mover.page.getByLabel(words.clock.days, { exact: true }).fill(String(days));
  await press(mover, words.clock.move);
  await mover.page.waitForURL(/\/sandbox\/clock$/);
  await mover.context.close();
}

/** A test with a visitor, who leaves whatever happens; the program's own words are shown after a failure. */
export function journey(here, name, words, options, walk) {
  test(name, { timeout: 180_000 }, async () => {
    const walker = await visitor(here.browser, words, options);
    try {
      await walk({ ...walker, ...here.program, visitor: walker });
    } catch (error) {
      const log = here.program.said().split("\n").filter((line) => line.startsWith("{"));
      console.error(`at ${walker.page.url()}\n${log.slice(-20).join("\n")}`);
      throw error;
    } finally {
      await walker.context.close();
    }
  });
}
