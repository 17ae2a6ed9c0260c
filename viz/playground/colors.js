// Colors: one scale for weights, outputs and labels alike, low numbers in one color and high ones in another.

const TONES = 257;
const HALF = (TONES - 1) / 2;
const probe = document.createElement('i');
probe.hidden = true;
document.body.append(probe);

// the color of a variable of the style sheet in the theme of now, as [red, green, blue]
function colorOf(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
}

class Palette {
  constructor() {
    this.read();
  }

  read() {
    const names = ['low', 'high', 'middle', 'ink', 'soft', 'line', 'card', 'train', 'test', 'now-line'];
    for (const name of names) this[name] = colorOf(name);
    this.tones = Uint32Array.from({ length: TONES }, (_, i) => packed(this.scale(2 * i / (TONES - 1) - 1)));
    this.classes = [...Array(10).keys()].map((i) => colorOf(`class-${i}`));
  }

  // t from -1 to 1
  scale(t) {
    const size = Math.min(Math.abs(t), 1);
    return mix(this.middle, t < 0 ? this.low : this.high, Number.isNaN(size) ? 0 : size);
  }

  // the same as one number, for pictures of many places
  tone(t) {
    const place = Math.round((Math.max(-1, Math.min(t, 1)) + 1) * HALF);
    return this.tones[Number.isNaN(place) ? HALF : place];
  }
}

const mix = (a, b, t) => a.map((x, i) => x + t * (b[i] - x));
const css = ([r, g, b], alpha = 1) => `rgba(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}, ${alpha})`;

// a canvas at the screen's own resolution; its context draws in CSS pixels
function fitCanvas(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

const packed = ([r, g, b]) => (255 << 24 | Math.round(b) << 16 | Math.round(g) << 8 | Math.round(r)) >>> 0;

// a small picture of `side` times `side` numbers, each with its packed color
function paint(canvas, side, tone) {
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  canvas.image ??= context.createImageData(side, side);
  canvas.pixels ??= new Uint32Array(canvas.image.data.buffer);
  for (let i = 0; i < side * side; i++) canvas.pixels[i] = tone(i);
  context.putImageData(canvas.image, 0, 0);
  return canvas;
}
