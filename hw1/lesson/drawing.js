// The drawing of the graph: what is lit at a step, and the numbers on the edges.

const drawing = () => byId("drawing").querySelector("svg");

const drawn = (kind, i) => drawing()?.querySelector(`[id="${kind}${i}"]`);

function showDrawing(lesson, state, step, { path, visits }) {
  const svg = drawing();
  if (!svg) return;
  svg.querySelectorAll(".badge").forEach((badge) => badge.remove());
  const used = new Map();
  if (step.kind === "make") {
    for (const edge of edgesInto(lesson, step.vertex)) used.set(edge.i, lesson.vertices[edge.source].value);
  } else {
    for (const part of step.parts) used.set(part.edge, part.product);
  }
  lesson.vertices.forEach((_, i) => {
    drawn("v", i)?.classList.toggle("lit", i === step.vertex);
    drawn("v", i)?.classList.toggle("later", !state.known.has(i));
    writeValue(drawn("v", i), lesson.vertices[i], state.known.has(i));
  });
  lesson.edges.forEach((_, i) => {
    drawn("e", i)?.classList.toggle("used", used.has(i));
    drawn("e", i)?.classList.toggle("on-path", Boolean(path?.edges.includes(i)));
  });
  for (const [edge, tensor] of used) if (tensor && isOne(tensor)) addBadge(edge, tensor, step.phase);
  for (const [vertex, count] of Object.entries(visits || {})) addCount(vertex, count);
}

// A number in a box, as in "d = 3", is drawn only once it is known, and follows the numbers of the reader.
function writeValue(box, v, known) {
  const line = [...(box?.querySelectorAll("text") || [])].find((text) => /(^|\s)= /.test(text.textContent));
  if (!line || !isOne(v.value)) return;
  line.textContent = `${v.name && isOp(v) ? `${v.name} ` : ""}= ${known ? inText(only(v.value)) : "…"}`;
  const room = box.querySelector(".outline").getBBox().width - 12;
  line.removeAttribute("textLength");
  if (line.getComputedTextLength() > room) {
    line.setAttribute("textLength", room);
    line.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

// The number that goes along an edge, at the middle of it, with the direction that it goes in.
function addBadge(edge, tensor, phase) {
  const line = drawn("e", edge)?.querySelector(".line");
  if (!line) return;
  const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
  addLabel(x, y, `${phase === "forward" ? "↓" : "↑"} ${inText(only(tensor))}`, phase);
}

// How often the naive walk visits a node, above its right corner.
function addCount(vertex, count) {
  const box = drawn("v", vertex)?.getBBox();
  if (box) addLabel(box.x + box.width, box.y, `×${count}`, "count");
}

function addLabel(x, y, text, kind) {
  const label = makeSvg("text", { x, y: y + 4, "text-anchor": "middle" }, text);
  const badge = makeSvg("g", { class: `badge ${kind}`, "aria-hidden": "true" }, label);
  drawing().append(badge);
  const { width } = label.getBBox();
  badge.prepend(makeSvg("rect", { x: x - width / 2 - 5, y: y - 9, width: width + 10, height: 18, rx: 9 }));
}

// A small graph is drawn larger where there is room for it.
function enlargeDrawing() {
  const svg = drawing();
  if (!svg) return;
  const [width, height] = ["width", "height"].map((side) => Number(svg.getAttribute(side)));
  const scale = Math.max(1, Math.min(1.5, byId("drawing").clientWidth / width, 620 / height));
  svg.setAttribute("width", width * scale);
  svg.setAttribute("height", height * scale);
}

const KINDS = {
  leaf: "Ellipse: a leaf, where AccumulateGrad stores the gradient",
  op: "Rounded box: an op, the BackwardFunction of its result",
  constant: "Dashed box: a constant, which gets no gradient",
};

function showLegend(lesson) {
  const kinds = Object.keys(KINDS).filter((kind) => lesson.vertices.some((v) => v.kind === kind));
  byId("legend").replaceChildren(...kinds.map((kind) => make("li", {}, KINDS[kind])));
}
