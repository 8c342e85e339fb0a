// Drives the dashboard of a cluster that trains: node page.test.mjs CHROMIUM URL PID PICTURES
// It kills the process PID in between, pauses, saves, resumes and stops the run, and leaves pictures in a folder.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [executablePath, url, pid, pictures] = process.argv.slice(2);
const timeout = 60_000;
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath, args, timeout });
const problems = [];

async function open(width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(timeout);
  page.on("console", message => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("pageerror", error => problems.push(error.message));
  await page.goto(url);
  return page;
}

const text = (page, selector) => page.locator(selector).innerText();
const until = (page, condition, argument) => page.waitForFunction(condition, argument, { timeout, polling: 100 });
const isPhase = (page, phase) => until(page, wanted => document.getElementById("phase").dataset.phase === wanted, phase);
const picture = async (page, name) => {
  if (pictures) {
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true, timeout });
  }
};
const fits = async page => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the screen");

try {
  const page = await open(1440, 1000, "light");

  // Live figures, nodes, curves and looks.
  await until(page, () => document.querySelectorAll("#nodes .state[data-state=computing]").length === 3);
  await until(page, () => ["train-loss", "test-accuracy", "speed"].every(id => /\d/.test(document.getElementById(id).textContent)));
  await until(page, () => !document.getElementById("looks").hidden && document.querySelectorAll("#filters canvas").length > 0);
  assert.ok(await page.locator("#loss-plot canvas").count() === 1);
  await fits(page);

  // Words for those who see no pictures, and the keyboard.
  assert.equal(await page.locator("h1").count(), 1);
  assert.match(await page.locator("#loss-words").textContent(), /Newest: training [\d.]+/);
  await page.locator("#loss-plot ~ details summary").click();
  await until(page, () => document.querySelectorAll("#loss-table tbody tr").length > 0); // filled by the toggle event, some time after the click
  assert.equal(await page.locator("main [role=img]:not([aria-label]):not([aria-labelledby])").count(), 0);
  await page.keyboard.press("Tab");
  await until(page, () => document.activeElement !== document.body);

  // A node is killed.
  process.kill(Number(pid), "SIGKILL");
  await until(page, () => document.querySelectorAll("#nodes .state[data-state=lost]").length === 1);
  await until(page, () => document.getElementById("lost").textContent === "1");
  await until(page, () => document.getElementById("notes").textContent.includes("was lost"));
  await picture(page, "wide");

  const narrow = await open(390, 844, "light");
  await until(narrow, () => !document.getElementById("looks").hidden);
  await fits(narrow);
  await picture(narrow, "narrow");
  await narrow.close();
  const dark = await open(1440, 1000, "dark");
  await until(dark, () => !document.getElementById("looks").hidden);
  assert.ok(await dark.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).every(part => part < 64)));
  await picture(dark, "dark");
  await dark.close();

  // Control.
  await page.getByRole("button", { name: "Pause" }).click();
  await isPhase(page, "paused");
  const step = await text(page, "#progress-text");
  await page.getByRole("button", { name: "Checkpoint now" }).click();
  await until(page, () => document.getElementById("notes").textContent.includes("checkpoint after step"));
  assert.equal(await text(page, "#progress-text"), step);
  await page.getByRole("button", { name: "Resume" }).click();
  await until(page, before => document.getElementById("progress-text").textContent !== before, step);
  await page.getByRole("button", { name: "Stop…" }).click();
  await page.getByRole("button", { name: "Keep training" }).click();
  await page.getByRole("button", { name: "Stop…" }).click();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await isPhase(page, "stopped");
  assert.ok(await page.locator("#controls").isHidden());

  // Nothing was blocked, and nothing failed but the connection that ended with the run.
  assert.deepEqual(problems.filter(problem => !/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/.test(problem)), []);
} finally {
  await browser.close();
}
