// Elements of the page, and how a number and a tensor are shown.

const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null));
  return element;
}

function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A number as readers see it: to 6 digits, with a real minus.
const inText = (value) => short(value).replace("-", "−");

// Such a number in the document; the element's value has all of them.
function number(value) {
  return make("data", { class: "number", value: String(value) }, inText(value));
}

const notYet = () => make("span", { class: "not-yet" }, "not yet");

const shapeOf = (t) => `(${t.shape.join(", ")}${t.shape.length === 1 ? "," : ""})`;

// A tensor in the space of a few words: its number, or its shape and what else the data says in short.
function brief(t) {
  if (t === null) return notYet();
  if (isOne(t)) return number([t.numbers].flat(Infinity)[0]);
  return make("span", { class: "brief" }, t.text);
}

// A tensor with all that is known of it.
function whole(t) {
  if (t === null || isOne(t)) return brief(t);
  const statistics = t.stats && [
    ["smallest", t.stats.min],
    ["largest", t.stats.max],
    ["mean", t.stats.mean],
    ["standard deviation", t.stats.std],
    ["zeros", t.stats.zeros],
  ];
  return make(
    "div",
    { class: "tensor" },
    make("p", {}, `shape ${shapeOf(t)}, ${t.dtype}`),
    t.heat ? heatMap(t) : null,
    t.numbers ? rows(t.numbers, t.shape) : null,
    statistics
      ? make("dl", { class: "statistics" }, statistics.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, number(value)))))
      : null,
  );
}

// The numbers of a small tensor, a line for each row.
function rows(numbers, shape) {
  const lines = shape.length < 2 ? [numbers] : numbers.flat(shape.length - 2);
  const width = Math.max(...lines.flat().map((x) => short(x).length));
  const cell = (x) => [" ".repeat(width - short(x).length + 1), number(x)];
  return make("div", { class: "rows" }, lines.map((line) => make("div", {}, line.map(cell))));
}

// Cells are 0 to 99 from the lowest to the highest value, and −1 where a number is not finite.
function heatMap(t) {
  const { rows: height, cols: width, cells, low, high } = t.heat;
  const side = Math.max(4, Math.min(16, Math.floor(176 / Math.max(height, width))));
  const [bottom, top] = [asNumber(low), asNumber(high)];
  const largest = Math.max(Math.abs(bottom), Math.abs(top)) || 1;
  const colour = (cell) => (cell < 0 ? "#000" : heatColour((bottom + (cell / 99) * (top - bottom)) / largest));
  const cell = (value, i) =>
    makeSvg("rect", { x: (i % width) * side, y: Math.floor(i / width) * side, width: side, height: side, fill: colour(value) });
  const size = { width: width * side, height: height * side };
  const label = `Heat map of ${shapeOf(t)}: from ${short(low)}, blue if negative, to ${short(high)}, orange if positive`;
  return make(
    "figure",
    { class: "heat" },
    makeSvg("svg", { role: "img", "aria-label": label, viewBox: `0 0 ${size.width} ${size.height}`, ...size }, ...cells.flat().map(cell)),
    make("figcaption", {}, number(low), " to ", number(high)),
  );
}

// From blue at −1 over nearly white at 0 to orange at 1.
function heatColour(x) {
  const end = x < 0 ? [24, 90, 180] : [196, 86, 0];
  const share = Math.min(1, Math.abs(x));
  return `rgb(${end.map((part) => Math.round(247 + (part - 247) * share)).join(" ")})`;
}
