// The curves of the loss, for the samples that train and those that test.

const STEEP = 20; // from so many times the smallest loss on, the axis is logarithmic

class Curves {
  constructor(trainer, palette) {
    Object.assign(this, { trainer, palette });
    this.canvas = document.getElementById('curves');
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  draw() {
    const { context, width, height } = fitCanvas(this.canvas);
    const { curve, now } = this.trainer;
    const points = curve.at(-1)?.step === now.step ? curve : [...curve, now];
    const kinds = this.trainer.test ? ['test', 'train'] : ['train'];
    const finite = points.flatMap((point) => kinds.map((kind) => point[kind])).filter(Number.isFinite);
    const highest = Math.max(...finite, 1e-12);
    const lowest = Math.max(Math.min(...finite), 1e-12 * highest);
    const logarithmic = highest > STEEP * lowest;
    const [left, right, top, bottom] = [54, width - 8, 8, height - 18];
    const x = (step) => left + (right - left) * step / Math.max(now.step, 1);
    const share = (loss) => logarithmic ? Math.log(Math.max(loss, lowest) / lowest) / Math.log(highest / lowest) : loss / highest;
    const y = (loss) => bottom - (bottom - top) * share(loss);
    context.font = '11px system-ui, sans-serif';
    context.fillStyle = css(this.palette.soft);
    context.strokeStyle = css(this.palette.line);
    context.lineWidth = 1;
    for (const loss of logarithmic ? [lowest, Math.sqrt(lowest * highest), highest] : [0, highest / 2, highest]) {
      context.beginPath();
      context.moveTo(left, y(loss));
      context.lineTo(right, y(loss));
      context.stroke();
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      context.fillText(short(loss, 2), left - 5, y(loss));
    }
    context.textBaseline = 'bottom';
    context.fillText(`step ${now.step}`, right, height);
    context.textAlign = 'left';
    context.fillText(logarithmic ? '0 (loss on a logarithmic axis)' : '0', left, height);
    for (const kind of kinds) {
      context.beginPath();
      for (const point of points) if (Number.isFinite(point[kind])) context.lineTo(x(point.step), y(point[kind]));
      context.strokeStyle = css(this.palette[kind]);
      context.lineWidth = 2;
      context.setLineDash(kind === 'test' ? [5, 4] : []);
      context.stroke();
      context.setLineDash([]);
    }
  }
}
