// The sentences and formulas of a step with other numbers: in the words of op_words.py and step_list.py, which made
// those of the lesson. A test compares the two.

// A number, or the name of one, as it stands in a formula.
const inBrackets = (text) => (text.startsWith("-") ? `(${text})` : text);

const numberIn = (tensor) => inBrackets(short(only(tensor)));

const listed = (parts) => [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter(Boolean).join(" and ");

const put = (words, inputs, z) => words.replace(/\{(\d|z)\}/g, (_, key) => (key === "z" ? z : inputs[key]));

// The parts with = between them, without those that say the same as the next one.
function chain(...parts) {
  const bare = (text) => text.replace(/^[()]+|[()]+$/g, "");
  return parts.filter((part, i) => i === parts.length - 1 || bare(part) !== bare(parts[i + 1])).join(" = ");
}

function inWords(lesson, step) {
  const v = lesson.vertices[step.vertex];
  if (step.kind === "make") return { ...step, ...makeInWords(lesson, v) };
  if (step.kind === "visit") return { ...step, ...visitInWords(lesson, step, v) };
  if (step.kind === "store") return { ...step, ...storeInWords(lesson, step, v) };
  if (step.kind === "done") return { ...step, formula: doneInWords(lesson, step) };
  return step;
}

// The inputs of an op, by their names and by their numbers.
function operandsOf(lesson, v) {
  const inputs = v.inputs.map((i) => lesson.vertices[i]);
  return { names: inputs.map((x) => inBrackets(nameOf(x))), numbers: inputs.map((x) => numberIn(x.value)) };
}

function makeInWords(lesson, v) {
  const { names, numbers } = operandsOf(lesson, v);
  const value = lesson.words[v.js].value;
  const given = v.inputs.map((i) => {
    const [name, text] = [nameOf(lesson.vertices[i]), short(only(lesson.vertices[i].value))];
    return name === text ? text : `${name} = ${text}`;
  });
  const z = short(only(v.value));
  return {
    say: `Forward: ${v.label} takes ${listed(given)}, and makes ${v.name ? `${v.name} = ` : ""}${z}.`,
    formula: [chain(nameOf(v), put(value, names, nameOf(v)), put(value, numbers, "z"), z)],
  };
}

function visitInWords(lesson, step, v) {
  if (!step.parts.length) return {};
  const { names, numbers } = operandsOf(lesson, v);
  const [end, z] = [nameOf(endOf(lesson)), nameOf(v)];
  const [{ i: first }] = edgesInto(lesson, step.vertex);
  const g = short(only(step.parts[0].upstream));
  const which = (operand) =>
    v.inputs.filter((i) => i === v.inputs[operand]).length > 1 ? ` (input ${operand + 1})` : "";
  const arrivals = (vertex) =>
    lesson.steps
      .flatMap((one) => (one.kind === "visit" ? one.parts : []))
      .filter((part) => part.to === vertex).length;
  const local = (part) => {
    const operand = part.edge - first;
    const words = lesson.words[v.js].local[operand];
    const left = `∂${z}/∂${names[operand]}${which(operand)}`;
    return chain(left, put(words, names, z), put(words, numbers, numberIn(v.value)), short(only(part.local)));
  };
  const gradient = (part) => {
    const operand = part.edge - first;
    const left = `${arrivals(part.to) > 1 ? "one term of " : ""}∂${end}/∂${names[operand]}${which(operand)}`;
    const factors = `∂${end}/∂${z} · ∂${z}/∂${names[operand]}`;
    return chain(left, factors, `${inBrackets(g)} · ${numberIn(part.local)}`, short(only(part.product)));
  };
  const constants = [
    ...new Set(
      v.inputs
        .map((i) => lesson.vertices[i])
        .filter((x) => !x.requires_grad)
        .map(nameOf),
    ),
  ];
  const none = constants.length ? ` ${listed(constants)} gets none, being constant.` : "";
  const to = listed(
    step.parts.map((part) => `${short(only(part.product))} to ${nameOf(lesson.vertices[part.to])}`),
  );
  const without = constants.map((name) => `${name} is a constant, so no gradient goes to it`);
  return {
    say: `Backward: ${calledOf(v)} has the gradient ${g}, and sends ${to}.${none}`,
    formula: [`g = ∂${end}/∂${z} = ${g}`, ...step.parts.map(gradient), ...without],
    parts: step.parts.map((part) => ({ ...part, local_formula: local(part) })),
  };
}

function storeInWords(lesson, step, v) {
  const [part] = step.parts;
  const [name, sum, product] = [nameOf(v), short(only(part.after)), short(only(part.product))];
  if (part.before === null) {
    return {
      say: `${name} is a leaf that requires a gradient, so AccumulateGrad stores ${sum} in ${name}.grad.`,
      formula: [`${name}.grad = ${sum}`],
    };
  }
  const terms = `${short(only(part.before))} + ${inBrackets(product)} = ${sum}`;
  return {
    title: `${name}.grad += ${product}`,
    say:
      `Another gradient arrives at ${name}, which was used more than once: the gradients of all paths ` +
      `are added (generalised chain rule), so ${name}.grad becomes ${terms}.`,
    formula: [`${name}.grad += ${product}`, `∂${nameOf(endOf(lesson))}/∂${name} so far = ${terms}`],
  };
}

// The last step has a line for each leaf; those of constants have no number.
function doneInWords(lesson, step) {
  const sums = new Map(
    lesson.paths.map((group) => [nameOf(lesson.vertices[group.leaf]), gradientOf(lesson, group.leaf)]),
  );
  return step.formula.map((line) => {
    const name = line.slice(0, line.indexOf(".grad = "));
    return sums.has(name) ? `${name}.grad = ${short(only(sums.get(name)))}` : line;
  });
}

const endOf = (lesson) => lesson.vertices[lesson.steps[lesson.steps.length - 1].vertex];

// What was stored at a leaf last.
const gradientOf = (lesson, leaf) =>
  lesson.steps.filter((step) => step.kind === "store" && step.vertex === leaf).at(-1).parts[0].after;
