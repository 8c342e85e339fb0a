// Filters and test images, drawn on canvases with words beside them.
import { count, percent } from "./numbers.js";
import { element } from "./tables.js";

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
}

function paint(rows, columns, colorOf) {
  const canvas = element("canvas", undefined, { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    image.data.set([...colorOf(i), 255], 4 * i);
  }

  context.putImageData(image, 0, 0);
  return canvas;
}

// Negative blue, positive orange, zero as the card behind it.
function signed(value, isDark) {
  const middle = isDark ? [32, 37, 43] : [248, 249, 250];
  const end = value < 0 ? (isDark ? [116, 169, 255] : [24, 79, 168]) : (isDark ? [242, 163, 94] : [176, 78, 8]);
  const strength = Math.abs(value) / 127;
  return middle.map((from, i) => Math.round(from + (end[i] - from) * strength));
}

function describe(canvas, words) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words);
  return canvas;
}

export function showFilters(look) {
  const sheet = look.filters;
  document.getElementById("filters-section").hidden = sheet === null;
  if (sheet === null) {
    return;
  }

  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const plane = sheet.rows * sheet.columns;
  document.getElementById("filters-note").textContent =
    `${sheet.layer}: ${sheet.items.length} of ${sheet.total} filters of ${sheet.rows} × ${sheet.columns} after step ${count(look.step)}; `
    + (sheet.channels === 3 ? "in colours." : "orange weights are positive, blue ones negative.");
  document.getElementById("filters").replaceChildren(...sheet.items.map((base64, i) => {
    const weights = new Int8Array(bytesOf(base64).buffer);
    const canvas = paint(sheet.rows, sheet.columns, at => sheet.channels === 3
      ? [0, 1, 2].map(channel => 128 + weights[channel * plane + at])
      : signed(weights[at], isDark));
    const item = element("li");
    item.append(describe(canvas, `Filter ${i}`));
    return item;
  }));
}

export function showWorst(look) {
  const isAll = look.samples === look.allSamples;
  document.getElementById("worst-note").textContent = look.worst.length === 0
    ? `None of ${count(look.samples)} test samples is told wrong after step ${count(look.step)}.`
    : `Where the right class was given the least probability after step ${count(look.step)}`
      + (isAll ? "." : `, of ${count(look.samples)} of ${count(look.allSamples)} test samples.`);
  document.getElementById("worst").replaceChildren(...look.worst.map(worst => {
    const picture = worst.image;
    const pixels = bytesOf(picture.pixels);
    const plane = picture.rows * picture.columns;
    const canvas = paint(picture.rows, picture.columns, at =>
      [0, 1, 2].map(channel => pixels[(picture.channels === 3 ? channel * plane : 0) + at]));
    const [said, is] = [look.classes[worst.predicted], look.classes[worst.actual]];
    const item = element("li");
    item.append(
      describe(canvas, `Test image ${worst.sample}`),
      element("span", `seen as ${said}: ${percent(worst.predictedProbability)}`, { className: "said" }),
      element("span", `is ${is}: ${percent(worst.actualProbability)}`, { className: "is" }));
    return item;
  }));
}
