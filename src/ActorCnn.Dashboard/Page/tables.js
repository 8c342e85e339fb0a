// Text in elements and tables.
import { count, duration } from "./numbers.js";

export function element(name, text, properties = {}) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }

  Object.assign(made, properties);
  return made;
}

// Nothing is touched that stays as it is, so that a screen reader and a selection keep their place.
export function setText(id, text) {
  const node = document.getElementById(id);
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function row(head, cells) {
  const made = element("tr");
  made.append(element("th", head, { scope: "row" }), ...cells.map(cell => element("td", cell, { className: "number" })));
  return made;
}

export function showTable(container, heads, rows) {
  const table = element("table");
  const head = element("tr");
  head.append(...heads.map((text, i) => element("th", text, { scope: "col", className: i === 0 ? "" : "number" })));
  table.append(element("thead"), element("tbody"));
  table.tHead.append(head);
  table.tBodies[0].append(...rows.map(cells => row(cells[0], cells.slice(1))));
  container.replaceChildren(table);
}

export function showNodes(nodes) {
  const body = document.getElementById("nodes");
  const rows = nodes.map(node => {
    const isGone = node.state === "lost" || node.state === "left";
    const total = node.workers.reduce((sum, speed) => sum + speed, 0);
    const made = row("", []);

    // A narrow screen may break the name behind a hyphen.
    made.firstChild.append(...node.name.split(/(?<=-)/).flatMap(part => [part, element("wbr")]));
    made.className = isGone ? "gone" : "";
    const state = element("td", node.state, { className: "state" });
    state.dataset.state = node.state;
    made.append(
      state,
      element("td", isGone ? "–" : count(node.shards), { className: "number" }),
      element("td", isGone ? "–" : count(total), { className: "number" }),
      element("td", isGone ? "" : node.workers.map(count).join(" · ")));
    return made;
  });
  body.replaceChildren(...rows.length > 0 ? rows : [row("no node yet", [])]);
}

export function showConfusion(look) {
  const table = document.getElementById("confusion");
  table.hidden = look.confusion === null;
  if (look.confusion !== null) {
    const head = element("tr");
    head.append(element("td"), ...look.classes.map(name => element("th", name, { scope: "col", title: name })));
    const rows = look.confusion.map((counted, actual) => {
      const made = element("tr");
      const all = counted.reduce((sum, samples) => sum + samples, 0);
      made.append(element("th", look.classes[actual], { scope: "row" }), ...counted.map((samples, predicted) => {
        const cell = element("td", samples === 0 ? "·" : count(samples));
        const strength = all === 0 ? 0 : samples / all;
        cell.style.backgroundColor = `rgb(var(--heat) / ${(0.75 * Math.sqrt(strength)).toFixed(3)})`;
        cell.style.fontWeight = actual === predicted ? "600" : "";
        return cell;
      }));
      return made;
    });
    table.replaceChildren(element("thead"), element("tbody"));
    table.tHead.append(head);
    table.tBodies[0].append(...rows);
  }

  document.getElementById("mistakes").replaceChildren(...look.mistakes.map(mistake =>
    element("li", `${look.classes[mistake.actual]} taken for ${look.classes[mistake.predicted]}: ${count(mistake.samples)}`)));
}

let newest = 0;

export function showNotes(notes) {
  const last = notes.length > 0 ? notes[notes.length - 1].id : 0;
  if (last === newest) {
    return [];
  }

  const fresh = notes.filter(note => note.id > newest);
  newest = last;
  document.getElementById("notes").replaceChildren(...[...notes].reverse().map(note => {
    const item = element("li");
    item.append(element("time", duration(note.seconds)), element("span", note.text, { className: note.isWarning ? "warning" : "" }));
    return item;
  }));
  return fresh;
}
