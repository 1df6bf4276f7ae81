// Draws the curves of one run, or of several over each other. Whatever a run says is text here: it is set as textContent.
'use strict';
(() => {
  const root = document.getElementById('charts');
  if (!root || typeof uPlot === 'undefined') {
    return;
  }
  const sources = root.dataset.charts.trim().split(/\s+/);
  const single = sources.length === 1;
  const axis = document.getElementById('axis');
  const logScale = document.getElementById('log-scale');
  const saves = document.getElementById('saves');
  const cursor = uPlot.sync('epochs');
  const drawn = new Map();
  const HEIGHT = 240;
  // Between two marks of an axis of epochs or steps: there is no half an epoch.
  const WHOLE = [1, 2, 5].concat(...[10, 100, 1000, 10000, 100000, 1000000, 10000000].map((ten) => [ten, 2 * ten, 5 * ten]));
  // Of a kind with more marks than these only the signs are drawn.
  const MOST_LINES = 12;
  const signs = { STOP: '■', RATE: '▼', SAVE: '●', RESTORE: '↺', PAUSE: '‖', CALLBACKS: '✎' };

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function lineColour(index) {
    return colour('--line' + (index % 8));
  }

  // val_loss belongs to loss.
  function family(metric) {
    return metric.replace(/^val_/, '');
  }

  function x(run) {
    return axis.value === 'seconds' ? run.seconds : run.epochs;
  }

  // Where a mark at this epoch stands on the axis.
  function place(run, epoch) {
    if (axis.value !== 'seconds') {
      return epoch;
    }
    const at = run.epochs.findIndex((one) => one >= epoch);
    return at < 0 ? run.seconds[run.seconds.length - 1] : run.seconds[at];
  }

  function families(runs) {
    const found = new Map();
    runs.forEach((run, index) => {
      Object.keys(run.metrics).forEach((metric) => {
        const key = family(metric);
        if (!found.has(key)) {
          found.set(key, []);
        }
        found.get(key).push({ run, index, metric });
      });
    });
    return [...found.entries()].sort(([one], [other]) => rank(one) - rank(other) || one.localeCompare(other));
  }

  function rank(name) {
    return name === 'loss' ? 0 : name === 'learning_rate' ? 2 : 1;
  }

  function table(lines) {
    return uPlot.join(lines.map((line) => [x(line.run), line.run.metrics[line.metric]]));
  }

  function shownMarks(run) {
    return run.marks.filter((mark) => mark.kind !== 'SAVE' || !saves || saves.checked);
  }

  // Marks and attempts, behind the curves.
  function drawMarks(lines) {
    return (chart) => {
      if (!single) {
        return;
      }
      const run = lines[0].run;
      const { ctx, bbox } = chart;
      const pixels = devicePixelRatio || 1;
      ctx.save();
      run.attempts.forEach((attempt, index) => {
        const from = chart.valToPos(place(run, attempt.x), 'x', true);
        const next = run.attempts[index + 1];
        const to = next ? chart.valToPos(place(run, next.x), 'x', true) : bbox.left + bbox.width;
        ctx.fillStyle = colour('--band');
        ctx.fillRect(Math.max(from, bbox.left), bbox.top, Math.min(to, bbox.left + bbox.width) - Math.max(from, bbox.left), bbox.height);
      });
      ctx.textAlign = 'center';
      const heights = new Map();
      const counts = new Map();
      shownMarks(run).forEach((mark) => counts.set(mark.kind, (counts.get(mark.kind) || 0) + 1));
      shownMarks(run).forEach((mark) => {
        const at = chart.valToPos(place(run, mark.x), 'x', true);
        if (at < bbox.left - 1 || at > bbox.left + bbox.width + 1) {
          return;
        }
        const ink = colour('--mark-' + mark.kind.toLowerCase());
        ctx.strokeStyle = ink;
        ctx.fillStyle = ink;
        if (mark.kind !== 'SAVE' && counts.get(mark.kind) <= MOST_LINES) {
          ctx.lineWidth = pixels;
          ctx.setLineDash([3 * pixels, 3 * pixels]);
          ctx.beginPath();
          ctx.moveTo(at, bbox.top);
          ctx.lineTo(at, bbox.top + bbox.height);
          ctx.stroke();
        }
        ctx.font = `${(mark.kind === 'SAVE' ? 8 : 11) * pixels}px system-ui, sans-serif`;
        const above = heights.get(Math.round(at)) || 0;
        heights.set(Math.round(at), above + (mark.kind === 'SAVE' ? 0 : 1));
        ctx.fillText(signs[mark.kind] || '?', at, mark.kind === 'SAVE' ? bbox.top + bbox.height - 3 * pixels : bbox.top + (10 + 12 * above) * pixels);
      });
      ctx.restore();
    };
  }

  // What stands at the cursor, in words.
  function showMarks(lines, output) {
    return (chart) => {
      const at = chart.cursor.idx;
      if (!single || at === null || at === undefined) {
        output.textContent = '';
        return;
      }
      const run = lines[0].run;
      const value = chart.data[0][at];
      const before = at > 0 ? chart.data[0][at - 1] : -Infinity;
      const near = shownMarks(run).filter((mark) => { const p = place(run, mark.x); return p > before && p <= value; });
      output.textContent = near.map((mark) => `${signs[mark.kind]} ${mark.text}`).join('  ');
    };
  }

  function label(line) {
    return single ? line.metric : `${line.index + 1} ${line.metric}`;
  }

  function options(name, lines, width, output) {
    const grid = { stroke: colour('--grid'), width: 1 };
    const ticks = { stroke: colour('--grid'), width: 1 };
    const text = { stroke: colour('--soft'), grid, ticks };
    const most = Math.max(...lines.map((line) => line.run.epochs.length));
    return {
      width,
      height: HEIGHT,
      title: name,
      cursor: { sync: { key: cursor.key }, points: { size: 7 } },
      legend: { live: true },
      scales: { x: { time: false }, y: { distr: logScale.checked ? 3 : 1 } },
      axes: [
        { ...text, label: axis.value === 'seconds' ? 'seconds' : lines[0].run.round, labelSize: 18, size: 34, ...(axis.value === 'seconds' ? {} : { incrs: WHOLE }) },
        { ...text, size: (chart, values) => Math.max(62, ...(values || []).map((one) => 20 + 7.5 * one.length)), values: (chart, splits) => splits.map((one) => one === null ? '' : Number(one.toPrecision(4)).toString()) },
      ],
      series: [{ label: axis.value === 'seconds' ? 'seconds' : lines[0].run.round }].concat(lines.map((line, index) => ({
        label: label(line),
        stroke: lineColour(single ? index : line.index),
        width: 1.75,
        dash: !single && line.metric.startsWith('val_') ? [6, 4] : undefined,
        points: { show: most < 40, size: 5 },
        spanGaps: true,
        value: (chart, value) => value === null || value === undefined ? '-' : Number(value.toPrecision(5)).toString(),
      }))),
      hooks: { drawClear: [], draw: [drawMarks(lines)], setCursor: [showMarks(lines, output)] },
    };
  }

  // uPlot's own logarithms end at zero.
  function safe(data) {
    return !logScale.checked ? data : data.map((column, index) => index === 0 ? column : column.map((one) => one > 0 ? one : null));
  }

  // The loss of each batch, or of some batches in a row, by step. It has an axis of its own.
  function drawBatches(run, anew) {
    const { steps, loss } = run.batches;
    const name = 'loss of batches';
    const data = safe([steps, loss]);
    const known = drawn.get(name);
    if (known && !anew) {
      known.chart.setData(data);
      return name;
    }
    if (known) {
      known.chart.destroy();
      known.figure.remove();
    }
    const figure = document.createElement('figure');
    root.append(figure);
    const own = options(name, [{ run: { round: 'step', epochs: steps }, metric: name }], figure.clientWidth || 600, figure);
    own.cursor = {};
    own.hooks = {};
    own.axes[0].label = 'step';
    own.axes[0].incrs = WHOLE;
    own.series[0].label = 'step';
    drawn.set(name, { chart: new uPlot(own, data, figure), figure, lines: [] });
    return name;
  }

  function draw(runs, anew) {
    const wanted = new Set();
    families(runs).forEach(([name, lines]) => {
      wanted.add(name);
      const data = safe(table(lines));
      const known = drawn.get(name);
      if (known && !anew && known.chart.series.length === lines.length + 1) {
        known.lines.splice(0, known.lines.length, ...lines);
        known.chart.setData(data);
        return;
      }
      if (known) {
        known.chart.destroy();
        known.figure.remove();
      }
      const figure = document.createElement('figure');
      const output = document.createElement('figcaption');
      output.setAttribute('aria-live', 'off');
      root.append(figure);
      const kept = [...lines];
      const chart = new uPlot(options(name, kept, figure.clientWidth || 600, output), data, figure);
      figure.append(output);
      drawn.set(name, { chart, figure, lines: kept });
    });
    if (single && runs[0].batches.steps.length > 1) {
      wanted.add(drawBatches(runs[0], anew));
    }
    drawn.forEach((known, name) => {
      if (!wanted.has(name)) {
        known.chart.destroy();
        known.figure.remove();
        drawn.delete(name);
      }
    });
    root.classList.toggle('none', wanted.size === 0);
  }

  let last = [];
  let busy = false;
  let again = false;

  async function load() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      last = await Promise.all(sources.map(async (source) => {
        const answer = await fetch(source, { headers: { Accept: 'application/json' } });
        if (!answer.ok) {
          throw new Error(String(answer.status));
        }
        return answer.json();
      }));
      draw(last, false);
    } catch (error) {
      // The next change asks again; that there is no connection is said elsewhere.
    } finally {
      busy = false;
      if (again) {
        again = false;
        load();
      }
    }
  }

  const redraw = () => draw(last, true);
  axis.addEventListener('change', redraw);
  logScale.addEventListener('change', redraw);
  if (saves) {
    saves.addEventListener('change', redraw);
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  new ResizeObserver(() => {
    drawn.forEach(({ chart, figure }) => chart.setSize({ width: figure.clientWidth, height: HEIGHT }));
  }).observe(root);
  document.body.addEventListener('changed', load);
  load();
})();
