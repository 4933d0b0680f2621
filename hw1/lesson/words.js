// The sentences and formulas of a step with other numbers: in the words of formulas.py and steps.py, which made
// those of the lesson. A test compares the two.

const inBrackets = (x) => (short(x).startsWith("-") ? `(${short(x)})` : short(x));

const listed = (parts) => [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter(Boolean).join(" and ");

const put = (words, inputs, z) => words.replace(/\{(\d|z)\}/g, (_, key) => (key === "z" ? z : inputs[key]));

// The parts with = between them, without those that say the same as the one before.
function chain(...parts) {
  const bare = (text) => text.replace(/^[()]+|[()]+$/g, "");
  return parts.filter((part, i) => part && (i === 0 || bare(part) !== bare(parts[i - 1]))).join(" = ");
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
  return { names: inputs.map(nameOf), numbers: inputs.map((x) => inBrackets(only(x.value))) };
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
  const { names, numbers } = operandsOf(lesson, v);
  const end = nameOf(endOf(lesson));
  const first = edgesInto(lesson, step.vertex)[0].i;
  const g = step.parts.length ? only(step.parts[0].upstream) : null;
  const which = (operand) => (v.inputs.filter((i) => i === v.inputs[operand]).length > 1 ? ` (input ${operand + 1})` : "");
  const local = (part) => {
    const operand = part.edge - first;
    const words = lesson.words[v.js].local[operand];
    const left = `∂${nameOf(v)}/∂${names[operand]}${which(operand)}`;
    return chain(left, put(words, names, nameOf(v)), put(words, numbers, inBrackets(only(v.value))), short(only(part.local)));
  };
  const gradient = (part) => {
    const operand = part.edge - first;
    const product = `${inBrackets(g)} · ${inBrackets(only(part.local))}`;
    const names_ = `∂${end}/∂${nameOf(v)} · ∂${nameOf(v)}/∂${names[operand]}`;
    return chain(`∂${end}/∂${names[operand]}${which(operand)}`, names_, product, short(only(part.product)));
  };
  if (g === null) return step;
  const constants = [...new Set(v.inputs.map((i) => lesson.vertices[i]).filter((x) => !x.requires_grad).map(nameOf))];
  const none = constants.length ? ` ${listed(constants)} gets none, being constant.` : "";
  const to = listed(step.parts.map((part) => `${short(only(part.product))} to ${nameOf(lesson.vertices[part.to])}`));
  return {
    say: `Backward: ${calledOf(v)} has the gradient ${short(g)}, and sends ${to}.${none}`,
    formula: [
      `g = ∂${end}/∂${nameOf(v)} = ${short(g)}`,
      ...step.parts.map(gradient),
      ...constants.map((name) => `${name} is a constant, so no gradient goes to it`),
    ],
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
  const before = short(only(part.before));
  return {
    title: `${name}.grad += ${product}`,
    say:
      `Another gradient arrives at ${name}, which was used more than once: the gradients of all paths ` +
      `are added (generalised chain rule), so ${name}.grad becomes ${before} + ${product} = ${sum}.`,
    formula: [`${name}.grad += ${product}`, `∂${nameOf(endOf(lesson))}/∂${name} = ${before} + ${product} = ${sum}`],
  };
}

// The last step has a line for each leaf; those of constants have no number.
function doneInWords(lesson, step) {
  const sums = new Map(lesson.paths.map((group) => [nameOf(lesson.vertices[group.leaf]), gradientOf(lesson, group.leaf)]));
  return step.formula.map((line) => {
    const name = line.slice(0, line.indexOf(".grad = "));
    return sums.has(name) ? `${name}.grad = ${short(only(sums.get(name)))}` : line;
  });
}

const endOf = (lesson) => lesson.vertices[lesson.steps[lesson.steps.length - 1].vertex];

// What was stored at a leaf last.
const gradientOf = (lesson, leaf) => lesson.steps.filter((step) => step.kind === "store" && step.vertex === leaf).at(-1).parts[0].after;
