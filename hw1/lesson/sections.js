// The sections of the page, each drawn from the lesson and the step that is shown.

function showFormula(step) {
  const lines = step.formula.map((line) => make("p", { class: "formula" }, line));
  byId("formula").replaceChildren(...lines);
}

// A table whose rows are cards where there is no room for columns: each cell repeats its column's name then.
function table(kind, caption, columns, rows) {
  const cell = (content, i) => {
    const label = make("span", { class: "label", "aria-hidden": "true" }, columns[i + 1]);
    return make("td", { role: "cell" }, label, make("div", {}, content));
  };
  const row = ({ name, cells, current }) =>
    make(
      "tr",
      { role: "row", class: current ? "current" : null },
      make("th", { role: "rowheader", scope: "row" }, name),
      cells.map(cell),
    );
  const heads = columns.map((name) => make("th", { role: "columnheader", scope: "col" }, name));
  return make(
    "table",
    { class: `parts ${kind}`, role: "table" },
    make("caption", {}, caption),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, heads)),
    make("tbody", { role: "rowgroup" }, rows.map(row)),
  );
}

// Forward, what an op takes and makes; backward, upstream times local, and the sum at the place where it arrives.
function showParts(lesson, step) {
  const v = lesson.vertices[step.vertex];
  const found =
    step.kind === "make"
      ? takenAndMade(lesson, v)
      : step.kind === "visit"
        ? sentBack(lesson, step)
        : step.kind === "store"
          ? stored(lesson, step)
          : null;
  byId("parts").replaceChildren(...(found ? [found] : []));
}

// The formula has it all if it is one number.
function takenAndMade(lesson, v) {
  const inputs = v.inputs.map((i) => lesson.vertices[i]);
  if ([v, ...inputs].every((one) => isOne(one.value))) return null;
  const row = (one, role) => ({ name: calledOf(one), cells: [role, whole(one.value)], current: one === v });
  return table(
    "",
    "What it takes and makes",
    ["Tensor", "Role", "Value"],
    [...inputs.map((one) => row(one, "input")), row(v, "result")],
  );
}

function sentBack(lesson, step) {
  const { parts } = step;
  if (!parts.length) return null;
  const caption = "What it sends back: upstream × local = product";
  const to = (part) => calledOf(lesson.vertices[part.to]);
  const words = (part) => make("span", { class: "words" }, part.local_formula || "see the formula");
  if (isOne(parts[0].upstream) && parts.every((part) => part.local && isOne(part.local))) {
    const row = (part) => ({
      name: to(part),
      cells: [brief(part.upstream), words(part), brief(part.product), sumSoFar(lesson, part)],
    });
    return table(
      "",
      caption,
      ["To", "Upstream", "Local derivative", "Product", "Sum so far"],
      parts.map(row),
    );
  }
  const row = (part) => ({
    name: to(part),
    cells: [[words(part), part.local ? whole(part.local) : ""], whole(part.product), sumSoFar(lesson, part)],
  });
  return make(
    "div",
    { class: "twin" },
    make("div", {}, make("p", {}, "Upstream: the gradient g that has arrived"), whole(parts[0].upstream)),
    table("", caption, ["To", "Local derivative", "Product", "Sum so far"], parts.map(row)),
  );
}

function stored(lesson, step) {
  const row = (part) => ({
    name: `${nameOf(lesson.vertices[part.to])}.grad`,
    cells: [part.before ? whole(part.before) : notYet(), whole(part.product), whole(part.after)],
  });
  return table("", "What is stored", ["Gradient", "Before", "Arrives", "After"], step.parts.map(row));
}

function sumSoFar(lesson, part) {
  if (!isOp(lesson.vertices[part.to])) return make("span", { class: "words" }, "stored in the next step");
  if (!part.before) return make("span", { class: "words" }, "the first to arrive");
  if (isOne(part.after)) return [brief(part.before), " + ", brief(part.product), " = ", brief(part.after)];
  return [make("p", {}, "added to what had arrived before:"), whole(part.after)];
}

function showByHand(lesson, index) {
  const found = (lesson.by_hand || []).filter((one) => one.step === index);
  const note =
    found.length && lesson.by_hand_note ? [make("p", { class: "words" }, lesson.by_hand_note)] : [];
  byId("by-hand").replaceChildren(...found.map(twin), ...note);
}

function twin(one) {
  const row = (value) => ({
    name: value.name,
    cells: [whole(value.by_hand), whole(value.by_autograd), number(value.difference)],
  });
  return make(
    "div",
    { class: "twin" },
    make("h3", {}, `By hand: ${one.layer}`),
    make("p", {}, make("code", {}, `${one.file}:${one.line}`)),
    make("pre", { class: "hand-code" }, make("code", {}, one.code.join("\n"))),
    table(
      "",
      "The same values by hand and by autograd",
      ["Value", "By hand", "By autograd", "Difference"],
      one.numbers.map(row),
    ),
  );
}

