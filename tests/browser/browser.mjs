// How is the browser started, and what does it notice by itself on every page?

import { chromium } from "playwright-core";

// The sandbox needs rights that a test machine's root has not; the rest keeps the browser off the network.
const launchArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...launchArguments, ...more],
  });
}

/** A visitor with a browser of their own; notes what the pages complain about. */
export async function visitor(browser, words, options = {}) {
  const { width = 1280, ...others } = options;
  const context = await browser.newContext({
    locale: words.language === "es" ? "es-US" : "en-US",
    viewport: { width, height: 800 },
    acceptDownloads: true,
    ...others,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const seen = { complaints: [], html: "", status: 0 };
  page.on("console", (message) => {
    // The browser reports a refused form (422) or a missing page (404) as an error; the tests expect those.
    if (message.type() === "error" && !/status of 4(04|22) /.test(message.text())) {
      seen.complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? "")) {
      seen.complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
    }
  });
  page.on("response", async (response) => {
    const request = response.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame() && response.status() < 300 | response.status() >= 400) {
      seen.status = response.status();
      seen.html = response.text().catch(() => "");
    }
  });
  return { page, context, words, seen, hasScripts: options.javaScriptEnabled !== false };
}
