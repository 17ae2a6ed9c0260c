// What closed modules leave empty is taken out of the drawing: along each axis, stretches that only closed frames cover shrink.

const ROOM = 4; // points that stay of an empty stretch
const TIGHT = 14; // points around what is seen

// the stretches [start, end] that lie in one of `closed` and in none of `seen`
function findEmpty(closed, seen) {
  const marks = [...closed.map(([a, b]) => [[a, 1, 0], [b, -1, 0]]), ...seen.map(([a, b]) => [[a, 0, 1], [b, 0, -1]])].flat().sort((p, q) => p[0] - q[0]);
  const found = [];
  let [covered, taken, from] = [0, 0, null];
  for (const [at, cover, take] of marks) {
    if (from !== null && at - from > ROOM) found.push([from, at]);
    covered += cover;
    taken += take;
    from = covered > 0 && taken === 0 ? at : null;
  }
  return found;
}

// where a place of the whole drawing is once these stretches have shrunk
function shrinkPlaces(stretches) {
  return (x) => stretches.reduce((at, [a, b]) => at - clamp((x - a) * (1 - ROOM / (b - a)), 0, b - a - ROOM), x);
}

const original = new Map(); // attributes of shapes as Graphviz wrote them
function place(shape, name, move) {
  if (!original.has(shape)) original.set(shape, {});
  const kept = original.get(shape);
  if (!(name in kept)) kept[name] = shape.getAttribute(name) || '';
  shape.setAttribute(name, move(kept[name]));
}
const pairs = (text, fx, fy) => text.replace(/(-?[\d.]+)[ ,](-?[\d.]+)/g, (_, x, y) => `${fx(+x).toFixed(2)},${fy(+y).toFixed(2)}`);

// the room that a closed frame takes: its title and its tally
function foldFrame(frame) {
  const { x, y, width, height } = places.get(frame);
  const texts = [...frame.querySelectorAll('text')].map((text) => text.getBBox().width);
  return { x, y, width: Math.min(width, Math.max(...texts, 30) + 24), height: Math.min(height, 46) };
}

function collapse() {
  const closed = frames.filter((f) => f.classList.contains('closed') && !f.classList.contains('away'));
  const seen = [];
  for (const group of groups) {
    if (group.classList.contains('away')) continue;
    if (group.classList.contains('node')) seen.push(places.get(group));
    if (group.classList.contains('edge')) for (const text of group.querySelectorAll('text')) seen.push(places.get(text));
    if (group.classList.contains('cluster')) {
      const b = places.get(group);
      if (group.classList.contains('closed')) seen.push(foldFrame(group));
      else seen.push({ x: b.x, y: b.y, width: 60, height: 24 });
      seen.push({ x: b.x + b.width, y: b.y + b.height, width: 0, height: 0 });
    }
  }
  const [fx, fy] = [['x', 'width'], ['y', 'height']].map(([at, size]) => shrinkPlaces(findEmpty(
    closed.map((f) => [places.get(f)[at], places.get(f)[at] + places.get(f)[size]]),
    seen.map((b) => [b[at] - TIGHT, b[at] + b[size] + TIGHT]),
  )));
  put(fx, fy);
  const paperBox = places.get(sheet);
  const fitted = view.w === whole.w && view.h === whole.h && view.x === whole.x && view.y === whole.y;
  const [left, top] = [fx(paperBox.x), fy(paperBox.y)];
  const [w, h] = [fx(paperBox.x + paperBox.width) - left, fy(paperBox.y + paperBox.height) - top];
  whole = { x: left - paperBox.x, y: top - paperBox.y, w: width - paperBox.width + w, h: height - paperBox.height + h };
  if (fitted) fit();
}

function put(fx, fy) {
  const stay = (group) => (text) => {
    const b = places.get(group);
    const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
    return `${text} translate(${fx(x) - x},${fy(y) - y})`.trim();
  };
  for (const group of groups) {
    if (group.classList.contains('node')) place(group, 'transform', stay(group));
    for (const shape of group.classList.contains('node') ? [] : group.children) {
      if (shape.tagName === 'path') place(shape, 'd', (text) => pairs(text, fx, fy));
      if (shape.tagName === 'polygon' && group.classList.contains('cluster')) place(shape, 'points', (text) => pairs(text, fx, fy));
      else if ((shape.tagName === 'polygon' || shape.tagName === 'text') && places.has(shape)) place(shape, 'transform', stay(shape));
    }
  }
  place(sheet, 'points', (text) => pairs(text, fx, fy));
}

const sheet = svg.querySelector('g[class~="graph"] > polygon');
const places = new Map(); // boxes in the whole drawing, asked for while everything is shown
function survey() {
  if (places.size) return;
  places.set(sheet, sheet.getBBox());
  for (const group of groups) {
    places.set(group, group.classList.contains('cluster') ? box(group) : group.getBBox());
    if (!group.classList.contains('node')) for (const shape of group.children) if (shape.getBBox) places.set(shape, shape.getBBox());
  }
}
