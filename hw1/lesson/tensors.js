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

// A number as readers see it, with a real minus.
const inText = (value, digits = 6) => short(value, digits).replace("-", "−");

// Such a number in the document; the element's value has all of its digits.
function number(value, digits = 6) {
  return make("data", { class: "number", value: String(value) }, inText(value, digits));
}

const notYet = () => make("span", { class: "not-yet" }, "not yet");

const shapeOf = (t) => `(${t.shape.join(", ")}${t.shape.length === 1 ? "," : ""})`;

// A tensor in the space of a few words: its number, or its shape and what else the data says in short.
function brief(t) {
  if (t === null) return notYet();
  if (isOne(t)) return number([t.numbers].flat(Infinity)[0]);
  return make("span", { class: "brief" }, t.text);
}

// A tensor with all that is known of it: its shape, figures, and its numbers or a map of them.
function whole(t) {
  if (t === null || isOne(t)) return brief(t);
  const picture = t.heat ? heatMap(t) : t.numbers ? cells(t) : null;
  return make(
    "div",
    { class: "tensor" },
    make("p", { class: "words" }, `${shapeOf(t)} ${t.dtype}`),
    picture,
    figures(t.stats),
  );
}

function figures(stats) {
  if (!stats) return null;
  const mean = ["; mean ", number(stats.mean, 4), ", standard deviation ", number(stats.std, 4)];
  const zeros = stats.zeros ? [`, ${stats.zeros === 1 ? "one zero" : `${stats.zeros} zeros`}`] : [];
  return make("p", { class: "words" }, number(stats.min, 4), " to ", number(stats.max, 4), mean, zeros);
}

// The numbers of a small tensor, a line for each row; the tint of a cell says how large its number is.
function cells(t) {
  const lines = t.shape.length < 2 ? [t.numbers] : t.numbers.flat(t.shape.length - 2);
  const largest = Math.max(
    ...lines
      .flat()
      .map((x) => Math.abs(asNumber(x)))
      .filter(Number.isFinite),
    Number.MIN_VALUE,
  );
  const tint = (x) => {
    const share = Math.round((4 * asNumber(x)) / largest);
    return Number.isFinite(share) && share ? `${share < 0 ? "cold" : "warm"}${Math.abs(share)}` : "";
  };
  const cell = (x) => make("span", { class: `cell ${tint(x)}` }, number(x, 3));
  return make(
    "div",
    { class: "cells" },
    lines.map((line) => make("div", {}, line.map(cell))),
  );
}

// Cells are 0 to 99 from the lowest to the highest value, and −1 where a number is not finite.
function heatMap(t) {
  const { rows: height, cols: width, cells, low, high } = t.heat;
  const side = Math.max(4, Math.min(16, Math.floor(176 / Math.max(height, width))));
  const [bottom, top] = [asNumber(low), asNumber(high)];
  const largest = Math.max(Math.abs(bottom), Math.abs(top)) || 1;
  const colour = (cell) =>
    cell < 0 ? "#000" : heatColour((bottom + (cell / 99) * (top - bottom)) / largest);
  const cell = (value, i) =>
    makeSvg("rect", {
      x: (i % width) * side,
      y: Math.floor(i / width) * side,
      width: side,
      height: side,
      fill: colour(value),
    });
  const extent = { width: width * side, height: height * side };
  const label = `Heat map of ${shapeOf(t)}: from ${short(low)}, blue if negative, to ${short(high)}, orange if positive`;
  return make(
    "figure",
    { class: "heat" },
    makeSvg(
      "svg",
      { role: "img", "aria-label": label, viewBox: `0 0 ${extent.width} ${extent.height}`, ...extent },
      ...cells.flat().map(cell),
    ),
    height * width < size(t)
      ? make("figcaption", {}, "in blocks, whose means are ", number(low), " to ", number(high))
      : null,
  );
}

// From blue at −1 over nearly white at 0 to orange at 1.
function heatColour(x) {
  const end = x < 0 ? [24, 90, 180] : [196, 86, 0];
  const share = Math.min(1, Math.abs(x));
  return `rgb(${end.map((part) => Math.round(247 + (part - 247) * share)).join(" ")})`;
}
