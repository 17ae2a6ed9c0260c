// What is in sight: of a long table and of a large drawing nothing else is laid out, so that a step takes milliseconds.

const MANY = 300; // rows or parts from which on those out of sight are left out
const BESIDE = 40; // rows kept above and below those in sight

// The rows of a table between two that are as high as all the others.
class Rows {
  constructor(body, around) {
    this.body = body;
    this.around = around;
    this.ends = [0, 1].map(() => {
      const row = document.createElement('tr');
      row.append(document.createElement('td'));
      row.setAttribute('aria-hidden', 'true');
      row.className = 'rest';
      return row;
    });
    around.addEventListener('scroll', () => this.update());
    new ResizeObserver(() => this.update()).observe(around);
  }

  mount(rows) {
    this.rows = rows;
    this.whole = rows.length <= MANY;
    this.range = [0, this.whole ? rows.length : BESIDE];
    this.body.replaceChildren(...rows.slice(...this.range));
    if (this.whole) return;
    rows.forEach((row, i) => row.setAttribute('aria-rowindex', i + 2));
    this.body.parentNode.setAttribute('aria-rowcount', rows.length + 1);
    this.height = this.body.offsetHeight / BESIDE || 27;
    this.body.prepend(this.ends[0]);
    this.body.append(this.ends[1]);
    this.update();
  }

  // how far from the top a row is, whether it is there or not
  top(row) {
    return row.isConnected ? row.offsetTop : this.rows.indexOf(row) * this.height;
  }

  // bring rows that came near, take away those that went far: what stays is not touched, so that a field keeps its focus
  update() {
    if (this.whole || !this.rows) return;
    const first = Math.floor(this.around.scrollTop / this.height);
    const last = first + Math.ceil(this.around.clientHeight / this.height);
    const [from, to] = this.range;
    if ((from === 0 || from <= first - BESIDE / 2) && (to === this.rows.length || to >= last + BESIDE / 2)) return;
    const [start, end] = [Math.max(first - BESIDE, 0), Math.min(last + BESIDE, this.rows.length)];
    for (let i = from; i < to; i++) if (i < start || i >= end) this.rows[i].remove();
    const shown = this.rows.slice(start, end);
    let before = this.ends[0];
    for (const row of shown) {
      if (before.nextSibling !== row) before.after(row);
      before = row;
    }
    this.range = [start, end];
    [start, this.rows.length - end].forEach((count, i) => { this.ends[i].firstChild.style.height = `${count * this.height}px`; });
  }
}

// The parts of a drawing that nobody can focus.
class Sight {
  constructor(paper) {
    this.paper = paper;
    this.parts = [];
    this.kept = []; // what is scrolled to
    paper.addEventListener('scroll', () => this.update());
  }

  mount(parts) {
    this.parts = parts.length <= MANY ? [] : parts.map((part) => ({ part, box: part.getBBox(), away: false }));
    this.shown = new Map(this.parts.map((entry) => [entry.part, entry]));
    this.update();
  }

  update() {
    if (!this.parts.length) return;
    const around = this.paper.getBoundingClientRect();
    const back = this.parts[0].part.parentNode.getScreenCTM()?.inverse();
    if (!back) return;
    const [a, b] = [[around.left, around.top], [around.right, around.bottom]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(back));
    const [wide, high] = [b.x - a.x, b.y - a.y]; // as much again on each side stays
    for (const entry of this.parts) {
      const { x, y, width, height } = entry.box;
      this.set(entry, !this.kept.includes(entry.part) && (x > b.x + wide || x + width < a.x - wide || y > b.y + high || y + height < a.y - high));
    }
  }

  // parts have a place on the page again, so that they can be scrolled to
  reveal(parts) {
    this.kept = parts;
    for (const part of parts) if (this.shown?.has(part)) this.set(this.shown.get(part), false);
  }

  set(entry, away) {
    if (entry.away !== away) entry.part.classList.toggle('away', away);
    entry.away = away;
  }
}
