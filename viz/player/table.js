// The tape as a table: one row a value, with a field where a leaf's value can be changed.

class Table {
  constructor(tape, { look, change }) {
    this.tape = tape;
    this.body = document.querySelector('#rows tbody');
    this.around = document.getElementById('rows');
    this.shown = new Rows(this.body, this.around);
    this.message = document.getElementById('edit');
    this.calls = { look, change };
    this.all = new Map();
  }

  // the rows of a view: all single values that its drawing shows
  mount(view) {
    this.rows = view.rows.map((v) => {
      if (!this.all.has(v)) this.all.set(v, this.row(v, this.calls.look, this.calls.change));
      return this.all.get(v);
    });
    this.shown.mount(this.rows.map(({ row }) => row));
  }

  row(v, look, change) {
    const row = document.createElement('tr');
    row.className = v.kind;
    row.dataset.value = v.id;
    const [place, made, value, grad] = ['th', 'td', 'td', 'td'].map((tag) => document.createElement(tag));
    place.scope = 'row';
    place.textContent = v.position;
    made.append(this.origin(v));
    made.title = made.textContent;
    value.className = 'value';
    grad.className = 'grad';
    row.append(place, made, value, grad);
    row.addEventListener('pointerenter', () => look(v));
    row.addEventListener('pointerleave', () => look(null));
    const field = !v.op && isNumber(v.value) ? this.field(v, look, change) : null;
    if (field) value.append(field);
    return { v, row, value, grad, field, state: '', told: [] };
  }

  // such as "y = a × b"
  origin(v) {
    const line = document.createDocumentFragment();
    const name = document.createElement('b');
    name.dir = 'auto';
    name.textContent = v.path || v.name;
    line.append(name, v.name && (v.op || v.kind === 'constant') ? ' = ' : ' ');
    line.append(v.op ? callOf(this.tape, v) : v.kind);
    if (v.shape) line.append(` (${v.shape})`);
    return line;
  }

  field(v, look, change) {
    const field = document.createElement('input');
    field.inputMode = 'decimal';
    field.autocomplete = 'off';
    field.setAttribute('aria-label', `value of ${v.kind} ${v.label}`);
    field.addEventListener('focus', () => { field.value = signed(String(v.value)); field.select(); look(v); });
    field.addEventListener('blur', () => { look(null); this.settle(v, field); });
    this.settle(v, field);
    if (v.fixed) {
      field.readOnly = true;
      field.title = `read-only: ${v.fixed}`;
      field.setAttribute('aria-description', field.title);
      field.addEventListener('focus', () => { this.message.textContent = `${v.label} is read-only: ${v.fixed}.`; });
      return field;
    }
    field.title = 'type another value; ↑ and ↓ nudge it by 0.1';
    const take = () => {
      const number = typed(field.value);
      const wrong = Number.isNaN(number);
      field.setAttribute('aria-invalid', wrong);
      this.message.textContent = wrong ? `“${field.value.slice(0, 20)}” is not a number.` : '';
      if (wrong) return;
      change(v, number);
      field.dataset.full = String(number);
      this.message.textContent = this.tape.changed ? 'Computed anew in this page, for the branches that Python took.' : '';
    };
    field.addEventListener('input', take);
    field.addEventListener('keydown', (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (event.key === 'Escape') field.blur();
      if (!by || !Number.isFinite(v.value)) return;
      event.preventDefault();
      field.value = signed(String(Number((v.value + by * (event.shiftKey ? 1 : 0.1)).toPrecision(12))));
      take();
    });
    return field;
  }

  // a field that nobody types in shows its number in short
  settle(v, field) {
    field.value = short(v.value);
    field.dataset.full = String(v.value);
    field.removeAttribute('aria-invalid');
  }

  // all fields show the numbers again that count
  refresh() {
    for (const { v, field } of this.all.values()) if (field) this.settle(v, field);
    this.message.textContent = '';
  }

  show(known, step, looked, touched) {
    const path = looked?.paths ? this.tape.pathsFrom(looked) : null;
    const sources = new Set(step.steps.map(({ z }) => z));
    const targets = new Set(step.steps.map(({ x }) => x));
    for (const shownRow of this.rows) {
      const { v, row, value, grad, field } = shownRow;
      if (touched && !touched.has(v)) continue;
      const backward = step.phase === 'backward';
      const current = backward ? targets.has(v) : step.phase === 'forward' ? sources.has(v) : step.z === v;
      const states = { current, source: backward && sources.has(v), future: !known.has(v), path: path?.has(v), looked: looked === v };
      const state = Object.keys(states).filter((name) => states[name]).join(' ');
      if (state !== shownRow.state) {
        row.className = `${v.kind} ${state}`;
        if (current) row.setAttribute('aria-current', 'step');
        else row.removeAttribute('aria-current');
        shownRow.state = state;
      }
      const g = known.gradOf(v);
      const now = [known.has(v), g, v.value, this.tape.changed];
      if (now.every((x, i) => Object.is(x, shownRow.told[i]))) continue;
      shownRow.told = now;
      if (!field) number(value, known.has(v) ? v.value : undefined, known.has(v) ? '' : '·');
      if (field && this.tape.changed) field.classList.toggle('changed', !Object.is(v.value, v.python.value));
      else field?.classList.remove('changed');
      number(grad, g, !v.differentiable ? '' : g === null ? '…' : '·');
    }
  }

  follow(v) {
    if (!v) return;
    const row = this.all.get(v)?.row;
    if (!row || !this.shown.rows.includes(row)) return;
    const top = this.shown.top(row);
    const seen = top > this.around.scrollTop + 30 && top + 60 < this.around.scrollTop + this.around.clientHeight;
    if (seen) return;
    this.around.scrollTop = top - this.around.clientHeight / 2;
    this.shown.update();
  }
}

// a cell's number in short, in full to hover over
function number(cell, x, missing) {
  const none = x === undefined || x === null || x === HIDDEN;
  setText(cell, x === HIDDEN ? '?' : none ? missing : brief(x));
  const full = none ? '' : isNumber(x) ? String(x) : shownNumber(x);
  if ((cell.dataset.full || '') === full) return;
  cell.dataset.full = cell.title = full;
}
