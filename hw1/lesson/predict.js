// Predict: the next gradient is asked for before it is shown, and a wrong answer is told what was likely done.

// The gradients that a step shows first: one question for each number that it sends back or stores. Nobody is
// asked for what is not finite.
const questionsOf = (lesson, index) =>
  allQuestionsOf(lesson, index).filter(({ answer }) => Number.isFinite(answer));

function allQuestionsOf(lesson, index) {
  const step = lesson.steps[index];
  if (!step || step.phase !== "backward") return [];
  if (step.kind === "visit") {
    const asked = step.parts.filter((part) => lesson.vertices[part.to].requires_grad && isOne(part.product));
    return asked.map((part) => ({
      step,
      part,
      answer: only(part.product),
      words: visitQuestion(lesson, step, part),
    }));
  }
  if (step.kind !== "store" || !step.parts.length || !isOne(step.parts[0].after)) return [];
  const [part] = step.parts;
  const name = nameOf(lesson.vertices[part.to]);
  const before = part.before
    ? `${short(only(part.before))} is stored there already`
    : "nothing is stored there yet";
  return [
    {
      step,
      part,
      answer: only(part.after),
      words: `The gradient ${short(only(part.product))} arrives at ${name}, and ${before}. What is ${name}.grad after this step?`,
    },
  ];
}

function visitQuestion(lesson, step, part) {
  const from = calledOf(lesson.vertices[step.vertex]);
  const to = nameOf(lesson.vertices[part.to]) + alongWhich(lesson, step, part);
  return `${from} has the gradient ${short(only(part.upstream))}. What does it send back to ${to}?`;
}

// Which operand is meant, if the same tensor is an input twice.
function alongWhich(lesson, step, part) {
  const same = step.parts.filter((other) => other.to === part.to);
  return same.length > 1
    ? ` as operand ${lesson.vertices[step.vertex].inputs.indexOf(part.to) + same.indexOf(part) + 1}`
    : "";
}

// Equal but for what is lost if a few digits are written. A guess may be infinite, as a quotient by 0 is: it is
// near nothing.
const near = (a, b) =>
  a === b || (Number.isFinite(a - b) && Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b)));

// A sum may differ from 0 in its last digits alone, as 0.1 + 0.2 - 0.3 does: 0 is right, too.
function isRight({ step, part, answer }, given) {
  const terms = step.kind === "store" && part.before ? [part.before, part.product].map(only) : [0];
  const lost = 1e-12 * Math.max(...terms.map(Math.abs));
  return near(given, answer) || short(given) === short(answer) || Math.abs(given - answer) <= lost;
}

// What a wrong answer shows: sentences, the likeliest first; or one that says how to find the number.
function diagnose(lesson, question, given) {
  const guesses =
    question.step.kind === "store" ? guessesOfStore(lesson, question) : guessesOfVisit(lesson, question);
  const found = guesses.filter(([value]) => near(value, given)).map(([, words]) => words);
  if (found.length) return [...new Set(found)].slice(0, 3);
  const ratio = given / question.answer;
  for (const [k, part] of Object.entries({ 2: "half", 3: "a third", 4: "a quarter", 10: "a tenth" })) {
    if (near(ratio, Number(k))) return [`That is ${k} times what it should be.`];
    if (near(ratio, 1 / k)) return [`That is ${part} of what it should be.`];
  }
  return [
    question.step.kind === "store"
      ? "Add what arrives to what is stored: stored + arriving."
      : "Multiply what arrives by the local derivative: upstream × local.",
  ];
}

function guessesOfStore(lesson, { part, answer }) {
  const [arrived, before] = [only(part.product), part.before && only(part.before)];
  const name = nameOf(lesson.vertices[part.to]);
  const always = [
    [-answer, "That has the wrong sign."],
    [only(lesson.vertices[part.to].value), `That is the value of ${name}, not the derivative.`],
    [0, "That is 0: a gradient arrived, so it is stored."],
  ];
  if (before === null) return always;
  const paths = pathsOf(lesson, part);
  return [
    [
      arrived,
      "That holds only the last contribution: add it to what is stored (+=, not =). " +
        `The term ${short(before)} is missing${paths.before}.`,
    ],
    [before, `That is what was stored before. The term ${short(arrived)} is missing${paths.now}.`],
    [before * arrived, "The two were multiplied: contributions of different paths are added."],
    [before - arrived, "The new part was subtracted: contributions are added."],
    [arrived - before, "The old part was subtracted: contributions are added."],
    [(before + arrived) / 2, "That is the mean: contributions are added, and not averaged."],
    ...always,
  ];
}

