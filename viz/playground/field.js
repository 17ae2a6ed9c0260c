// Field: what every neuron gives at every place of the plot, with the other inputs held at their means.

const SIDE = 40; // places along a side of the plot
const ALONG = 160; // places along a curve

class Field {
  constructor(trainer) {
    this.trainer = trainer;
    this.flat = trainer.data.sizes[0] === 1;
    this.across = 0;
    this.up = this.flat ? null : 1;
    this.frame();
  }

  // which part of the plane is shown: all samples and some room around them
  frame() {
    const { train, test } = this.trainer;
    const points = [...train.points, ...test?.points ?? []];
    const range = (numbers) => {
      const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
      const room = 0.12 * (high - low) || 1;
      return [low - room, high + room];
    };
    this.xs = range(points.map(({ x }) => x[this.across]));
    this.ys = this.flat ? range(points.map(({ label }) => label)) : range(points.map(({ x }) => x[this.up]));
    this.rest = points[0].x.map((_, k) => points.reduce((sum, { x }) => sum + x[k], 0) / points.length);
    this.renew();
  }

  renew() {
    const { recording, weights } = this.trainer;
    this.recording = recording;
    this.count = this.flat ? ALONG : SIDE * SIDE;
    const roots = [...recording.outputs, ...recording.neurons.flat().map(([, out]) => out)];
    this.program = new Program(recording, { roots, size: this.count, weights });
    this.program.x.forEach((column, k) => {
      for (let i = 0; i < this.count; i++) {
        column[i] = k === this.across ? this.place(this.xs, this.flat ? i / (ALONG - 1) : (i % SIDE) / (SIDE - 1))
          : k === this.up ? this.place(this.ys, 1 - Math.floor(i / SIDE) / (SIDE - 1)) : this.rest[k];
      }
    });
  }

  place([low, high], t) {
    return low + t * (high - low);
  }

  compute() {
    if (this.recording !== this.trainer.recording) this.renew();
    this.program.forward(this.count);
  }

  // the column of an input, of a neuron, or of the network's answers
  input(k) {
    return this.program.x[k] ?? new Float64Array(this.count);
  }

  neuron(layer, i) {
    return this.program.columns[this.recording.neurons[layer][i][1]];
  }

  answers() {
    return this.recording.outputs.map((i) => this.program.columns[i]);
  }
}

// the largest distance of some numbers from a middle, at least a little
function reachOf(column, middle = 0) {
  let reach = 1e-9;
  for (const x of column) if (Math.abs(x - middle) > reach && Number.isFinite(x)) reach = Math.abs(x - middle);
  return reach;
}
