// Guessing: each gradient stays hidden until it has been typed, or asked to be shown.

const NEAR_ENOUGH = 0.005; // of the number itself

class Guess {
  constructor(tape, changed) {
    this.tape = tape;
    this.changed = changed; // called when something was revealed
    this.hiding = false;
    this.open = new Set(); // steps whose gradient is known
    this.right = 0;
    this.tried = new Set();
    this.form = document.getElementById('guess');
    this.field = document.getElementById('guessed');
    this.verdict = document.getElementById('verdict');
    this.form.addEventListener('submit', (event) => { event.preventDefault(); this.check(); });
    document.getElementById('give-up').addEventListener('click', () => this.reveal(`It is ${short(this.step.after)}.`));
    document.getElementById('hide').addEventListener('change', (event) => this.hide(event.target.checked));
  }

  hide(hiding) {
    this.hiding = hiding;
    this.forget();
    this.changed();
  }

  // a new pass: everything is to be guessed again
  forget() {
    this.open.clear();
    this.tried.clear();
    this.right = 0;
  }

  // whether a step of the tape hides its gradient: single numbers only, one at a time
  asks(step) {
    return this.hiding && step.phase === 'backward' && isNumber(step.after) && !this.open.has(key(step));
  }

  // ask for the gradient of a view's step, if it is to be guessed
  show(step) {
    const asked = !step.box && this.asks(step);
    const other = this.step === undefined || key(this.step) !== key(step);
    this.step = step;
    this.form.hidden = !this.hiding || step.box || step.phase !== 'backward' || !isNumber(step.after);
    for (const part of [this.field, ...this.form.querySelectorAll('button')]) part.disabled = !asked;
    if (this.form.hidden) return;
    document.getElementById('asked').textContent = step.before ? `Added to ${short(step.before)}, ${called(step.x)} has now` : `Your guess for ${called(step.x)}:`;
    if (!other) return;
    this.field.value = '';
    this.verdict.textContent = asked ? '' : 'known';
  }

  check() {
    const guess = typed(this.field.value);
    const { after } = this.step;
    if (Number.isNaN(guess)) {
      this.verdict.textContent = 'type a number, such as −0.5';
      return;
    }
    const first = !this.tried.has(key(this.step));
    this.tried.add(key(this.step));
    if (guess === after || Math.abs(guess - after) <= NEAR_ENOUGH * Math.abs(after)) {
      if (first) this.right += 1;
      this.reveal(`right: ${short(after)} (${this.right} of ${this.tried.size} at once). → goes on.`);
    } else {
      const hint = after !== 0 && Math.abs(guess + after) <= NEAR_ENOUGH * Math.abs(after) ? 'the sign is the other one' : 'gradient × local derivative, plus what was there';
      this.verdict.textContent = `not yet: ${hint}`;
    }
  }

  reveal(said) {
    this.tried.add(key(this.step));
    this.open.add(key(this.step));
    this.verdict.textContent = said;
    this.changed();
  }
}

const key = ({ phase, z, i }) => `${phase} ${z?.id} ${i}`;
