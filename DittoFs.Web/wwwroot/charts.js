// Live charts: the page loads the past once and pushes one sample each second; curves are drawn here, so that a second costs the server a few bytes.
// A sample is [time in ms, value, value, …]; a chart names the columns that it shows.

const samples = [];
const charts = new Map();
const samplesMax = 9000;
const svgNames = 'http://www.w3.org/2000/svg';
const left = 78, right = 12, top = 10, bottom = 22;

export function load(rows) {
  samples.splice(0, samples.length, ...rows);
  redraw();
}

export function push(row) {
  samples.push(row);
  if (samples.length > samplesMax) {
    samples.shift();
  }
  redraw();
}

export function attach(host, options) {
  detach(host);
  const chart = options.spark ? new Spark(host, options) : new Chart(host, options);
  charts.set(host, chart);
  chart.resizer = new ResizeObserver(() => chart.draw());
  chart.resizer.observe(host);
  chart.draw();
}

/** Forgets the page that is left. */
export function clear() {
  [...charts.keys()].forEach(detach);
  samples.length = 0;
}

function detach(host) {
  const chart = charts.get(host);
  chart?.resizer.disconnect();
  chart?.ending?.abort();
  charts.delete(host);
  host.replaceChildren();
}

function redraw() {
  for (const chart of charts.values()) {
    chart.draw();
  }
}

/** The time that a chart shows: what was asked for, but of a young server no longer than it has run, and a minute at least. */
function span(seconds) {
  const to = samples.length ? samples[samples.length - 1][0] : Date.now();
  const first = samples.length ? samples[0][0] : to;
  return [Math.max(to - seconds * 1000, Math.min(first, to - 60e3)), to];
}

/** The smallest of 1, 2, 5 × 10ⁿ (bytes: 1, 2, 4 … × 1024ⁿ) that cuts max into at most four steps. */
export function step(max, unit) {
  const rough = max / 4;
  if (unit === 'rate' || unit === 'size') {
    return Math.max(1, 2 ** Math.ceil(Math.log2(rough)));
  }
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map(factor => factor * power).find(value => value >= rough * 0.999);
}

/** The same words for a number as the server writes. */
export function format(value, unit) {
  switch (unit) {
    case 'rate': return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']) + '/s';
    case 'size': return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
    case 'seconds': return value <= 0 ? '0 ms' : value < 0.9995e-3 ? three(value * 1e6) + ' µs' : value < 0.9995 ? three(value * 1e3) + ' ms' : three(value) + ' s';
    case 'percent': return Math.round(value * 100) + ' %';
    default: return scaled(value, 1000, ['', 'k', 'M', 'G']).replace(' ', '');
  }
}

function scaled(value, base, units) {
  let unit = 0;
  while (unit < units.length - 1 && value >= 999.5) {
    value /= base;
    unit++;
  }
  return `${unit === 0 ? (value < 10 && value % 1 ? value.toFixed(1) : Math.round(value)) : three(value)} ${units[unit]}`;
}

const three = value => value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);

/** The samples between two times, with at most one point for each pixel: of several the highest, so that no peak vanishes. */
export function points(column, from, to, width) {
  const result = [];
  const slot = Math.max((to - from) / Math.max(width, 1), 1);
  let bucket = -1;
  for (const row of samples) {
    if (row[0] < from || row[0] > to) {
      continue;
    }
    const at = Math.floor((row[0] - from) / slot);
    const last = result[result.length - 1];
    if (at === bucket && last) {
      last[1] = Math.max(last[1], row[column]);
    } else {
      result.push([row[0], row[column]]);
      bucket = at;
    }
  }
  return result;
}

/** A path through points; a gap in time longer than three steps lifts the pen. */
function trace(list, x, y) {
  let path = '', before = null;
  const gap = list.length > 2 ? 3 * Math.max(1000, median(list)) : Infinity;
  for (const [time, value] of list) {
    path += (before === null || time - before > gap ? 'M' : 'L') + x(time).toFixed(1) + ' ' + y(value).toFixed(1);
    before = time;
  }
  return path;
}

function median(list) {
  const steps = list.slice(1).map((point, index) => point[0] - list[index][0]).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)];
}

function make(name, attributes, parent) {
  const element = document.createElementNS(svgNames, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  parent?.append(element);
  return element;
}

class Spark {
  constructor(host, options) {
    Object.assign(this, { host, options });
    this.svg = make('svg', { 'aria-hidden': 'true', focusable: 'false' }, host);
    this.area = make('path', { class: 'spark-area' }, this.svg);
    this.lines = options.series.map(series => make('path', { class: `spark-line ${series.tone}` }, this.svg));
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !samples.length) {
      return;
    }
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const [from, to] = span(this.options.seconds);
    const lists = this.options.series.map(series => points(series.column, from, to, width));
    const max = Math.max(...lists.flat().map(point => point[1]), 1e-9);
    const x = time => (time - from) / (to - from) * width;
    const y = value => height - 2 - value / max * (height - 6);
    lists.forEach((list, index) => this.lines[index].setAttribute('d', trace(list, x, y)));
    const first = lists[0];
    this.area.setAttribute('d', first.length > 1 ? `${trace(first, x, y)}L${x(first[first.length - 1][0]).toFixed(1)} ${height}L${x(first[0][0]).toFixed(1)} ${height}Z` : '');
  }
}

