// The sections of the page, each drawn from the lesson and the step that is shown.

function showFormula(step) {
  const lines = step.formula.map((line) => make("p", { class: "formula" }, line));
  byId("formula").replaceChildren(...lines);
}

// What the step passes on or stores: upstream times local, and the sum at the place where it arrives.
function showParts(lesson, step) {
  if (step.phase === "forward" || !step.parts.length) return byId("parts").replaceChildren();
  const columns = ["To", "Upstream", "Local derivative", "Product", "Sum so far"];
  const cell = (label, ...content) => make("td", { role: "cell" }, make("span", { class: "label", "aria-hidden": "true" }, label), make("div", {}, ...content));
  const row = (part) =>
    make(
      "tr",
      { role: "row" },
      make("th", { role: "rowheader", scope: "row" }, calledOf(lesson.vertices[part.to])),
      cell(columns[1], whole(part.upstream)),
      cell(columns[2], part.local_formula ? make("span", { class: "words" }, part.local_formula) : null, part.local && !isOne(part.local) ? whole(part.local) : null),
      cell(columns[3], whole(part.product)),
      cell(columns[4], sumSoFar(lesson, step, part)),
    );
  const table = make(
    "table",
    { class: "parts", role: "table" },
    make("caption", {}, step.kind === "store" ? "What is stored" : "What it sends back: upstream × local = product"),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, columns.map((name) => make("th", { role: "columnheader", scope: "col" }, name)))),
    make("tbody", { role: "rowgroup" }, step.parts.map(row)),
  );
  byId("parts").replaceChildren(table);
}

function sumSoFar(lesson, step, part) {
  const target = lesson.vertices[part.to];
  if (step.kind === "visit" && !isOp(target)) return make("span", { class: "words" }, "stored in a step of its own");
  if (!part.before) return make("div", {}, make("span", { class: "words" }, "first: "), whole(part.after));
  if (isOne(part.after)) return make("div", {}, brief(part.before), " + ", brief(part.product), " = ", brief(part.after));
  return make("div", {}, make("p", {}, "added to what had arrived before:"), whole(part.after));
}

function showByHand(lesson, index) {
  const found = (lesson.by_hand || []).filter((one) => one.step === index);
  byId("by-hand").replaceChildren(...found.map(twin));
}

function twin(one) {
  const columns = ["Value", "By hand", "By autograd", "Difference"];
  const cell = (label, content) => make("td", { role: "cell" }, make("span", { class: "label", "aria-hidden": "true" }, label), content);
  const row = (value) =>
    make("tr", { role: "row" }, make("th", { role: "rowheader", scope: "row" }, value.name), cell(columns[1], whole(value.by_hand)), cell(columns[2], whole(value.by_autograd)), cell(columns[3], number(value.difference)));
  return make(
    "div",
    { class: "twin" },
    make("h3", {}, `By hand: ${one.layer}`),
    make("p", {}, make("code", {}, `${one.file}:${one.line}`)),
    make("pre", { class: "hand-code" }, make("code", {}, one.code.join("\n"))),
    make(
      "table",
      { class: "parts", role: "table" },
      make("caption", {}, "The same values by hand and by autograd"),
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, columns.map((name) => make("th", { role: "columnheader", scope: "col" }, name)))),
      make("tbody", { role: "rowgroup" }, one.numbers.map(row)),
    ),
  );
}

function showListing(lesson, step) {
  byId("program").hidden = !lesson.source.length;
  const marked = lineOf(lesson, step);
  byId("listing").replaceChildren(
    ...lesson.source.map((line, i) =>
      make("li", { class: i + 1 === marked ? "marked" : null, "aria-current": i + 1 === marked ? "step" : null }, make("code", {}, line || " "), i + 1 === marked ? make("span", { class: "marker" }, "this step") : null),
    ),
  );
}

// The line of the program that a step belongs to, counted from 1; 0 if there is none.
function lineOf(lesson, step) {
  const { line } = lesson.vertices[step.vertex];
  if (!step.code || lesson.source[line - 1]?.trim() === step.code) return line || 0;
  return lesson.source.findIndex((text) => text.trim() === step.code) + 1;
}

// Details of large tensors that the reader has opened, which stay open from step to step.
const opened = new Set();

function showValues(lesson, state, step) {
  const cell = (key, label, content) => {
    const tensor = content instanceof Node || content === null ? null : content;
    const inside = tensor && !isOne(tensor) ? foldedTensor(key, tensor) : tensor ? brief(tensor) : content || notYet();
    return make("td", { role: "cell" }, make("span", { class: "label", "aria-hidden": "true" }, label), make("div", {}, inside));
  };
  const row = (v, i) => {
    const none = v.requires_grad ? null : make("span", { class: "words" }, "none is needed");
    return make(
      "tr",
      { role: "row", class: i === step.vertex ? "current" : null },
      make("th", { role: "rowheader", scope: "row" }, calledOf(v)),
      cell(`value ${i}`, "Value", state.known.has(i) ? v.value : null),
      cell(`gradient ${i}`, "Gradient", none || state.gradients.get(i) || null),
    );
  };
  byId("table").replaceChildren(
    make(
      "table",
      { class: "parts values", role: "table" },
      make("caption", { class: "aside" }, "Values and gradients after this step"),
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ["Tensor", "Value", "Gradient"].map((name) => make("th", { role: "columnheader", scope: "col" }, name)))),
      make("tbody", { role: "rowgroup" }, lesson.vertices.map(row)),
    ),
  );
}

