// The gradient of the value looked at as a sum over its paths to the result.

const FEW = 6; // paths that are written out one by one

class Inspector {
  constructor(tape) {
    this.tape = tape;
    this.box = document.getElementById('inspector');
  }

  // `hidden`: whether gradients are to be guessed, and so not said here
  show(v, hidden) {
    this.box.hidden = !v;
    if (!v) return;
    const loss = this.tape.loss.label;
    const title = make('h2', '');
    const paths = v.paths === 1 ? '1 path' : `${v.paths.toLocaleString('en')} paths`;
    title.append(make('b', called(v)), v.paths ? ` reaches ${loss} on ${paths}` : ' has no gradient');
    const list = make('ul', '');
    if (!v.paths || v === this.tape.loss) {
      this.box.replaceChildren(title);
      return;
    }
    if (v.paths <= FEW) for (const way of this.tape.ways(v)) list.append(this.wayItem(v, way, hidden));
    else for (const [z, i] of v.uses) if (z.flows[i] && z.paths) list.append(this.useItem(z, i, hidden));
    const sum = make('span', v.paths === 1 ? ': ' : ', together ', 'total');
    sum.append(make('b', hidden ? '?' : shownNumber(v.grad), 'grad'), ` = ∂${loss}/∂${called(v)}`);
    title.append(sum);
    this.box.replaceChildren(title, list);
  }

  wayItem(v, way, hidden) {
    const item = make('li', '');
    const derivatives = way.map(([z, i]) => z.locals[i]);
    item.append(make('span', [called(v), ...way.map(([z]) => `${this.tape.rows[z.op].label} ${symbol(z)}`)].join(' → '), 'way'));
    if (derivatives.every(isNumber) && !hidden) {
      const factors = derivatives.map((d, k) => k ? fence(d) : short(d)).join(' · ');
      item.append(make('span', way.length > 1 ? `${factors} = ` : '', 'factors'), make('b', short(derivatives.reduce((a, b) => a * b, 1)), 'grad'));
    }
    return item;
  }

  useItem(z, i, hidden) {
    const item = make('li', '');
    const paths = z.paths === 1 ? '1 path' : `${z.paths.toLocaleString('en')} paths`;
    const part = this.tape.share(z, i, z.grad);
    item.append(make('span', `through ${this.tape.rows[z.op].label} into ${z.label} (${paths})`, 'way'));
    if (isNumber(part) && isNumber(z.locals[i]) && !hidden) {
      item.append(make('span', `${short(z.grad)} · ${fence(z.locals[i])} = `, 'factors'), make('b', short(part), 'grad'));
    }
    return item;
  }
}
