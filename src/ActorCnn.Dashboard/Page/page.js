// Listens to the run's events and shows them; asks for changes by POST.
import { Charts } from "./charts.js";
import { count, duration, plain, share, small } from "./numbers.js";
import { showFilters, showWorst } from "./pictures.js";
import { setText, showConfusion, showNodes, showNotes } from "./tables.js";

const byId = id => document.getElementById(id);
const token = document.querySelector("meta[name=control-token]").content;
const charts = new Charts();
let phase = "";
let lookShown = 0;
let lookNow = null;
let announcedAt = 0;
const isPaused = () => phase === "paused" || phase === "pausing";

function announce(text) {
  announcedAt = performance.now();
  setText("announcement", text);
}

function showFigures(update) {
  setText("train-loss", small(update.trainLoss));
  setText("train-accuracy", share(update.trainAccuracy));
  setText("test-loss", small(update.testLoss));
  setText("test-accuracy", share(update.testAccuracy));
  setText("speed", count(update.samplesPerSecond));
  setText("learning-rate", plain(update.learningRate));
  setText("reissued", count(update.shardsReissued));
  setText("lost", count(update.nodesLost));
  setText("saved", update.checkpointStep === null ? "–" : `step ${count(update.checkpointStep)}`);
  setText("elapsed", duration(update.elapsedSeconds));
  setText("progress-text", `epoch ${count(update.epoch)} of ${count(update.epochs)} · step ${count(update.step)} of ${count(update.steps)}`);
  byId("progress").value = update.steps > 0 ? update.step / update.steps : 0;
}

function showPhase(update) {
  if (update.phase !== phase) {
    // Between epochs it changes too often to be told.
    const passing = ["training", "evaluating", "checkpointing"];
    if (!(passing.includes(phase) && passing.includes(update.phase))) {
      announce(`The run is ${update.phase}.`);
    }

    phase = update.phase;
    setText("phase", phase);
    byId("phase").dataset.phase = phase;
    document.title = `${phase} · ${update.name} · ActorCnn`;
  }

  byId("controls").hidden = token === "" || update.isOver;
  setText("pause", isPaused() ? "Resume" : "Pause");
}

async function showLook(number) {
  if (number === lookShown) {
    return;
  }

  lookShown = number;
  const answer = await fetch("look");
  if (answer.ok) {
    lookNow = await answer.json();
    drawLook();
  }
}

function drawLook() {
  byId("looks").hidden = lookNow === null;
  if (lookNow !== null) {
    const part = lookNow.samples === lookNow.allSamples ? "" : ` of ${count(lookNow.allSamples)}`;
    setText("confusion-note", `${count(lookNow.samples)}${part} test samples after step ${count(lookNow.step)}. Rows: the class; columns: what it was taken for.`);
    showFilters(lookNow);
    showConfusion(lookNow);
    showWorst(lookNow);
  }
}

function show(update) {
  showPhase(update);
  showFigures(update);
  charts.show(update);
  showNodes(update.nodes);
  byId("nodes-section").hidden = update.nodes.length === 0 && update.isOver;
  const warnings = showNotes(update.notes).filter(note => note.isWarning);
  if (warnings.length > 0) {
    announce(warnings.at(-1).text);
  } else if (!update.isOver && performance.now() - announcedAt > 60000) {
    announce(`Epoch ${update.epoch} of ${update.epochs}, training loss ${small(update.trainLoss)}, test accuracy ${share(update.testAccuracy)}.`);
  }

  showLook(update.look);
}

function listen() {
  const events = new EventSource("events");
  let isOver = false;
  events.onmessage = message => {
    byId("connection").hidden = true;
    const update = JSON.parse(message.data);
    isOver = update.isOver;
    show(update);
  };
  events.onerror = () => {
    byId("connection").hidden = false;
    setText("connection", isOver
      ? "The run has ended and its dashboard with it. Open it again with: actorcnn dashboard RUN"
      : "The dashboard does not answer. What is shown may be old.");
    if (isOver) {
      events.close();
    }
  };
}

async function ask(change) {
  const answer = await fetch(`control/${change}`, { method: "POST", headers: { "X-Control-Token": token } }).catch(() => null);
  announce(answer?.ok ? `Asked to ${change}.` : answer === null ? "The dashboard does not answer." : await answer.text());
}

byId("pause").addEventListener("click", () => ask(isPaused() ? "resume" : "pause"));
byId("checkpoint").addEventListener("click", () => ask("checkpoint"));
byId("stop").addEventListener("click", () => byId("stop-dialog").showModal());
byId("stop-no").addEventListener("click", () => byId("stop-dialog").close());
byId("stop-yes").addEventListener("click", () => {
  byId("stop-dialog").close();
  ask("stop");
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawLook);
listen();
