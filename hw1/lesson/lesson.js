// What is known at a step of the lesson, and the lesson computed anew from other numbers.

// What a vertex is called in a formula, and in a sentence: an op with a name is called "d (Add)".
const nameOf = (v) => v.symbol;
const calledOf = (v) => (v.op && v.name ? `${v.name} (${v.op})` : v.symbol);

const edgesInto = (lesson, vertex) =>
  lesson.edges.map((edge, i) => ({ ...edge, i })).filter((edge) => edge.target === vertex);

// After step number k: which vertices have a value, the gradient of each vertex so far, and the edges that a
// gradient has come back along.
function stateAt(lesson, k) {
  const made = new Set(lesson.steps.filter((step) => step.kind === "make").map((step) => step.vertex));
  const known = new Set(lesson.vertices.map((_, vertex) => vertex).filter((vertex) => !made.has(vertex)));
  const gradients = new Map();
  const passed = new Set();
  for (const step of lesson.steps.slice(0, k + 1)) {
    if (step.kind === "make") known.add(step.vertex);
    if (step.kind === "start") gradients.set(step.vertex, startOf(lesson));
    for (const part of step.phase === "backward" ? step.parts : []) {
      if (step.kind === "visit") passed.add(part.edge);
      if (step.kind === "store" || isOp(lesson.vertices[part.to])) gradients.set(part.to, part.after);
    }
  }
  return { known, gradients, passed };
}

const isOp = (v) => v.kind !== "leaf" && v.kind !== "constant";

// The gradient of the result with respect to itself: it arrives at the first node that is visited.
const startOf = (lesson) => lesson.steps.find((step) => step.kind === "visit").parts[0]?.upstream ?? null;

// ---- the lesson computed anew -----------------------------------------------------------------------------

const canEdit = (lesson) =>
  lesson.scalar && lesson.vertices.every((v) => isOne(v.value) && v.dtype !== "float32");

// The lesson with other numbers at some vertices: a forward and a backward pass in the order of its steps,
// which is the engine's. `changed` has a number for each vertex that has another one.
function recomputed(lesson, changed) {
  const values = lesson.vertices.map((v, i) => (changed.has(i) ? changed.get(i) : only(v.value)));
  const inputsOf = (vertex) => lesson.vertices[vertex].inputs.map((i) => values[i]);
  for (const { kind, vertex } of lesson.steps) {
    if (kind === "make") values[vertex] = RULES[lesson.vertices[vertex].js].forward(...inputsOf(vertex));
  }
  const vertices = lesson.vertices.map((v, i) => ({ ...v, value: filled(v.value, values[i]) }));
  const sums = new Map();
  const sent = new Map(); // the part that went along each edge
  const steps = lesson.steps.map((step) => {
    if (step.kind === "start") sums.set(step.vertex, 1);
    if (step.kind === "visit") return { ...step, parts: partsOf(step) };
    if (step.kind !== "store") return step;
    const parts = step.parts.map((part) => {
      const { product, before, after } = sent.get(part.edge);
      return { ...part, upstream: product, product, before, after };
    });
    return { ...step, parts };
  });

  // What a node sends back; the local derivative is what it sends if 1 arrives, as the engine's op is asked.
  function partsOf(step) {
    const g = sums.get(step.vertex);
    const { backward } = RULES[lesson.vertices[step.vertex].js];
    const [products, locals] = [g, 1].map((arrived) =>
      backward(arrived, values[step.vertex], ...inputsOf(step.vertex)),
    );
    const [{ i: first }] = edgesInto(lesson, step.vertex);
    return step.parts.map((part) => {
      const operand = part.edge - first;
      const before = sums.get(part.to);
      sums.set(part.to, before === undefined ? products[operand] : before + products[operand]);
      sent.set(part.edge, {
        ...part,
        upstream: filled(part.upstream, g),
        local: filled(part.local, locals[operand]),
        product: filled(part.product, products[operand]),
        before: before === undefined ? null : filled(part.before, before),
        after: filled(part.after, sums.get(part.to)),
      });
      return sent.get(part.edge);
    });
  }

  const paths = lesson.paths.map((group) => {
    const along = group.paths.map((path) => ({ ...path, ...termOf(path, sent) }));
    return { ...group, paths: along, sum: filled(group.sum, sums.get(group.leaf)) };
  });
  const other = { ...lesson, vertices, steps, paths };
  return { ...other, steps: steps.map((step) => inWords(other, step)) };
}

// A path's factors and their product, from the result's end, as the chain rule is walked back.
function termOf(path, sent) {
  const factors = path.edges.map((edge) => only(sent.get(edge).local));
  return {
    factors: factors.map(asData),
    product: asData(factors.reduceRight((product, factor) => product * factor, 1)),
  };
}
