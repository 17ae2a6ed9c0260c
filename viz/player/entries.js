// Small arrays entry by entry: what each entry of a result is made of, and what each entry of an input gets back.

const entriesOf = (x) => x === undefined || x === null ? null : isNumber(x) ? [x] : x.entries ?? null;

// "w" for a number, "w[2]" and "w[0, 1]" for an entry of an array
function entryName(v, k) {
  if (!v.dims.length) return symbol(v);
  const index = [];
  for (const size of [...v.dims].reverse()) {
    index.unshift(k % size);
    k = Math.floor(k / size);
  }
  return `${symbol(v)}[${index.join(', ')}]`;
}

// a small array as the page keeps it: its entries, and their least, mean and largest
function gatherEntries(entries) {
  if (entries.length === 1) return { entries, summary: [short(entries[0])] };
  const mean = entries.reduce((a, b) => a + b, 0) / entries.length;
  return { entries, summary: [Math.min(...entries), mean, Math.max(...entries)].map((x) => short(x, 3)) };
}

// the gradient g of a result times the slopes of its entries: what an input gets; null where g is not known by entries
function handOn(slopes, g) {
  const arriving = entriesOf(g);
  if (!arriving || arriving.length !== slopes.length) return null;
  const found = slopes[0].map((_, j) => arriving.reduce((sum, x, k) => x === 0 ? sum : sum + x * slopes[k][j], 0));
  return gatherEntries(found);
}

function addEntries(before, share) {
  if (isNumber(before) && isNumber(share)) return before + share;
  const [a, b] = [entriesOf(before), entriesOf(share)];
  return a && b ? gatherEntries(a.map((x, j) => x + b[j])) : null;
}

// where entry k of an array of shape `dims` comes from in an array that broadcasting stretched to it
function placeBefore(k, dims, from) {
  let place = 0;
  let step = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const at = k % dims[axis];
    k = Math.floor(k / dims[axis]);
    const size = from[axis - dims.length + from.length] ?? 1;
    if (size > 1) place += at * step;
    step *= size;
  }
  return place;
}

const product = (a, b) => b === 1 ? fence(a) : `${fence(a)}·${fence(b)}`;
const fence = (x) => x < 0 ? `(${short(x)})` : short(x);
const total = (terms) => terms.length > 1 ? terms.join(' + ') : terms[0]?.replace(/^\((.*)\)$/, '$1') ?? '0';

// lines of a forward step: by the rule of the row where it works entry by entry, by the slopes where it is linear
function forwardEntries(tape, z) {
  const values = entriesOf(z.value);
  if (!values || !z.slopes.length) return [];
  const inputs = z.inputs.map((x) => tape.values[x]);
  const given = inputs.map((x) => entriesOf(x.value));
  const row = tape.rows[z.op];
  const elementwise = z.op in RULES && given.every(Boolean);
  return values.map((value, k) => {
    const name = entryName(z, k);
    if (elementwise) {
      const numbers = tape.lettersOf(z, (x) => entriesOf(x.value)[placeBefore(k, z.dims, x.dims)]);
      const line = marks(row.forward, { ...numbers, ...tape.settingsOf(z, (number) => number) });
      if (line) return `${name} = ${speak(line)} = ${short(value)}`;
    }
    const slopes = z.slopes[0]?.[k];
    if (!row.linear || !slopes || !given[0]) return `${name} = ${short(value)}`;
    const terms = slopes.flatMap((slope, j) => slope === 0 ? [] : [[given[0][j], slope, j]]);
    if (terms.length === 1 && terms[0][1] === 1) return `${name} = ${entryName(inputs[0], terms[0][2])} = ${short(value)}`;
    return `${name} = ${total(terms.map(([x, slope]) => product(x, slope)))} = ${short(value)}`;
  });
}

// lines of a backward step: each entry of the input adds up gradient times slope over the entries of the result
function backwardEntries(tape, { z, i, x, arriving, share }) {
  const [given, found, slopes] = [entriesOf(arriving), entriesOf(share), z.slopes[i]];
  if (!given || !found || !slopes) return [];
  return found.map((part, j) => {
    const terms = given.flatMap((g, k) => slopes[k][j] === 0 ? [] : [product(g, slopes[k][j])]);
    const sum = terms.length === 1 && !terms[0].includes('·') ? total(terms) : `${total(terms)} = ${short(part)}`;
    return `∂${symbol(tape.loss)}/∂${entryName(x, j)} += ${terms.length ? sum : '0'}`;
  });
}
