// The three curves, drawn by uPlot, each with its rows as a table.
import { count, duration, plain, share, small } from "./numbers.js";
import { showTable } from "./tables.js";

const Height = 240;
const LastRows = 20;
const isKnown = value => value !== null && value !== undefined;
const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

class Curve {
  constructor(id, x, lines) {
    [this.holder, this.id, this.x, this.lines] = [document.getElementById(`${id}-plot`), id, x, lines];
    this.data = [[], ...lines.map(() => [])];
    this.create();
    new ResizeObserver(() => this.fit()).observe(this.holder);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.create());
    document.querySelector(`#${id}-table`).closest("details").addEventListener("toggle", () => this.tell());
  }

  create() {
    this.plot?.destroy();
    const axis = { stroke: color("--quiet"), grid: { stroke: color("--grid"), width: 1 }, ticks: { stroke: color("--grid"), width: 1 }, font: "12px system-ui, sans-serif" };
    this.plot = new uPlot({
      width: Math.max(200, this.holder.clientWidth),
      height: Height,
      scales: { x: { time: false }, y: { range: (_, least, most) => this.range(least, most) } },
      cursor: { points: { size: 7 } },
      axes: [
        { ...axis, values: (_, marks) => marks.map(this.x.mark), size: 34 },
        { ...axis, values: (_, marks) => marks.map(mark => this.lines[0].mark(mark)), size: 62 },
      ],
      series: [
        { label: this.x.label, value: (_, value) => value === null ? "–" : this.x.mark(value) },
        ...this.lines.map(line => ({
          label: line.label,
          stroke: color(line.color),
          width: line.width ?? 2,
          dash: line.dash,
          spanGaps: true,
          points: { show: (plot, series) => plot.data[series].filter(value => value !== null).length < 3 },
          value: (_, value) => value === null ? "–" : line.text(value),
        })),
      ],
    }, this.data, this.holder);
    this.plot.over.addEventListener("mouseleave", () => setTimeout(() => this.point()));
    this.point();
  }

  range(least, most) {
    if (least === null || most === null) {
      return [0, 1];
    }

    const [low, high] = uPlot.rangeNum(least, most, 0.1, true);
    return [this.lines[0].least === undefined ? low : Math.max(this.lines[0].least, low), Math.min(high, this.lines[0].most ?? high)];
  }

  fit() {
    const width = this.holder.clientWidth;
    if (width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: Height });
    }
  }

  // While nobody points at the plot, its legend tells the newest values.
  point() {
    if (this.data[0].length > 0 && !(this.plot.cursor.left >= 0)) {
      this.plot.setLegend({ idxs: this.data.map(column => Math.max(0, column.findLastIndex(isKnown))) });
    }
  }

  // Tables of x and one column each.
  show(tables) {
    this.tables = tables;
    const filled = tables.map(table => table[0].length > 0 ? table : [[], []]);
    this.data = uPlot.join(filled);
    this.plot.setData(this.data);
    this.point();
    this.tell();
  }

  tell() {
    const newest = this.lines
      .map((line, i) => [line, this.data[i + 1].findLast(isKnown)])
      .filter(([, value]) => value !== undefined)
      .map(([line, value]) => `${line.label} ${line.text(value)}`);
    document.getElementById(`${this.id}-words`).textContent = newest.length > 0 ? `Newest: ${newest.join(", ")}.` : "Nothing yet.";
    const holder = document.getElementById(`${this.id}-table`);
    if (holder.closest("details").open) {
      const rows = this.data[0].map((x, i) => [this.x.mark(x), ...this.lines.map((line, j) => {
        const value = this.data[j + 1][i];
        return isKnown(value) ? line.text(value) : "–";
      })]);
      showTable(holder, [this.x.label, ...this.lines.map(line => line.label)], rows.slice(-LastRows).reverse());
    }
  }
}

// Rows that come in pieces: each piece follows, or replaces what was there.
class Table {
  rows = [];

  take(piece) {
    this.rows = piece.anew ? piece.items : this.rows.concat(piece.items);
    return piece.anew || piece.items.length > 0;
  }

  column(index) {
    const known = this.rows.filter(row => row[index] !== null);
    return [known.map(row => row[0]), known.map(row => row[index])];
  }
}

export class Charts {
  constructor() {
    const epoch = { label: "Epoch", mark: plain };
    const noisy = { label: "training", color: "--first", width: 1.25 };
    const loss = { text: small, mark: plain, least: 0 };
    const accuracy = { text: share, mark: value => `${plain(value * 100)} %`, least: 0, most: 1 };
    this.loss = new Curve("loss", epoch, [{ ...noisy, ...loss }, { label: "test", color: "--second", ...loss }]);
    this.accuracy = new Curve("accuracy", epoch, [
      { ...noisy, ...accuracy },
      { label: "test", color: "--second", ...accuracy },
      { label: "test probability", color: "--third", dash: [6, 4], ...accuracy }]);
    this.speed = new Curve("speed", { label: "Time", mark: duration }, [{ label: "samples/s", color: "--first", text: count, mark: short, least: 0 }]);
    [this.byStep, this.byEpoch, this.byTime] = [new Table(), new Table(), new Table()];
  }

  show(update) {
    const isNew = [this.byStep.take(update.byStep), this.byEpoch.take(update.byEpoch)].some(Boolean);
    if (isNew) {
      // A run that is opened again has no steps to show, but every epoch's mean.
      const training = this.byStep.rows.length > 1 ? this.byStep.column(1) : this.byEpoch.column(1);
      this.loss.show([training, this.byEpoch.column(2)]);
      this.accuracy.show([this.byStep.column(2), this.byEpoch.column(3), this.byEpoch.column(4)]);
    }

    if (this.byTime.take(update.speed)) {
      this.speed.show([this.byTime.column(1)]);
    }

    document.getElementById("speed-section").hidden = update.isOver && this.byTime.rows.length === 0;
  }
}

function short(value) {
  return value >= 1e6 ? `${plain(value / 1e6)} M` : value >= 1e3 ? `${plain(value / 1e3)} k` : plain(value);
}
