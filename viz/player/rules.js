// The rows of the op table for single numbers, in JavaScript: each as its Python row, term by term.
// forward(...inputs, settings), shares: one rule (g, z, ...inputs, settings) per input, null without a derivative.

const polynomial = (coefficients, x) => coefficients.reduce((sum, c) => sum * x + c, 0);

// W. J. Cody, 1969, "Rational Chebyshev approximation for the error function", Math. Comp. 23
const NEAR = [
  [1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3],
  [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
];
const MIDDLE = [
  [2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
    8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3],
  [1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3],
];

function erf(x) {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size <= 0.46875) return x * polynomial(NEAR[0], x * x) / polynomial(NEAR[1], x * x);
  const far = Math.min(size, 6);
  return Math.sign(x) * (1 - Math.exp(-far * far) * polynomial(MIDDLE[0], far) / polynomial(MIDDLE[1], far));
}

function sigmoid(x) {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : Number.isNaN(x) ? x : small) / (1 + small);
}

const normalCdf = (x) => 0.5 * (1 + erf(x * Math.sqrt(0.5)));
const normalPdf = (x) => Math.exp(-0.5 * (x * x)) * (1 / Math.sqrt(2 * Math.PI));

// Python's %, whose result has the sign of y
const remainder = (x, y) => {
  const rest = x % y;
  return rest === 0 ? y < 0 ? -0 : 0 : (rest < 0) === (y < 0) ? rest : rest + y;
};
// C's pow, which Python has: 1 to any power is 1, and so is -1 to an infinite one
const power = (x, y) => x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);

// of two equal arguments each gets half
const halfAtTies = (first, second, g) => first ? g : second ? 0 : 0.5 * g;

const one = (forward, share) => ({ forward, shares: [share] });
const two = (forward, shareX, shareY) => ({ forward, shares: [shareX, shareY] });
const same = one((x) => x, (g) => g); // what gathers many numbers into one leaves a single one alone

const RULES = {
  exp: one(Math.exp, (g, z) => g * z),
  expm1: one(Math.expm1, (g, z) => g * (z + 1)),
  log: one(Math.log, (g, z, x) => g / x),
  log1p: one(Math.log1p, (g, z, x) => g / (1 + x)),
  sqrt: one(Math.sqrt, (g, z) => g * 0.5 / z),
  square: one((x) => x * x, (g, z, x) => g * (2 * x)),
  sin: one(Math.sin, (g, z, x) => g * Math.cos(x)),
  cos: one(Math.cos, (g, z, x) => -g * Math.sin(x)),
  tan: one(Math.tan, (g, z) => g * (1 + z * z)),
  arcsin: one(Math.asin, (g, z, x) => g / Math.sqrt(1 - x * x)),
  arccos: one(Math.acos, (g, z, x) => -g / Math.sqrt(1 - x * x)),
  arctan: one(Math.atan, (g, z, x) => g / (1 + x * x)),
  sinh: one(Math.sinh, (g, z, x) => g * Math.cosh(x)),
  cosh: one(Math.cosh, (g, z, x) => g * Math.sinh(x)),
  tanh: one(Math.tanh, (g, z) => g * (1 - z * z)),
  alias: same,
  add: two((x, y) => x + y, (g) => g, (g) => g),
  sub: two((x, y) => x - y, (g) => g, (g) => -g),
  mul: two((x, y) => x * y, (g, z, x, y) => g * y, (g, z, x) => g * x),
  div: two((x, y) => x / y, (g, z, x, y) => g / y, (g, z, x, y) => -g * z / y),
  remainder: two(remainder, (g) => g, (g, z, x, y) => -g * (y === 0 ? Math.floor(x / y) : Math.round((x - z) / y))),
  neg: one((x) => -x, (g) => -g),
  abs: one(Math.abs, (g, z, x) => g * Math.sign(x)),
  where: {
    forward: (c, x, y) => c ? x : y,
    shares: [null, (g, z, c) => c ? g : 0, (g, z, c) => c ? 0 : g],
  },
  pow: two(power,
    (g, z, x, y) => g * y * power(x, y === 0 ? 1 : y - 1),
    (g, z, x) => g * z * Math.log(x === 0 ? 1 : x)),
  maximum: two((x, y) => x > y || Number.isNaN(x) ? x : y, (g, z, x, y) => halfAtTies(x > y, x < y, g), (g, z, x, y) => halfAtTies(x < y, x > y, g)),
  minimum: two((x, y) => x < y || Number.isNaN(x) ? x : y, (g, z, x, y) => halfAtTies(x < y, x > y, g), (g, z, x, y) => halfAtTies(x > y, x < y, g)),
  clip: one((x, { low, high }) => Math.min(Math.max(x, low), high), (g, z, x, { low, high }) => x > low && x < high ? g : 0),
  erf: one(erf, (g, z, x) => g * Math.exp(-(x * x)) * (2 / Math.sqrt(Math.PI))),
  sigmoid: one(sigmoid, (g, z) => g * (z * (1 - z))),
  softplus: one((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), (g, z, x) => g * sigmoid(x)),
  relu: one((x) => x <= 0 ? 0 : x, (g, z) => z > 0 ? g : 0),
  leaky_relu: one((x, { slope }) => x > 0 ? x : slope * x, (g, z, x, { slope }) => x > 0 ? g : slope ? slope * g : 0),
  elu: one((x, { alpha }) => x > 0 ? x : alpha * Math.expm1(Math.min(x, 0)), (g, z, x, { alpha }) => g * (x > 0 ? 1 : alpha * Math.exp(x))),
  gelu: one((x) => x * normalCdf(x), (g, z, x) => g * (normalCdf(x) + x * normalPdf(x))),
  silu: one((x) => x * sigmoid(x), (g, z, x) => g * (sigmoid(x) * (1 + x * (1 - sigmoid(x))))),
  sum: same,
  mean: same,
  max: same,
  min: same,
  prod: same,
};

// Whether a gradient can get through to input i: a rule that chooses makes 0 even of NaN where something else was chosen.
// There nothing leaves, whatever infinity the other factor is; see autograd/kernel/live.py.
function passes(row, i, z, inputs, settings) {
  return Number.isNaN(row.shares[i](NaN, z, ...inputs, settings));
}