function foldedTensor(key, tensor) {
  const details = make("details", { open: opened.has(key) }, make("summary", {}, brief(tensor)));
  const fill = () => details.open && details.children.length === 1 && details.append(whole(tensor));
  details.addEventListener("toggle", () => {
    if (details.open) opened.add(key);
    else opened.delete(key);
    fill();
  });
  fill();
  return details;
}

// ---- paths from a leaf ------------------------------------------------------------------------------------

function showPaths(lesson, state, chosen, choose) {
  const group = lesson.paths.find((one) => one.leaf === chosen.leaf);
  byId("paths").hidden = !group;
  if (!group) return;
  const item = (path, i) => {
    const known = path.edges.every((edge) => state.passed.has(edge));
    const factors = path.factors && path.factors.map((factor, n) => [n ? " × " : " ", state.passed.has(path.edges[n]) ? number(factor) : notYet()]);
    const button = make("button", { type: "button", class: "path", "aria-pressed": String(chosen.path === i) }, pathInWords(lesson, path));
    button.addEventListener("click", () => choose(i));
    return make("li", {}, button, make("span", { class: "formula" }, factors || [], path.product === null ? null : [" = ", known ? number(path.product) : notYet()]));
  };
  const focused = document.activeElement?.closest("#path-list button") ? chosen.path : null;
  byId("path-list").replaceChildren(...group.paths.map(item));
  if (focused !== null) byId("path-list").querySelectorAll("button")[focused]?.focus();
  const all = group.paths.length === group.count && group.paths.every((path) => path.edges.every((edge) => state.passed.has(edge)));
  const finished = group.paths.length === group.count ? all : state.gradients.has(group.leaf);
  const terms = all && group.count > 1 && group.paths[0].product !== null ? [group.paths.map((path, i) => [i ? " + " : "", number(path.product)]), " = "] : [];
  const listed = group.paths.length < group.count ? ` (the first ${group.paths.length} of ${group.count} paths are listed)` : "";
  byId("path-sum").replaceChildren(...make("p", {}, `Gradient of ${nameOf(lesson.vertices[group.leaf])}${listed}: `, terms, finished ? brief(group.sum) : notYet()).childNodes);
}

function pathInWords(lesson, path) {
  const ends = path.edges.map((edge) => nameOf(lesson.vertices[lesson.edges[edge].target]));
  const first = path.edges.length ? nameOf(lesson.vertices[lesson.edges[path.edges[0]].source]) : "";
  return [first, ...ends].join(" → ");
}

// ---- the naive walk ---------------------------------------------------------------------------------------

function showWalks(lesson, on) {
  byId("naive").hidden = !lesson.naive;
  if (!lesson.naive || !on) return byId("walks").replaceChildren();
  const { order, visits, total, engine_total: once } = lesson.naive;
  const engine = lesson.steps.filter((step) => step.kind === "visit").map((step) => step.vertex);
  const leaf = (vertex) => lesson.vertices[vertex].kind === "leaf";
  const list = (vertices, count) => make("ol", {}, vertices.map((vertex) => make("li", {}, calledOf(lesson.vertices[vertex]), leaf(vertex) ? " (a gradient arrives)" : "", count ? make("span", { class: "visits" }, ` visit ${count(vertex)}`) : null)));
  const seen = new Map();
  const nth = (vertex) => {
    seen.set(vertex, (seen.get(vertex) || 0) + 1);
    return `${seen.get(vertex)} of ${visits[vertex] ?? seen.get(vertex)}`;
  };
  const more = total > order.length ? ` The first ${order.length} are listed.` : "";
  byId("walks").replaceChildren(
    make("p", {}, `Path by path, nodes are visited ${total} times; the engine makes ${once} visits, since it waits until all parts of a gradient have arrived.${more}`),
    make("div", { class: "columns" }, make("div", {}, make("h3", {}, "Path by path"), list(order, nth)), make("div", {}, make("h3", {}, "The engine"), list(engine, null))),
  );
}

function showSteps(lesson, index) {
  const link = (step, i) => make("li", {}, make("a", { href: `#step=${i + 1}`, "aria-current": i === index ? "step" : null }, step.title), make("p", {}, step.say));
  byId("steps").replaceChildren(...lesson.steps.map(link));
}
