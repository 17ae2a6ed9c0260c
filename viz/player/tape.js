// The tape: its numbers now, the steps of its two passes, and what follows when a leaf is changed.

class Tape {
  constructor({ values, rows }) {
    this.rows = rows;
    this.values = values.map((facts, i) => ({
      ...facts,
      id: i,
      place: `#${facts.position}`,
      label: facts.path || facts.name || `#${facts.position}`,
      python: { value: content(facts.value), grad: content(facts.grad), locals: (facts.locals || []).map(decoded) },
      slopes: (facts.slopes || []).map((rows) => rows && rows.map((row) => row.map(decoded))),
      settings: Object.fromEntries(Object.entries(facts.settings || {}).map(([key, x]) => [key, decoded(x)])),
      inputs: facts.inputs || [],
      flows: facts.flows || [],
      uses: [],
    }));
    this.loss = this.values.at(-1);
    this.operations = this.values.filter((z) => z.op);
    for (const z of this.operations) z.inputs.forEach((x, i) => this.values[x].uses.push([z, i]));
    for (const z of this.operations) z.computable = this.agrees(z);
    this.askWhatIsFixed();
    this.countPaths();
    this.restore();
  }

  // whether JavaScript computes this operation as Python did; if not, the page keeps Python's number
  agrees(z) {
    const numbers = [z, ...z.inputs.map((x) => this.values[x])].map((v) => v.python.value);
    if (!(z.op in RULES) || !numbers.every(isNumber)) return false;
    const [expected, ...inputs] = numbers;
    const found = RULES[z.op].forward(...inputs, z.settings);
    return Object.is(found, expected) || found === expected || Math.abs(found - expected) <= 1e-9 * Math.abs(expected);
  }

  // each leaf's `fixed`: why its value cannot be changed here, or nothing
  askWhatIsFixed() {
    const arrays = this.values.some((v) => v.shape);
    for (const v of [...this.values].reverse()) {
      const stuck = v.op && !v.computable ? [v] : [];
      v.stuck = new Set([...stuck, ...v.uses.flatMap(([z]) => [...z.stuck])]);
      const names = [...new Set([...v.stuck].map((z) => z.op))];
      v.fixed = arrays ? 'this tape holds arrays, and the page computes with single numbers only'
        : names.length ? `the page has no JavaScript rule for ${names.join(', ')}` : '';
    }
  }

  countPaths() {
    for (const v of [...this.values].reverse()) {
      v.paths = v === this.loss ? 1 : v.uses.reduce((sum, [z, i]) => sum + (z.flows[i] ? z.paths : 0), 0);
    }
  }

  // Python's numbers
  restore() {
    for (const v of this.values) {
      v.value = v.python.value;
      v.grad = v.python.grad;
      v.locals = v.python.locals;
    }
    this.changed = false;
    this.takeSteps();
  }

  // a leaf's new value, and all that follows from it
  change(leaf, number) {
    this.changeAll([[leaf, number]]);
  }

  changeAll(changes) {
    for (const [leaf, number] of changes) leaf.value = number;
    this.changed = this.values.some((v) => !v.op && !Object.is(v.value, v.python.value));
    if (!this.changed) return this.restore();
    for (const z of this.operations) {
      if (!z.computable) continue;
      z.value = RULES[z.op].forward(...this.given(z), z.settings);
      z.locals = z.flows.map((flows, i) => flows ? this.share(z, i, 1) : null);
    }
    for (const v of this.values) v.grad = null;
    this.takeSteps();
    for (const { x, after } of this.steps) if (x) x.grad = after;
    this.loss.grad = 1;
  }

  given(z) {
    return z.inputs.map((x) => this.values[x].value);
  }

  // what input i gets of the gradient g of z; null where arrays too large to be known entry by entry are involved
  share(z, i, g) {
    if (z.slopes[i]) {
      const found = handOn(z.slopes[i], g);
      return found && !this.values[z.inputs[i]].shape ? found.entries[0] : found;
    }
    if (z.computable) return RULES[z.op].shares[i](g, z.value, ...this.given(z), z.settings);
    if (!isNumber(g) || !isNumber(z.locals[i])) return null;
    return g === 0 ? 0 : g * z.locals[i];
  }

  passes(z, i) {
    return !z.computable || passes(RULES[z.op], i, z.value, this.given(z), z.settings);
  }

  // start, one step for each operation, the seed, one step for each gradient handed on
  takeSteps() {
    const sums = new Map([[this.loss, 1]]);
    const arrivals = new Map();
    const alive = new Set([this.loss]); // where a gradient can arrive
    const back = [];
    for (const z of [...this.operations].reverse()) {
      if (!sums.has(z)) continue; // nothing arrives
      z.inputs.forEach((index, i) => {
        if (!z.flows[i]) return;
        const x = this.values[index];
        const before = sums.get(x);
        const share = alive.has(z) ? this.share(z, i, sums.get(z)) : x.shape ? null : 0;
        if (alive.has(z) && this.passes(z, i)) alive.add(x);
        const after = share === null || before === null ? null : before === undefined ? share : addEntries(before, share);
        sums.set(x, after);
        back.push({ phase: 'backward', z, i, x, arriving: sums.get(z), before, share, after });
        arrivals.set(x, back.at(-1));
      });
    }
    for (const [x, last] of arrivals) last.after ??= x.python.grad; // large arrays: only the whole is known
    this.steps = [{ phase: 'start' }, ...this.operations.map((z) => ({ phase: 'forward', z })), { phase: 'seed', z: this.loss }, ...back];
    this.turn = this.operations.length + 1; // the step where the gradient starts back
  }

  // what letters stand for in the rule of z
  numbers(z, g) {
    return { z: z.value, 'z̄': g, ...this.lettersOf(z, (x) => x.value), ...this.settingsOf(z, (number) => number) };
  }

  // how the rule of z calls them: by the names of the program; a constant is its number
  names(z) {
    return { z: calledMark(z), ...this.lettersOf(z, calledMark), ...this.settingsOf(z, (number) => plainNumber(number)) };
  }

  // a row for any number of inputs has one letter for all of them, which stays a letter
  lettersOf(z, what) {
    const { letters } = this.rows[z.op];
    return z.inputs.length > letters.length ? {} : Object.fromEntries(z.inputs.map((x, i) => [letters[i], what(this.values[x])]));
  }

  settingsOf(z, what) {
    const known = Object.entries(this.rows[z.op].settings).filter(([, name]) => isNumber(z.settings[name]));
    return Object.fromEntries(known.map(([letter, name]) => [letter, what(z.settings[name])]));
  }

  // everything on a way from v to the loss, v included
  pathsFrom(v) {
    const met = new Set();
    const stack = [v];
    while (stack.length) {
      const x = stack.pop();
      if (met.has(x)) continue;
      met.add(x);
      for (const [z, i] of x.uses) if (z.flows[i]) stack.push(z);
    }
    return met;
  }

  // the ways from v to the loss, each a list of [z, i]; call it where they are few
  *ways(v, way = []) {
    if (v === this.loss) yield way;
    for (const [z, i] of v.uses) if (z.flows[i]) yield* this.ways(z, [...way, [z, i]]);
  }
}

// a value in a formula, in a few signs
const calledMark = (v) => isPlain(v) ? plainNumber(v.value) : { kind: 'called', text: symbol(v) };
const isPlain = (v) => !v.name && v.kind === 'constant' && isNumber(v.value);
const symbol = (v) => !v.name ? v.place : v.name.length > 24 ? `${v.name.slice(0, 23)}…` : v.name;
