// Program: the tape of one sample run on a batch, a column of numbers for each value; the rules are the op table's, in LOOPS.

const isOperation = (value) => value.length > 2;

// A recording with another activation in all hidden layers, whose own tape is `piece`; null is the recorded one.
function withActivation(recorded, piece) {
  if (!piece) return recorded;
  const hidden = recorded.neurons.slice(0, -1).flat();
  const values = [];
  const places = []; // where each recorded value stands now
  const sums = new Map(); // where a neuron's sum stands now, by where its output stood
  recorded.values.forEach((value, i) => {
    const inside = hidden.some(([sum, out]) => i > sum && i <= out);
    if (!inside) places[i] = values.push(isOperation(value) ? moved(value, (x) => places[x]) : value) - 1;
    for (const [sum, out] of hidden) {
      if (sum === i) sums.set(out, places[i]);
      if (out === i) places[i] = insertPiece(values, piece, sums.get(out));
    }
  });
  const neurons = recorded.neurons.map((layer) => layer.map(([sum, out]) => [sums.get(out) ?? places[sum], places[out]]));
  return { values, neurons, outputs: recorded.outputs.map((i) => places[i]), end: places[recorded.end] };
}

// The values of a piece put behind the others, with its input at `input`; where its result stands.
function insertPiece(values, piece, input) {
  const places = [input];
  piece.values.slice(1).forEach((value, i) => {
    places[i + 1] = values.push(isOperation(value) ? moved(value, (x) => places[x]) : value) - 1;
  });
  return places[piece.end];
}

const moved = ([op, inputs, ...rest], place) => [op, inputs.map(place), ...rest];

class Program {
  // Up to `size` samples at a time. `roots`: what is asked for; the rest is left out. `slopes`: where the weights' gradients go;
  // without it nothing runs backward.
  constructor({ values, end }, { roots, size, weights, slopes = null }) {
    this.size = size;
    this.end = end;
    this.x = [];
    this.y = [];
    this.columns = [];
    this.slopes = [];
    this.steps = [];
    const needed = findNeeded(values, roots);
    const live = slopes ? this.liveFor(values, end) : new Set();
    values.forEach((value, i) => {
      if (!needed.has(i)) return;
      if (!isOperation(value)) return this.leaf(value, i, weights, slopes);
      const [op, inputs, settings, flows] = value;
      const wide = inputs.some((x) => this.columns[x].length > 1);
      this.columns[i] = new Float64Array(wide ? size : 1);
      if (live.has(i)) this.slopes[i] = new Float64Array(this.columns[i].length);
      this.steps.push({ i, op: LOOPS[op], inputs, settings: numbersOf(settings), flows: flows.map((flow, k) => flow && live.has(i) && this.slopes[inputs[k]]) });
    });
    this.backSteps = this.steps.filter(({ i }) => live.has(i)).reverse();
  }

  leaf([kind, place], i, weights, slopes) {
    if (kind === 'w') {
      this.columns[i] = weights.subarray(place, place + 1);
      if (slopes) this.slopes[i] = slopes.subarray(place, place + 1);
    } else if (kind === 'c') this.columns[i] = Float64Array.of(decoded(place));
    else {
      this[kind][place] = this.columns[i] = new Float64Array(this.size);
      if (slopes && kind === 'x' && !weights.length) this.slopes[i] = slopes;
    }
  }

  // what the gradient of the result gets to
  liveFor(values, end) {
    const live = new Set([end]);
    for (let i = end; i >= 0; i--) {
      if (!live.has(i) || !isOperation(values[i])) continue;
      const [, inputs, , flows] = values[i];
      inputs.forEach((x, k) => { if (flows[k]) live.add(x); });
    }
    return live;
  }

  // the steps from one number to the next in the inputs of an operation, flattened behind each input
  given(inputs) {
    return inputs.flatMap((x) => [this.columns[x], this.columns[x].length > 1 ? 1 : 0]);
  }

  forward(count) {
    for (const step of this.steps) {
      step.given ??= this.given(step.inputs);
      const z = this.columns[step.i];
      step.op.forward(Math.min(count, z.length), step.settings, z, ...step.given);
    }
  }

  // adds the gradients of Σ seed · result to the weights' slopes
  backward(count, seed) {
    for (const { i } of this.backSteps) this.slopes[i].fill(0);
    this.slopes[this.end].fill(seed);
    for (const { i, op, inputs, settings, flows, given } of this.backSteps) {
      const z = this.columns[i];
      flows.forEach((to, k) => {
        if (to) op.shares[k](Math.min(count, z.length), settings, this.slopes[i], z, ...given, to, to.length > 1 ? 1 : 0);
      });
    }
  }

  mean(count) {
    let sum = 0;
    const losses = this.columns[this.end];
    for (let i = 0; i < count; i++) sum += losses[i];
    return sum / count;
  }
}

function findNeeded(values, roots) {
  const needed = new Set(roots);
  for (let i = values.length - 1; i >= 0; i--) {
    if (needed.has(i) && isOperation(values[i])) for (const x of values[i][1]) needed.add(x);
  }
  return needed;
}

const numbersOf = (settings) => Object.fromEntries(Object.entries(settings).map(([key, x]) => [key, decoded(x)]));
