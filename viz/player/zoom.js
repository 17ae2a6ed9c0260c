// The paper: how large the drawing is, and which part of it is in sight. Wheel, pinch, drag, keys and buttons.

const EDGE = 12; // pixels kept free around what is brought into sight
const [SMALLEST, LARGEST] = [0.03, 6];
const [LEGIBLE, READABLE] = [0.45, 0.7]; // below the first the whole is a map: steps are then followed at the second

class Zoom {
  constructor(paper, resized) {
    this.paper = paper;
    this.resized = resized;
    this.scale = 1;
    this.fitted = true;
    this.chosen = false; // whether the reader has zoomed
    this.awake = window.parent === window; // in a notebook the wheel belongs to the notebook until the graph is clicked
    new ResizeObserver(() => this.fitted && this.fit()).observe(paper); // a frame out of sight may be laid out late
    for (const button of document.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => this.press(button.dataset.zoom));
    paper.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    paper.addEventListener('pointerdown', (event) => { this.awake = true; this.grab(event); });
    paper.addEventListener('touchstart', (event) => this.pinch(event), { passive: false });
    paper.addEventListener('touchmove', (event) => this.pinch(event), { passive: false });
    document.addEventListener('pointerdown', (event) => { if (!paper.contains(event.target) && window.parent !== window) this.awake = false; });
    const full = document.getElementById('full');
    full.hidden = !document.fullscreenEnabled;
    full.addEventListener('click', () => this.fill());
    document.addEventListener('fullscreenchange', () => {
      full.setAttribute('aria-pressed', String(!!document.fullscreenElement));
      requestAnimationFrame(() => this.fit());
    });
  }

  mount(svg) {
    this.svg = svg;
    this.width = Number(svg.dataset.width) * 4 / 3; // points to pixels
    this.height = Number(svg.dataset.height) * 4 / 3;
    const wide = this.width > 2.2 * this.height;
    document.body.classList.toggle('wide', wide);
    document.body.style.setProperty('--ratio', this.height / this.width);
    this.chosen = false;
    document.body.classList.remove('map');
    document.body.classList.toggle('map', this.whole < LEGIBLE); // then the paper gets all the room there is
    this.fit();
  }

  // how large the drawing may be to be in sight as a whole
  get whole() {
    const room = [(this.paper.clientWidth - 4) / this.width, (this.paper.clientHeight - 4) / this.height];
    return Math.max(Math.min(...room, 1.4), SMALLEST);
  }

  fit() {
    if (!this.svg) return;
    this.fitted = true;
    this.resize(this.whole);
  }

  press(how) {
    if (!this.svg) return;
    this.chosen = true;
    if (how === 'fit') this.fit();
    else this.zoomAt(this.scale * (how === 'in' ? 1.25 : 0.8));
  }

  resize(scale) {
    this.scale = scale;
    this.svg.setAttribute('width', this.width * scale);
    this.svg.setAttribute('height', this.height * scale);
    this.resized();
  }

  // the point of the drawing under (x, y) stays there; without one, the middle of the paper does
  zoomAt(scale, x = null, y = null) {
    const around = this.paper.getBoundingClientRect();
    const [left, top] = [(x ?? around.left + around.width / 2), (y ?? around.top + around.height / 2)];
    const before = this.svg.getBoundingClientRect();
    const [across, down] = [(left - before.left) / before.width, (top - before.top) / before.height];
    this.fitted = false;
    this.chosen = true;
    this.resize(Math.min(Math.max(scale, SMALLEST), LARGEST));
    const after = this.svg.getBoundingClientRect();
    this.paper.scrollBy(after.left + across * after.width - left, after.top + down * after.height - top);
  }

  wheel(event) {
    if (!this.svg || !(this.awake || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.zoomAt(this.scale * Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX, event.clientY);
  }

  // two fingers
  pinch(event) {
    if (event.touches.length !== 2 || !this.svg) return;
    event.preventDefault();
    const [a, b] = event.touches;
    const apart = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    if (event.type === 'touchstart') this.pinched = { apart, scale: this.scale };
    else this.zoomAt(this.pinched.scale * apart / this.pinched.apart, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
  }

  // the mouse drags the paper; a finger scrolls it by itself
  grab(event) {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    const from = { x: event.clientX, y: event.clientY, left: this.paper.scrollLeft, top: this.paper.scrollTop };
    this.dragged = false;
    const move = (moved) => {
      if (Math.hypot(moved.clientX - from.x, moved.clientY - from.y) > 4) this.dragged = true;
      if (!this.dragged) return;
      this.paper.classList.add('dragged');
      this.paper.scrollTo(from.left + from.x - moved.clientX, from.top + from.y - moved.clientY);
    };
    const stop = () => {
      this.paper.classList.remove('dragged');
      removeEventListener('pointermove', move);
    };
    addEventListener('pointermove', move);
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, stop, { once: true });
  }

  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  // bring parts into sight, all of them if they fit, at least the first one
  follow(parts) {
    if (!this.svg) return;
    if (this.fitted && !this.chosen && this.whole < LEGIBLE) {
      this.fitted = false;
      this.resize(READABLE);
    }
    if (this.fitted) return;
    const around = this.paper.getBoundingClientRect();
    const boxes = parts.map((part) => part.getBoundingClientRect());
    this.paper.scrollBy({
      left: scrolling(boxes.map((box) => [box.left, box.right]), around.left, around.right),
      top: scrolling(boxes.map((box) => [box.top, box.bottom]), around.top, around.bottom),
    });
  }
}

// how far to scroll one way so that all spans lie between two edges, or at least the first one does
function scrolling(spans, from, to) {
  const room = to - from - 2 * EDGE;
  const ends = (some) => [Math.min(...some.map(([low]) => low)), Math.max(...some.map(([, high]) => high))];
  const [low, high] = ends(spans)[1] - ends(spans)[0] <= room ? ends(spans) : spans[0];
  return low < from + EDGE || high > to - EDGE ? (low + high - from - to) / 2 : 0;
}
