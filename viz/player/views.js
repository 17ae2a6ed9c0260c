// Views: what one drawing shows of the tape, and the steps that can be seen in it.

class View {
  constructor(tape, { label, parent, picture, nodes, opens, boxes, edges }, id) {
    Object.assign(this, { id, label, parent, picture, opens, edges });
    const members = ([node, places]) => [node, places.map((place) => tape.values[place])];
    const shown = Object.entries(nodes).map(members);
    this.values = new Map(shown.filter(([node]) => node.startsWith('v')));
    this.operations = new Map(shown.filter(([node]) => !node.startsWith('v')));
    this.boxes = new Map(Object.entries(boxes));
    this.home = new Map([...this.operations].flatMap(([node, zs]) => zs.map((z) => [z, node])));
    this.alone = [...this.values.values()].filter((vs) => vs.length === 1).map(([v]) => v);
    this.rows = tape.values.filter((v) => this.alone.includes(v));
    this.tape = tape;
    this.takeSteps();
  }

  // The tape's steps, those inside one closed module as one. `from` and `end` are places among the tape's own steps.
  takeSteps() {
    const { tape } = this;
    const found = [];
    tape.steps.forEach((step, place) => {
      const node = this.home.get(step.z);
      const isSeed = step.phase === 'seed' && (node !== undefined || this.parent === null);
      if (step.phase !== 'start' && !node && !isSeed) return;
      const box = this.boxes.has(node) && !isSeed ? node : null;
      const last = found.at(-1);
      if (box && last?.box === box && last.phase === step.phase && last.end === place - 1) {
        last.end = place;
        last.steps.push(step);
      } else {
        found.push({ ...step, box, steps: [step], from: place, end: place });
      }
    });
    if (this.parent !== null) this.frameSteps(found);
    this.turn = found.findIndex(({ phase }) => phase === 'seed' || phase === 'arrival');
    if (this.turn < 0) this.turn = found.length;
    this.steps = found;
  }

  // inside a module: what came before it is known at the start, and the gradient arrives from outside
  frameSteps(found) {
    const first = found.findIndex(({ phase }) => phase !== 'start');
    const before = first < 0 ? 0 : found[first].from - 1;
    found[0] = { phase: 'start', steps: [], box: null, from: before, end: before };
    const back = found.findIndex(({ phase }) => phase === 'backward');
    if (back > 0 && found[back - 1].phase !== 'seed') {
      const place = found[back].from - 1;
      found.splice(back, 0, { phase: 'arrival', z: found[back].z, steps: [], box: null, from: place, end: place });
    }
  }

  // the last step that is done when the tape stands at this place
  at(place) {
    const next = this.steps.findIndex(({ end }) => end > place);
    return Math.max(next < 0 ? this.steps.length - 1 : next - 1, 0);
  }

  // the views around this one, outermost first
  trail(views) {
    return this.parent === null ? [this] : [...views[this.parent].trail(views), this];
  }
}
