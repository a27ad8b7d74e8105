// What must hold on every page, in every language, at every width? `look` checks it and takes a picture.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "parse5";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const messageKeys = new Set(keysUnder(join(import.meta.dirname, "../../crates")));

/** Checks the page the visitor is on. `name` is the picture's; titles must tell apart what has another name. */
export async function look(visitor, name, site = "account") {
  const { page, words, seen } = visitor;
  // Sizes count once the style sheet and its fonts are there.
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready.then(() => true));
  const facts = await page.evaluate(readPage);
  const where = `${name} (${words.language}, ${page.viewportSize().width} px) ${page.url()}`;
  const problems = [];
  const check = (holds, problem) => holds || problems.push(problem);

  check(facts.headings.length === 1, `${facts.headings.length} main headings`);
  check(facts.language === words.language, `the page says that it is ${facts.language}`);
  check(facts.title.includes(words.sites[site]), `the title ${facts.title} does not name the site`);
  check(
    facts.title.replace(words.errorTitle, "").startsWith(facts.headings[0] ?? "?"),
    `the title ${facts.title} is not the heading ${facts.headings[0]}`,
  );
  noteTitle(visitor, facts.title, name, problems);
  check(facts.text.includes(words.demonstration), "nothing says that this is a demonstration");
  check(facts.text.includes(words.help), "nothing leads to help");
  for (const landmark of ["header", "main", "footer"]) {
    check(facts.landmarks[landmark] === 1, `${facts.landmarks[landmark]} × ${landmark}`);
  }
  check(new Set(facts.labels).size === facts.labels.length, `two forms have one name: ${facts.labels}`);
  problems.push(...facts.faults);
  problems.push(...[...messageKeys].filter((key) => facts.tokens.includes(key)).map((key) => `it shows the key ${key}`));
  problems.push(...(await htmlFaults(seen)));
  // Where scripts are off, axe cannot run either; the same pages are seen by the walks with scripts.
  problems.push(...(visitor.hasScripts ? await axeFaults(page) : []));
  problems.push(...(await narrowFaults(page)));
  problems.push(...(await skipFaults(visitor)));
  problems.push(...seen.complaints.splice(0).map((complaint) => `the browser complains: ${complaint}`));

  const file = `${name}.${words.language}.${page.viewportSize().width}${visitor.hasScripts ? "" : ".no-scripts"}.png`;
  await page.screenshot({ path: join(import.meta.dirname, "results", file.replaceAll("/", "-")), fullPage: true });
  assert.ok(problems.length === 0, `${where}\n${[...new Set(problems)].slice(0, 30).join("\n")}`);
}

function noteTitle(visitor, title, name, problems) {
  visitor.titles ??= new Map();
  const other = visitor.titles.get(title);
  if (other !== undefined && other !== name) {
    problems.push(`${other} has the same title, ${title}`);
  }
  visitor.titles.set(title, name);
}

/** Runs in the page. */
function readPage() {
  const faults = [];
  const all = [...document.querySelectorAll("*")];
  const ids = all.map((element) => element.id).filter(Boolean);
  for (const id of new Set(ids.filter((one, place) => ids.indexOf(one) !== place))) {
    faults.push(`two elements have the id ${id}`);
  }
  for (const element of all) {
    for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls", "for"]) {
      for (const id of (element.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean)) {
        if (!ids.includes(id)) {
          faults.push(`${attribute} points to ${id}, which is not there`);
        }
      }
    }
    if (element.hasAttribute("style") || [...element.attributes].some(({ name }) => name.startsWith("on"))) {
      faults.push(`inline style or script on ${element.outerHTML.slice(0, 80)}`);
    }
  }
  faults.push(...smallTargets());
  const labels = [...document.querySelectorAll("form[aria-label]")].map((form) => form.getAttribute("aria-label"));
  const visible = document.body.innerText;
  return {
    faults,
    title: document.title,
    language: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1")].map((heading) => heading.innerText.trim()),
    labels,
    landmarks: Object.fromEntries(
      ["header", "main", "footer"].map((name) => [name, document.querySelectorAll(`body > ${name}`).length]),
    ),
    text: visible,
    tokens: visible.split(/[\s.,;:!?"“”«»()]+/),
  };

  // Links may be smaller within sentences and where there is room around them (WCAG 2.5.8): axe sees to those.
  function smallTargets() {
    const controls = document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary");
    return [...controls].flatMap((control) => {
      const target = control.matches("[type=radio], [type=checkbox]") ? control.labels[0] ?? control : control;
      const { width, height, right, bottom } = target.getBoundingClientRect();
      const isHidden = !control.checkVisibility() || right <= 0 || bottom <= 0;
      const isSmall = width < 24 || height < 24;
      return isSmall && !isHidden
        ? [`the target ${control.outerHTML.slice(0, 80)} is ${Math.round(width)} × ${Math.round(height)}`]
        : [];
    });
  }
}

/** Errors of the HTML as it was sent. */
async function htmlFaults(seen) {
  const faults = [];
  parse(await seen.html, { onParseError: ({ code, startLine }) => faults.push(`HTML, line ${startLine}: ${code}`) });
  return faults;
}

async function axeFaults(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (rules) => window.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] }),
    axeRules,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `axe: ${id}: ${help}: ${node.target.join(" ")}: ${node.html.slice(0, 120)}`),
  );
}

/** At 320 CSS pixels nothing but a table may scroll sideways (WCAG 1.4.10). */
async function narrowFaults(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize(before);
  return width > 320 ? [`${width} px wide in a window of 320`] : [];
}

/** The first Tab reaches the skip link, and Enter there goes to the content (WCAG 2.4.1). */
async function skipFaults({ page, words }) {
  const elsewhere = () => document.activeElement !== document.body || document.querySelector("[autofocus]") !== null;
  if (await page.evaluate(elsewhere)) {
    return [];
  }
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.innerText);
  if (first.trim() !== words.skip) {
    return [`the first Tab goes to ${first}`];
  }
  await page.keyboard.press("Enter");
  const then = await page.evaluate(() => document.activeElement.id);
  await page.evaluate(() => document.activeElement.blur());
  return then === "main" ? [] : [`the skip link goes to ${then}`];
}

function keysUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(".en.ftl"))
    .flatMap((path) => [...readFileSync(join(folder, path), "utf8").matchAll(/^([a-z][a-z0-9]*(?:-[a-z0-9]+)+) =/gm)])
    .map(([, key]) => key);
}
