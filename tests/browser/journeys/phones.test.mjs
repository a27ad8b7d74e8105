// Can somebody add a phone, come back with a text code, and keep backup codes on paper and in a file?

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { look } from "../look.mjs";
import { makeSignIn, password, readCode, submit } from "../own.mjs";
import { arrive, lookRefused, press } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const walks = [
  { language: "en", width: 1280, email: "phone.visitor@example.com", number: "(202) 555-0143", ending: "+12025550143" },
  { language: "es", width: 360, email: "otra.visita@example.com", number: "202-555-0144", ending: "+12025550144" },
  { language: "en", width: 360, email: "plain.visitor@example.com", number: "202 555 0145", ending: "+12025550145", javaScriptEnabled: false },
];

for (const { language, email, number, ending, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${email} adds a phone and comes back with its code (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, identity }) => {
    await makeSignIn(visitor, identity, email);
    const first = await addPhone(visitor, identity, number, ending);
    const codes = await keepCodes(visitor, identity);
    await comeBack(visitor, identity, email, async () => byText(visitor, ending, first));
    await comeBack(visitor, identity, email, async () => byBackupCode(visitor, identity, codes[4]));
  });
}

async function addPhone(visitor, identity, number, ending) {
  const { page, words } = visitor;
  await page.goto(`${identity}/security/phones/add`);
  await arrive(visitor, words.phones.add);
  await look(visitor, "phone-add", "identity");
  await page.getByLabel(words.phones.number, { exact: true }).fill("555-0143");
  await press(visitor, words.phones.send);
  await lookRefused(visitor, "phone-add-refused", "identity", { problem: words.phones.malformed, field: "number" });
  await page.getByLabel(words.phones.number, { exact: true }).fill("202-555-0199");
  await press(visitor, words.phones.send);
  await lookRefused(visitor, "phone-add-refused", "identity", { problem: words.phones.moved, field: "number" });
  await page.getByLabel(words.phones.number, { exact: true }).fill(number);
  await press(visitor, words.phones.send);
  await arrive(visitor, words.phones.confirm);
  await look(visitor, "phone-confirm", "identity");
  const code = await readCode(visitor, identity, ending);
  await page.locator("#code").fill(` ${code.slice(0, 3)} ${code.slice(3)} `);
  await press(visitor, words.phones.confirmGo);
  await page.goto(`${identity}/security/phones`);
  await arrive(visitor, words.phones.title);
  await look(visitor, "phones", "identity");
  assert.equal(await page.getByRole("main").locator("li").count(), 1);
  return code;
}

async function keepCodes(visitor, identity) {
  const { page, words } = visitor;
  await page.goto(`${identity}/security/codes`);
  await arrive(visitor, words.backupCodes.title);
  await look(visitor, "codes", "identity");
  await press(visitor, words.backupCodes.make);
  await arrive(visitor, words.backupCodes.keep);
  await look(visitor, "codes-new", "identity");
  const codes = await page.getByRole("list", { name: words.backupCodes.title }).getByRole("listitem").allInnerTexts();
  assert.equal(new Set(codes).size, 10);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("main").getByRole("link", { name: words.backupCodes.download, exact: true }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "backup-codes.txt");
  const text = readFileSync(await download.path(), "utf8");
  assert.ok(codes.every((code) => text.includes(code)), text);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByText(codes[0], { exact: true }).isVisible(), "the codes are not printed");
  assert.equal(await page.getByRole("button", { name: words.backupCodes.kept, exact: true }).count(), 0, "buttons are printed");
  await page.emulateMedia({ media: "screen" });
  await press(visitor, words.backupCodes.kept);
  await page.goto(`${identity}/security/codes/new`);
  await arrive(visitor, words.backupCodes.title);
  return codes;
}

async function comeBack(visitor, identity, email, second) {
  const { page, context } = visitor;
  await context.clearCookies();
  await page.goto(`${identity}/sign-in?lang=${visitor.words.language}`);
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(password);
  await page.locator("form[action='/sign-in'] button[type=submit]").click();
  await page.waitForURL(/\/sign-in\/code/);
  await second();
  await page.goto(`${identity}/security`);
  await arrive(visitor, visitor.words.security.title);
}

async function byText(visitor, ending, before) {
  const { page, words } = visitor;
  const identity = new URL(page.url()).origin;
  await page.goto(`${identity}/sign-in/code/choose`);
  await arrive(visitor, words.phones.choose);
  await look(visitor, "choose", "identity");
  await press(visitor, words.phones.textTo(ending.slice(-2)));
  await arrive(visitor, words.phones.enter);
  await look(visitor, "phone-code", "identity");
  const code = await readCode(visitor, identity, ending, before);
  await page.locator("#code").fill(code === "000000" ? "111111" : "000000");
  await submit(visitor);
  await lookRefused(visitor, "phone-code-refused", "identity", { problem: words.wrongCode, field: "code" });
  await page.locator("#code").fill(code);
  await Promise.all([page.waitForURL((address) => !address.pathname.startsWith("/sign-in/code")), submit(visitor)]);
}

async function byBackupCode(visitor, identity, code) {
  const { page, words } = visitor;
  await page.goto(`${identity}/sign-in/code/backup`);
  await look(visitor, "backup", "identity");
  await page.getByRole("link", { name: words.phones.unasked, exact: true }).click();
  await arrive(visitor, words.phones.unasked);
  await look(visitor, "unasked", "identity");
  await page.goto(`${identity}/sign-in/code/backup`);
  await page.locator("#code").fill(code.toLowerCase());
  await Promise.all([page.waitForURL((address) => !address.pathname.startsWith("/sign-in/code")), submit(visitor)]);
}