class Chart {
  constructor(host, options) {
    Object.assign(this, { host, options, cursor: null });
    this.svg = make('svg', { 'aria-hidden': 'true', focusable: 'false' }, host);
    this.grid = make('g', { class: 'chart-grid' }, this.svg);
    this.areas = options.series.map(series => make('path', { class: `chart-area ${series.tone}` }, this.svg));
    this.lines = options.series.map(series => make('path', { class: `chart-line ${series.tone}` }, this.svg));
    this.mark = make('line', { class: 'chart-cursor' }, this.svg);
    this.dots = options.series.map(series => make('circle', { class: `chart-dot ${series.tone}`, r: 3.5 }, this.svg));
    this.tip = Object.assign(document.createElement('div'), { className: 'chart-tip' });
    this.said = Object.assign(document.createElement('span'), { className: 'visually-hidden' });
    this.said.setAttribute('aria-live', 'polite');
    host.append(this.tip, this.said);
    const { signal } = this.ending = new AbortController();
    host.addEventListener('pointermove', event => this.point(event), { signal });
    host.addEventListener('pointerleave', () => this.leave(), { signal });
    host.addEventListener('blur', () => this.leave(), { signal });
    host.addEventListener('keydown', event => this.key(event), { signal });
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width) {
      return;
    }
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const [from, to] = span(this.options.seconds);
    const inner = width - left - right;
    this.lists = this.options.series.map(series => points(series.column, from, to, inner));
    const highest = Math.max(...this.lists.flat().map(point => point[1]), this.options.floor);
    const size = step(highest, this.options.unit);
    const max = Math.ceil(highest / size) * size;
    this.x = time => left + (time - from) / (to - from) * inner;
    this.y = value => top + (1 - value / max) * (height - top - bottom);
    this.drawGrid(width, height, from, to, max, size);
    this.lists.forEach((list, index) => {
      const line = trace(list, this.x, this.y);
      this.lines[index].setAttribute('d', line);
      const single = line.indexOf('M', 1) < 0 && list.length > 1;
      const base = (height - bottom).toFixed(1);
      this.areas[index].setAttribute('d', single ? `${line}L${this.x(list[list.length - 1][0]).toFixed(1)} ${base}L${this.x(list[0][0]).toFixed(1)} ${base}Z` : '');
    });
    this.showCursor();
  }

  drawGrid(width, height, from, to, max, size) {
    this.grid.replaceChildren();
    for (let value = 0; value <= max * 1.0001; value += size) {
      const y = this.y(value);
      make('line', { x1: left, x2: width - right, y1: y, y2: y }, this.grid);
      make('text', { x: left - 8, y: y + 4, 'text-anchor': 'end' }, this.grid).textContent = format(value, this.options.unit);
    }
    const every = (to - from) / Math.max(2, Math.min(6, Math.floor(width / 150)));
    const steps = [10e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 14400e3];
    const gap = steps.find(value => value >= every * 0.8) ?? 14400e3;
    const zone = new Date().getTimezoneOffset() * 60e3;
    for (let time = Math.ceil((from - zone) / gap) * gap + zone; time <= to; time += gap) {
      const x = this.x(time);
      if (x > left + 12 && x < width - right - 12) {
        make('text', { x, y: height - 5, 'text-anchor': 'middle' }, this.grid).textContent = clock(time, gap < 60e3);
      }
    }
  }

  point(event) {
    const box = this.host.getBoundingClientRect();
    const first = this.lists?.[0];
    if (!first?.length) {
      return;
    }
    const at = event.clientX - box.left;
    this.cursor = first.reduce((best, point) => Math.abs(this.x(point[0]) - at) < Math.abs(this.x(best[0]) - at) ? point : best)[0];
    this.showCursor();
  }

  key(event) {
    const first = this.lists?.[0];
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30, Home: -Infinity, End: Infinity };
    if (event.key === 'Escape') {
      this.leave();
    } else if (event.key in moves && first?.length) {
      event.preventDefault();
      const index = first.findIndex(point => point[0] >= (this.cursor ?? Infinity));
      const from = index < 0 ? first.length - 1 : index;
      this.cursor = first[Math.max(0, Math.min(first.length - 1, from + moves[event.key]))][0];
      this.showCursor();
      this.said.textContent = this.words().join(', ');
    }
  }

  leave() {
    this.cursor = null;
    this.showCursor();
  }

  words() {
    return [clock(this.cursor, true), ...this.options.series.map((series, index) => `${series.name} ${format(this.at(index) ?? 0, this.options.unit)}`)];
  }

  at(index) {
    return this.lists[index].find(point => point[0] >= this.cursor)?.[1];
  }

  showCursor() {
    const shown = this.cursor !== null && this.lists?.[0]?.length > 0;
    this.host.classList.toggle('pointed', shown);
    if (!shown) {
      return;
    }
    const x = this.x(this.cursor), { clientWidth: width, clientHeight: height } = this.host;
    for (const [key, value] of Object.entries({ x1: x, x2: x, y1: top, y2: height - bottom })) {
      this.mark.setAttribute(key, value);
    }
    this.dots.forEach((dot, index) => {
      dot.setAttribute('cx', x);
      dot.setAttribute('cy', this.y(this.at(index) ?? 0));
    });
    this.tip.replaceChildren(...this.rows());
    const side = x > width / 2 ? x - this.tip.offsetWidth - 12 : x + 12;
    this.tip.style.transform = `translate(${Math.round(side)}px, ${top + 4}px)`;
  }

  rows() {
    const time = Object.assign(document.createElement('b'), { textContent: clock(this.cursor, true) });
    return [time, ...this.options.series.map((series, index) => {
      const row = Object.assign(document.createElement('div'), { className: `tip-row ${series.tone}` });
      row.append(
        document.createElement('i'),
        Object.assign(document.createElement('span'), { textContent: series.name }),
        Object.assign(document.createElement('em'), { textContent: format(this.at(index) ?? 0, this.options.unit) }));
      return row;
    })];
  }
}

function clock(time, seconds) {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined, hour12: false });
}
