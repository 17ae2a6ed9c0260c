// Trainer: the weights, one step of gradient descent after the other, and the losses on the way.

const MOST_LOSSES = 4000; // points of a curve; then every second one is dropped

class Trainer {
  constructor(data) {
    this.data = data;
    this.train = new Samples(data.train);
    this.test = data.test && new Samples(data.test);
    this.weights = Float64Array.from(data.weights, ({ value }) => decoded(value));
    this.slopes = new Float64Array(this.weights.length); // of the last step: ∂loss/∂weight, the penalty included
    this.before = Float64Array.from(this.weights); // the weights before the last step
    this.penalized = data.weights.flatMap(({ kind }, i) => kind === 'weight' ? [i] : []);
    this.settings = { ...data.settings };
    this.start = Float64Array.from(this.weights);
    this.restart();
  }

  // the weights of the start again, and no step taken yet
  restart() {
    this.weights.set(this.start);
    this.before.set(this.start);
    this.slopes.fill(0);
    this.steps = 0;
    this.rate = 0;
    this.curve = [];
    this.every = 1;
    this.waiting = [];
    this.batch = [];
    this.random = new Random(this.settings.seed);
    this.renew();
  }

  restore() {
    this.start = Float64Array.from(this.data.weights, ({ value }) => decoded(value));
    this.train.restore();
    this.test?.restore();
    this.shake();
    this.restart();
  }

  shake() {
    this.train.shake(this.settings.noise, this.settings.seed);
    this.test?.shake(this.settings.noise, this.settings.seed + 1);
  }

  // other weights to start from: uniform around 0 as wide as Python draws them, biases at 0
  draw() {
    const random = new Random(this.settings.seed);
    this.data.weights.forEach(({ kind, spread }, i) => { this.start[i] = kind === 'weight' ? spread * (2 * random.next() - 1) : 0; });
    this.restart();
  }

  // programs anew: after another activation, or more samples than there is room for
  renew() {
    const piece = this.settings.activation === this.data.own ? null : this.data.activations[this.settings.activation];
    this.recording = withActivation(this.data.recording, piece);
    const { end } = this.recording;
    const { weights, slopes } = this;
    this.stepping = new Program(this.recording, { roots: [end], size: this.train.length, weights, slopes });
    this.watching = new Program(this.recording, { roots: [end], size: Math.max(this.train.length, this.test?.length ?? 0), weights });
    const size = this.penalized.length;
    this.pulls = new Float64Array(size);
    const none = new Float64Array(0);
    this.penalties = Object.fromEntries(Object.entries(this.data.penalties).map(([name, tape]) => [
      name, new Program(tape, { roots: [tape.end], size, weights: none, slopes: this.pulls })]));
    this.measure();
  }

  // the samples of the next step: all of them, or the next ones of an order drawn anew for each epoch
  next() {
    const n = this.train.length;
    const { batch } = this.settings;
    if (batch === 0 || batch >= n) return [...Array(n).keys()];
    this.waiting = this.waiting.filter((row) => row < n);
    if (!this.waiting.length) this.waiting = this.random.order(n);
    return this.waiting.splice(0, batch);
  }

  step() {
    if (this.train.length > this.stepping.size) this.renew();
    this.batch = this.next();
    const count = this.batch.length;
    this.train.fill(this.stepping, this.batch);
    this.slopes.fill(0);
    this.stepping.forward(count);
    this.stepping.backward(count, 1 / count);
    this.penalize();
    this.before.set(this.weights);
    this.rate = this.settings.rate;
    this.data.weights.forEach(({ frozen }, i) => {
      if (!frozen) this.weights[i] -= this.rate * this.slopes[i];
    });
    this.steps += 1;
  }

  // adds the gradients of the penalty
  penalize() {
    const { penalty, strength } = this.settings;
    if (!(penalty in this.penalties) || !strength) return;
    const program = this.penalties[penalty];
    this.penalized.forEach((place, i) => { program.x[0][i] = this.weights[place]; });
    this.pulls.fill(0);
    program.forward(this.penalized.length);
    program.backward(this.penalized.length, strength);
    this.penalized.forEach((place, i) => { this.slopes[place] += this.pulls[i]; });
  }

  lossOf(samples) {
    if (!samples) return null;
    if (samples.length > this.watching.size) this.renew();
    samples.fill(this.watching, [...Array(samples.length).keys()]);
    this.watching.forward(samples.length);
    return this.watching.mean(samples.length);
  }

  // the losses now, written into the curve
  measure() {
    this.now = { step: this.steps, train: this.lossOf(this.train), test: this.lossOf(this.test) };
    if (this.curve.at(-1)?.step === this.steps) this.curve.pop();
    if (this.steps % this.every === 0 || !this.curve.length) this.curve.push(this.now);
    if (this.curve.length > MOST_LOSSES) {
      this.curve = this.curve.filter((_, i) => i % 2 === 0);
      this.every *= 2;
    }
  }

  // the gradients of the loss of all samples, where the weights are now
  explore() {
    const kept = Float64Array.from(this.slopes);
    const rows = [...Array(this.train.length).keys()];
    if (rows.length > this.stepping.size) this.renew();
    this.train.fill(this.stepping, rows);
    this.slopes.fill(0);
    this.stepping.forward(rows.length);
    this.stepping.backward(rows.length, 1 / rows.length);
    this.penalize();
    const found = Float64Array.from(this.slopes);
    this.slopes.set(kept);
    return found;
  }
}
