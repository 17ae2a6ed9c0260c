// Numbers: read from the page's data, and written short for reading.

const MINUS = '−';

// 4 significant digits, as drawings, tables and explanations have them
function short(x, digits = 4) {
  if (x === undefined || x === null) return '—';
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return (x < 0 ? MINUS : '') + '∞';
  if (x === 0) return '0';
  const size = Math.abs(x);
  const [mantissa, power] = size.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  const large = exponent < 0 ? MINUS : '+';
  const text = exponent < -4 || exponent >= digits ? `${trimmed(mantissa)}e${large}${String(Math.abs(exponent)).padStart(2, '0')}`
    : trimmed(size.toFixed(digits - 1 - exponent));
  return (x < 0 ? MINUS : '') + text;
}

const trimmed = (text) => text.includes('.') ? text.replace(/\.?0+$/, '') : text;

// as many digits as fit in so many letters
function fitting(x, room) {
  for (const digits of [4, 3, 2]) {
    const text = short(x, digits);
    if (text.length <= room) return text;
  }
  return short(x, 1);
}

// a value of the data: a number, a word for one that JSON lacks, or the summary of an array
const decoded = (x) => typeof x === 'string' ? Number(x) : x;
const content = (x) => x?.entries ? { ...x, entries: x.entries.map(decoded) } : decoded(x);
const isNumber = (x) => typeof x === 'number';
const shownNumber = (x) => x === undefined || x === null ? '—' : isNumber(x) ? short(x) : x.entries ? listed(x.entries) : spread(x.summary);
const signed = (text) => text.replaceAll('-', MINUS);
const spread = (numbers) => numbers.length === 3 ? `min ${signed(numbers[0])}, mean ${signed(numbers[1])}, max ${signed(numbers[2])}`
  : signed(numbers.join('')) || 'empty';
const listed = (numbers) => `[${numbers.map((x) => short(x, 3)).join(', ')}]`;
const brief = (x) => x.entries && x.entries.length <= 3 ? listed(x.entries) : isNumber(x) || x.summary.length !== 3 ? shownNumber(x) : `mean ${signed(x.summary[1])}`;

// what somebody typed: a number, or NaN
const typed = (text) => text.trim() === '' ? NaN : Number(text.trim().replace(MINUS, '-').replace(',', '.'));