function showListing(lesson, step) {
  byId("program").hidden = !lesson.source.length;
  const marked = lineOf(lesson, step);
  byId("listing").replaceChildren(
    ...lesson.source.map((line, i) =>
      make(
        "li",
        {
          class: i + 1 === marked ? "marked" : null,
          "aria-current": i + 1 === marked ? "step" : null,
        },
        make("code", {}, line || " "),
        i + 1 === marked ? make("span", { class: "marker" }, "this step") : null,
      ),
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
  const folded = (key, tensor) => (tensor && !isOne(tensor) ? foldedTensor(key, tensor) : brief(tensor));
  const row = (v, i) => {
    const gradient = v.requires_grad
      ? folded(`gradient ${i}`, state.gradients.get(i) ?? null)
      : make("span", { class: "words" }, "none is needed");
    return {
      name: calledOf(v),
      cells: [folded(`value ${i}`, state.known.has(i) ? v.value : null), gradient],
      current: i === step.vertex,
    };
  };
  byId("table").replaceChildren(
    table(
      "values",
      "Values and gradients after this step",
      ["Tensor", "Value", "Gradient"],
      lesson.vertices.map(row),
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
    const begun = path.edges.some((edge) => state.passed.has(edge));
    const factors = path.factors?.map((factor, n) => [
      n ? " × " : " ",
      state.passed.has(path.edges[n]) ? number(factor) : notYet(),
    ]);
    const term = !factors ? [] : begun ? [factors, " = ", known ? number(path.product) : notYet()] : notYet();
    const button = make(
      "button",
      { type: "button", class: "path", "aria-pressed": String(chosen.path === i) },
      pathInWords(lesson, path),
    );
    button.addEventListener("click", () => choose(i));
    return make("li", {}, button, make("span", { class: "formula" }, term));
  };
  const focused = document.activeElement?.closest("#path-list button") ? chosen.path : null;
  byId("path-list").replaceChildren(...group.paths.map(item));
  if (focused !== null) byId("path-list").querySelectorAll("button")[focused]?.focus();
  const all =
    group.paths.length === group.count &&
    group.paths.every((path) => path.edges.every((edge) => state.passed.has(edge)));
  const finished = group.paths.length === group.count ? all : state.gradients.has(group.leaf);
  const terms =
    all && group.count > 1 && group.paths[0].product !== null
      ? [group.paths.map((path, i) => [i ? " + " : "", number(path.product)]), " = "]
      : [];
  const listed =
    group.paths.length < group.count
      ? ` (the first ${group.paths.length} of ${group.count} paths are listed)`
      : "";
  byId("path-sum").replaceChildren(
    ...make(
      "p",
      {},
      `Gradient of ${nameOf(lesson.vertices[group.leaf])}${listed}: `,
      terms,
      finished ? brief(group.sum) : notYet(),
    ).childNodes,
  );
}

function pathInWords(lesson, path) {
  const ends = path.edges.map((edge) => nameOf(lesson.vertices[lesson.edges[edge].target]));
  const first = path.edges.length ? nameOf(lesson.vertices[lesson.edges[path.edges[0]].source]) : "";
  return [first, ...ends].join(" → ");
}

// ---- the naive walk ---------------------------------------------------------------------------------------

function showWalks(lesson, on) {
  if (!on) return byId("walks").replaceChildren();
  const { order, visits, total, engine_total: once } = lesson.naive;
  const engine = lesson.steps.filter((step) => step.kind === "visit").map((step) => step.vertex);
  const list = (vertices, words) =>
    make(
      "ol",
      {},
      vertices.map((i) => make("li", {}, calledOf(lesson.vertices[i]), words(i))),
    );
  const seen = new Map();
  const visit = (vertex) => {
    seen.set(vertex, (seen.get(vertex) || 0) + 1);
    return make("span", { class: "visits" }, ` visit ${seen.get(vertex)} of ${visits[vertex]}`);
  };
  const same = "Both visit each node once here, as no result of an op is used twice.";
  const more =
    `Path by path, nodes are visited ${total} times: all that is behind a node, anew for each path to it. ` +
    `The engine makes ${once} visits, as it waits until all gradients have arrived at a node.`;
  const cut = order.length < Number(total) ? ` The first ${order.length} visits are listed.` : "";
  byId("walks").replaceChildren(
    make("p", {}, total === once ? same : more + cut),
    make(
      "div",
      { class: "columns" },
      make("div", {}, make("h3", {}, "Path by path"), list(order, visit)),
      make(
        "div",
        {},
        make("h3", {}, "The engine"),
        list(engine, () => ""),
      ),
    ),
  );
}

// All steps, with a link to each. What is to be predicted is left out.
function showSteps(lesson, index, predicting) {
  const link = (step, i) => {
    const secret = predicting && i > index && questionsOf(lesson, i).length > 0;
    const name = secret ? `Step ${i + 1}, to be predicted` : step.title;
    const current = { "aria-current": i === index ? "step" : null };
    return make(
      "li",
      {},
      make("a", { href: `#step=${i + 1}`, ...current }, name),
      secret ? null : make("p", {}, step.say),
    );
  };
  byId("steps").replaceChildren(...lesson.steps.map(link));
}
