// The page: which step is shown, and what keys, buttons and links do.

const original = JSON.parse(byId("lesson").textContent);
const shown = { lesson: original, index: 0, leaf: original.paths[0]?.leaf ?? null, path: null, naive: false };
const pause = 2500; // milliseconds between two steps while the lesson plays
let playing = null;
let predicting = false;

const last = () => shown.lesson.steps.length - 1;

function go(index, prefix = "") {
  shown.index = Math.max(0, Math.min(last(), index));
  byId("question").hidden = true;
  show(prefix);
  const link = `#step=${shown.index + 1}`;
  if (location.hash !== link) history.replaceState(null, "", link);
  if (shown.index === last()) stop();
}

function show(prefix = "") {
  const { lesson, index } = shown;
  const step = lesson.steps[index];
  const state = stateAt(lesson, index);
  document.body.dataset.phase = step.phase;
  byId("phase").textContent =
    `Step ${index + 1} of ${last() + 1} · ${step.phase === "forward" ? "Forward" : "Backward"}`;
  byId("step-heading").textContent = step.title;
  if (byId("say").textContent !== prefix + step.say) byId("say").textContent = prefix + step.say;
  byId("scrubber").value = index;
  byId("scrubber").setAttribute("aria-valuetext", `Step ${index + 1} of ${last() + 1}: ${step.title}`);
  byId("here").textContent = `Step ${index + 1} of ${last() + 1}`;
  byId("here").href = `#step=${index + 1}`;
  byId("previous").setAttribute("aria-disabled", String(index === 0));
  byId("next").setAttribute("aria-disabled", String(index === last()));
  showFormula(step);
  showParts(lesson, step);
  showByHand(lesson, index);
  showListing(lesson, step);
  showValues(lesson, state, step);
  showPaths(lesson, state, shown, choosePath);
  showSteps(lesson, index, predicting);
  redraw();
}

function redraw() {
  const { lesson, index, leaf, path } = shown;
  const group = lesson.paths.find((one) => one.leaf === leaf);
  showDrawing(lesson, stateAt(lesson, index), lesson.steps[index], {
    path: path === null ? null : group.paths[path],
    visits: shown.naive ? lesson.naive.visits : null,
  });
}

// ---- one step on, back, and by itself ---------------------------------------------------------------------

function next() {
  if (shown.index === last()) return;
  const questions = predicting ? questionsOf(shown.lesson, shown.index + 1) : [];
  if (questions.length) ask(questions);
  else go(shown.index + 1);
}

function play() {
  if (playing) return stop();
  if (shown.index === last()) go(0);
  else next();
  if (!byId("question").hidden) return;
  playing = setInterval(next, pause);
  byId("play").textContent = "Pause";
}

function stop() {
  clearInterval(playing);
  playing = null;
  byId("play").textContent = "Play";
}

// ---- predict ----------------------------------------------------------------------------------------------

// words: what was said of the question before.
function ask(questions, words = "") {
  stop();
  const form = byId("question");
  const input = make("input", {
    id: "answer",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-describedby": "verdict",
  });
  const verdict = make("p", { id: "verdict", "aria-live": "polite" }, words.trim());
  const give = make("button", { type: "button" }, "Show the answer");
  form.replaceChildren(
    make("label", { for: "answer" }, questions[0].words),
    make(
      "div",
      { class: "buttons" },
      input,
      make("button", { type: "submit", class: "main" }, "Check"),
      give,
    ),
    verdict,
  );
  const done = (words) => {
    if (questions.length > 1) return ask(questions.slice(1), words);
    go(shown.index + 1, words);
    byId("next").focus();
  };
  give.addEventListener("click", () => done(`The answer is ${short(questions[0].answer)}. `));
  form.onsubmit = (event) => {
    event.preventDefault();
    const given = readNumber(input.value);
    if (given === null) verdict.textContent = "Write a number, such as 0.5 or -2.";
    else if (isRight(questions[0], given)) done("Right. ");
    else verdict.textContent = `Not yet. ${diagnose(shown.lesson, questions[0], given).join(" Or: ")}`;
  };
  form.hidden = false;
  input.focus();
}

// A number as a reader writes it, also as a fraction or with a real minus; null if it is none.
function readNumber(text) {
  const parts = text.trim().replaceAll("−", "-").replace(",", ".").split("/");
  const numbers = parts.map((part) => (part.trim() === "" ? NaN : Number(part)));
  const value = numbers.length === 1 ? numbers[0] : numbers.length === 2 ? numbers[0] / numbers[1] : NaN;
  return Number.isFinite(value) ? value : null;
}

