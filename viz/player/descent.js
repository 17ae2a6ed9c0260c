// Descent: the page takes a step itself, each parameter less the learning rate times its gradient, and keeps the losses.

const CURVE = { width: 110, height: 26 };

class Descent {
  constructor(tape, taken) {
    this.tape = tape;
    this.taken = taken; // called after the steps
    this.losses = [tape.loss.value];
    this.rate = document.getElementById('rate');
    this.curve = document.getElementById('losses');
    this.said = document.getElementById('descended');
    this.parameters = tape.values.filter((v) => !v.op && v.kind === 'parameter' && v.paths);
    this.buttons = ['descend', 'descend-more'].map((id) => document.getElementById(id));
    const stuck = this.parameters.find((v) => v.fixed);
    const reason = !this.parameters.length ? 'there is no parameter to change' : stuck ? stuck.fixed : '';
    for (const part of [...this.buttons, this.rate]) part.disabled = Boolean(reason);
    if (reason) this.say(`no descent here: ${reason}`);
    this.buttons[0].addEventListener('click', () => this.take(1));
    this.buttons[1].addEventListener('click', () => this.take(10));
  }

  take(steps) {
    const rate = typed(this.rate.value);
    this.rate.setAttribute('aria-invalid', Number.isNaN(rate));
    if (Number.isNaN(rate)) return this.say('the learning rate is a number, such as 0.1');
    for (let n = 0; n < steps; n++) {
      this.tape.changeAll(this.parameters.map((v) => [v, v.value - rate * v.grad]));
      this.losses.push(this.tape.loss.value);
    }
    this.draw();
    return this.taken();
  }

  // Python's numbers again
  forget() {
    this.losses = [this.tape.loss.value];
    this.draw();
  }

  say(text) {
    this.said.textContent = text;
  }

  // the losses as a line, and in words where it began and stands
  draw() {
    const { losses } = this;
    const seen = losses.filter(Number.isFinite);
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    const across = (n) => 3 + n * (CURVE.width - 6) / Math.max(losses.length - 1, 1);
    const down = (x) => CURVE.height - 4 - (x - low) / (high - low || 1) * (CURVE.height - 8);
    const points = losses.flatMap((x, n) => Number.isFinite(x) ? [`${across(n).toFixed(1)},${down(x).toFixed(1)}`] : []);
    this.curve.firstElementChild.setAttribute('points', points.join(' '));
    this.curve.toggleAttribute('hidden', losses.length < 2);
    const steps = losses.length - 1;
    const said = steps ? `${this.tape.loss.label}: ${short(losses[0])} → ${short(losses.at(-1))} in ${steps} step${steps > 1 ? 's' : ''}` : '';
    this.curve.setAttribute('aria-label', said);
    this.say(said);
  }
}
