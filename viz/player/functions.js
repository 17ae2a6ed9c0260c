// Functions of single numbers that the rows' JavaScript uses and that JavaScript lacks, each as its Python twin, term by term.
// The table RULES itself is written from the op table: see rules.py.

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

// gelu by way of tanh, x σ(u): the gate σ(u), and the first two derivatives of u
const GELU_STEEP = 2 * Math.sqrt(2 / Math.PI), GELU_BENT = 0.044715, GELU_FLAT = 40;
const geluGate = (x) => 1 / (1 + Math.exp((-GELU_STEEP * GELU_BENT * x * x - GELU_STEEP) * x));
const geluRise = (x) => GELU_STEEP * (1 + 3 * GELU_BENT * x * x);
const geluBend = (x) => 6 * GELU_STEEP * GELU_BENT * x;
const geluClip = (x) => Math.min(Math.max(x, -GELU_FLAT), GELU_FLAT);

function geluSlope(x) {
  const c = geluClip(x), s = geluGate(c);
  return s * (1 + c * geluRise(c) * (1 - s));
}

function geluSecond(x) {
  const c = geluClip(x), s = geluGate(c), rise = geluRise(c);
  return s * (1 - s) * (2 * rise + c * ((1 - 2 * s) * rise * rise + geluBend(c)));
}

// Python's %, whose result has the sign of y
const remainder = (x, y) => {
  const rest = x % y;
  return rest === 0 ? y < 0 ? -0 : 0 : (rest < 0) === (y < 0) ? rest : rest + y;
};
// C's pow, which Python has: 1 to any power is 1, and so is -1 to an infinite one
const power = (x, y) => x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);

// of two equal arguments each gets half
const halfAtTies = (first, second, g) => first ? g : second ? 0 : 0.5 * g;

// Whether a gradient can get through to input i: a rule that chooses makes 0 even of NaN where something else was chosen.
// There nothing leaves, whatever infinity the other factor is; see autograd/kernel/choices.py.
function passes(row, i, z, inputs, settings) {
  return Number.isNaN(row.shares[i](NaN, z, ...inputs, settings));
}
