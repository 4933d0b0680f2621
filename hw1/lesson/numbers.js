// Numbers and tensors of the lesson's data. A tensor is {shape, dtype, numbers, text, stats, heat}; its numbers
// are nested lists, or null if it is too large to be written out. What is not finite stands as a string.

const NOT_FINITE = { nan: NaN, inf: Infinity, "-inf": -Infinity };

const asNumber = (x) => (typeof x === "string" ? NOT_FINITE[x] : x);

// The number as JSON can hold it.
const asData = (x) => (Number.isFinite(x) ? x : Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf");

// As Python's format(x, ".6g"), or with another number of digits.
function short(value, wanted = 6) {
  const x = asNumber(value);
  if (!Number.isFinite(x)) return asData(x);
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [digits, power] = x.toExponential(wanted - 1).split("e");
  if (power < -4 || power >= wanted) {
    const sign = power < 0 ? "-" : "+";
    return `${trimmed(digits)}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  return trimmed(x.toFixed(wanted - 1 - power));
}

const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

const size = (t) => t.shape.reduce((product, n) => product * n, 1);

const isOne = (t) => t !== null && t.numbers !== null && size(t) === 1;

// The number of a tensor that has one element.
const only = (t) => asNumber([t.numbers].flat(Infinity)[0]);

// A tensor of one element, in the form of another.
function filled(like, x) {
  const numbers = like.shape.reduce((inner) => [inner], asData(x));
  return { ...like, numbers, text: short(x), stats: null, heat: null };
}