// ---- another number, another leaf -------------------------------------------------------------------------

function fillEditor() {
  byId("edit").hidden = !canEdit(original);
  if (byId("edit").hidden) return;
  const changed = new Map();
  const error = make("p", { id: "edit-error", class: "notice", role: "status" });
  const fields = original.vertices
    .map((v, i) => ({ v, i }))
    .filter(({ v }) => !isOp(v) && v.name)
    .map(({ v, i }) => {
      const id = `edit-${i}`;
      const input = make("input", {
        id,
        type: "text",
        inputmode: "decimal",
        autocomplete: "off",
        value: String(only(v.value)),
        "aria-describedby": "edit-error",
      });
      input.addEventListener("input", () => {
        const value = readNumber(input.value);
        input.setAttribute("aria-invalid", String(value === null));
        error.textContent =
          value === null ? `“${input.value}” is not a number: ${nameOf(v)} stays as it was.` : "";
        if (value === null) return;
        changed.set(i, value);
        showLesson(recomputed(original, changed));
      });
      return make("div", { class: "field" }, make("label", { for: id }, nameOf(v)), input);
    });
  const back = make("button", { type: "reset" }, "Put back");
  byId("editor").replaceChildren(...fields, back, error);
  byId("editor").addEventListener("submit", (event) => event.preventDefault());
  byId("editor").addEventListener("reset", () => {
    changed.clear();
    error.textContent = "";
    byId("editor")
      .querySelectorAll("input")
      .forEach((input) => input.removeAttribute("aria-invalid"));
    showLesson(original);
  });
}

// Another lesson at the same step. A question that was asked is about numbers that are no longer there.
function showLesson(lesson) {
  shown.lesson = lesson;
  byId("question").hidden = true;
  show();
}

function choosePath(i) {
  shown.path = shown.path === i ? null : i;
  showPaths(shown.lesson, stateAt(shown.lesson, shown.index), shown, choosePath);
  redraw();
}

// ---- start ------------------------------------------------------------------------------------------------

function flip(button) {
  const on = button.getAttribute("aria-checked") !== "true";
  button.setAttribute("aria-checked", String(on));
  return on;
}

// Keys belong to what has the focus first: a field, the scrubber, a drawing that scrolls, a button for Space.
function isTaken(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return true;
  const target = event.target;
  if (target.matches("input, select, textarea")) return true;
  if (event.key === " ") return target.matches("button, a, summary");
  const scrolls = target.closest(".drawing");
  return scrolls && event.key.startsWith("Arrow") && scrolls.scrollWidth > scrolls.clientWidth;
}

const KEYS = {
  ArrowRight: next,
  ArrowLeft: () => go(shown.index - 1),
  Home: () => go(0),
  End: () => go(last()),
  " ": play,
};

document.addEventListener("keydown", (event) => {
  if (!KEYS[event.key] || isTaken(event)) return;
  event.preventDefault();
  if (event.key !== " ") stop();
  KEYS[event.key]();
});

const byButton = (act) => () => {
  stop();
  act();
};

// To the step that the address names; it is put right if there is no such step.
function fromLink() {
  const found = /^#step=(.*)$/.exec(location.hash);
  if (found) go(/^\d+$/.test(found[1]) ? Number(found[1]) - 1 : shown.index);
}

byId("previous").addEventListener(
  "click",
  byButton(() => go(shown.index - 1)),
);
byId("next").addEventListener("click", byButton(next));
byId("play").addEventListener("click", play);
byId("scrubber").max = last();
byId("scrubber").addEventListener(
  "input",
  byButton(() => go(Number(byId("scrubber").value))),
);
byId("predict").addEventListener("click", () => {
  predicting = flip(byId("predict"));
  byId("question").hidden = true;
  show();
});
byId("naive-switch").addEventListener("click", () => {
  shown.naive = flip(byId("naive-switch"));
  showWalks(shown.lesson, shown.naive);
  redraw();
});
byId("leaf").append(
  ...original.paths.map((one) => make("option", { value: one.leaf }, nameOf(original.vertices[one.leaf]))),
);
byId("leaf").addEventListener("change", () => {
  Object.assign(shown, { leaf: Number(byId("leaf").value), path: null });
  show();
});
byId("predict").hidden = !original.steps.some((_, i) => questionsOf(original, i).length);
window.addEventListener("hashchange", fromLink);
enlargeDrawing();
showLegend(original);
fillEditor();
showWalks(original, false);
if (location.hash.startsWith("#step=")) fromLink();
else go(0);