// The names of the paths whose terms are stored already, and of those that arrive now.
function pathsOf(lesson, part) {
  const paths = lesson.paths.find((one) => one.leaf === part.to)?.paths || [];
  const inAll = (those) => those.map((path) => pathInWords(lesson, path)).join(" and ");
  const named = (those) =>
    those.length ? `, from the path${those.length > 1 ? "s" : ""} ${inAll(those)}` : "";
  const arrivals = lesson.steps
    .filter((step) => step.kind === "store")
    .flatMap((step) => step.parts)
    .filter((one) => one.to === part.to);
  const earlier = arrivals
    .slice(
      0,
      arrivals.findIndex((one) => one.edge === part.edge),
    )
    .map((one) => one.edge);
  return {
    before: named(paths.filter((path) => earlier.includes(path.edges[0]))),
    now: named(paths.filter((path) => path.edges[0] === part.edge)),
  };
}

function guessesOfVisit(lesson, { step, part, answer }) {
  const v = lesson.vertices[step.vertex];
  const [g, z] = [only(part.upstream), only(v.value)];
  const local = part.local && isOne(part.local) ? only(part.local) : answer / g;
  const others = step.parts.filter((other) => other !== part && isOne(other.product));
  const target = lesson.vertices[part.to];
  return [
    [-answer, "That has the wrong sign."],
    [
      local,
      `That is the local derivative alone: multiply it by the upstream gradient ${short(g)} (chain rule).`,
    ],
    [g, `That is the upstream gradient, passed on unchanged: multiply it by ${part.local_formula}.`],
    ...ofTheOp(
      v,
      v.inputs
        .map((i) => lesson.vertices[i].value)
        .filter(isOne)
        .map(only),
      g,
      z,
      v.inputs.indexOf(part.to),
    ),
    ...others.map((other) => [
      only(other.product),
      `That belongs to the other operand, ${nameOf(lesson.vertices[other.to])}.`,
    ]),
    [g + local, "The two were added: upstream and local derivative are multiplied."],
    [g / local, "That was divided by the local derivative: multiply by it."],
    [
      isOne(target.value) ? only(target.value) : NaN,
      `That is the value of ${nameOf(target)}, not the derivative.`,
    ],
    [z, `That is the value of ${calledOf(v)}, not the derivative.`],
    [Math.abs(answer), "That is the absolute value: the derivative has a sign."],
    [0, "That is 0: the op depends on this input, so something is sent back."],
  ];
}

// Mistakes in the derivative of one op.
function ofTheOp(v, [x, y], g, z, operand) {
  const all = {
    Div: operand
      ? [
          [(-g * x) / y, "The square of the denominator is missing: d(x/y)/dy = −x / y²."],
          [-g / (y * y), "The numerator is missing: d(x/y)/dy = −x / y²."],
          [(g * x) / (y * y), "The minus is missing: d(x/y)/dy = −x / y²."],
          [g / y, "That belongs to the numerator: d(x/y)/dy = −x / y²."],
        ]
      : [[g * y, "That was multiplied by the denominator: d(x/y)/dx = 1 / y."]],
    Sub: [[g, "The minus is missing: d(x − y)/dy = −1."]],
    Pow: [
      [g * x ** (y - 1), "The factor of the exponent is missing: d(xⁿ)/dx = n xⁿ⁻¹."],
      [g * y * x ** y, "The exponent was not made smaller by 1: d(xⁿ)/dx = n xⁿ⁻¹."],
      [g * y * x, "The power is missing: d(xⁿ)/dx = n xⁿ⁻¹."],
    ],
    Exp: [[g * x * Math.exp(x - 1), "The rule of powers was used: d(eˣ)/dx = eˣ."]],
    Log: [[g * x, "That was multiplied by x: d(log x)/dx = 1 / x."]],
    Sqrt: [
      [g / z, "The factor 2 is missing: d(√x)/dx = 1 / (2 √x)."],
      [g / (2 * x), "The root is missing: d(√x)/dx = 1 / (2 √x)."],
    ],
    Tanh: [
      [g * (1 - z), "The square is missing: the derivative of tanh is 1 − tanh²."],
      [g * (1 + z * z), "There is a plus instead of a minus: the derivative of tanh is 1 − tanh²."],
      [g * (1 - x * x), "The input was used instead of the output: the derivative is 1 − tanh²."],
    ],
    Sigmoid: [
      [g * z, "The factor (1 − S) is missing: the derivative of the sigmoid S is S (1 − S)."],
      [g * (1 - z), "The factor S is missing: the derivative of the sigmoid S is S (1 − S)."],
      [g * z * (1 + z), "There is a plus instead of a minus: the derivative of the sigmoid S is S (1 − S)."],
    ],
    ReLU: [
      [
        g * Math.max(x, 0),
        "That was multiplied by the value: the derivative of ReLU is 1 where the input is above 0, else 0.",
      ],
    ],
    Sin: [[g * Math.sin(x), "That is the sine: its derivative is the cosine."]],
    Cos: [[g * Math.sin(x), "The minus is missing: the derivative of the cosine is −sin x."]],
  };
  return all[v.op] || [];
}
