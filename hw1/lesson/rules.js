// The ops that the page can compute itself, on numbers: each as its class in mytorch/ops/ does, in the same
// order of operations. x, y are the inputs, z the output, g the gradient that arrives.

const RULES = {
  Add: { forward: (x, y) => x + y, backward: (g) => [g, g] },
  Sub: { forward: (x, y) => x - y, backward: (g) => [g, -g] },
  Mul: { forward: (x, y) => x * y, backward: (g, z, x, y) => [g * y, g * x] },
  Div: { forward: (x, y) => x / y, backward: (g, z, x, y) => [g / y, -g * (x / y / y)] },
  Neg: { forward: (x) => -x, backward: (g) => [-g] },
  Pow: {
    forward: (x, y) => power(x, y),
    backward: (g, z, x, y) => [
      g * (y * power(x, y === 0 ? 1 : y - 1)),
      g * (power(x, y) * Math.log(x === 0 && y >= 0 ? 1 : x)),
    ],
  },
  Exp: { forward: (x) => Math.exp(x), backward: (g, z) => [g * z] },
  Log: { forward: (x) => Math.log(x), backward: (g, z, x) => [g / x] },
  Log1p: { forward: (x) => Math.log1p(x), backward: (g, z, x) => [g / (1 + x)] },
  Sqrt: { forward: (x) => Math.sqrt(x), backward: (g, z) => [g / (2 * z)] },
  Sin: { forward: (x) => Math.sin(x), backward: (g, z, x) => [g * Math.cos(x)] },
  Cos: { forward: (x) => Math.cos(x), backward: (g, z, x) => [-g * Math.sin(x)] },
  Abs: { forward: (x) => Math.abs(x), backward: (g, z, x) => [g * Math.sign(x)] },
  Tanh: { forward: (x) => Math.tanh(x), backward: (g, z) => [g * (1 - z * z)] },
  Sigmoid: { forward: (x) => sigmoid(x), backward: (g, z) => [g * (z * (1 - z))] },
  ReLU: { forward: (x) => Math.max(x, 0), backward: (g, z, x) => [g * (x > 0 ? 1 : 0)] },
  Maximum: { forward: (x, y) => Math.max(x, y), backward: (g, z, x, y) => shared(g, x, y, x > y) },
  Minimum: { forward: (x, y) => Math.min(x, y), backward: (g, z, x, y) => shared(g, x, y, x < y) },
};

// JavaScript alone says that 1 to the power of infinity is not a number.
const power = (x, y) => (x === 1 ? 1 : x ** y);

// With e = exp(-|x|), which cannot overflow.
function sigmoid(x) {
  const e = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

// The chosen one gets the gradient, two equal ones half of it each; not a number passes it to both.
function shared(g, x, y, first) {
  if (Number.isNaN(x) || Number.isNaN(y)) return [g, g];
  if (x === y) return [g / 2, g / 2];
  return first ? [g, 0] : [0, g];
}
