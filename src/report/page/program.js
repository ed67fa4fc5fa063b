'use strict';
(() => {
  const data = JSON.parse(document.getElementById('program-data').textContent);
  const lines = [...document.querySelectorAll('#program li')];
  const when = document.getElementById('program-when');
  const slider = document.getElementById('program-slider');
  const charts = [...document.querySelectorAll('.chart')];
  const cursors = charts.map(chart => {
    const cursor = document.createElement('div');
    cursor.className = 'cursor';
    cursor.hidden = true;
    chart.append(cursor);
    return cursor;
  });
  let shown = data.variants.findIndex(one => one.name === 'threads' && one.threads.length);
  if (shown < 0) shown = data.variants.findIndex(one => one.threads.length);

  // The line of a thread at a time: that of the last entry by then; nothing before the first.
  const lineAt = (thread, time) => {
    let low = 0, high = thread.at_s.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (thread.at_s[middle] <= time) low = middle + 1; else high = middle;
    }
    return low > 0 ? thread.line[low - 1] : 0;
  };

  const show = (variant, share) => {
    const one = data.variants[variant];
    if (!one || !one.threads.length) return;
    shown = variant;
    const time = share * data.end_s;
    when.textContent = `${one.name}, ${time.toPrecision(4)} s`;
    cursors.forEach((cursor, place) => {
      cursor.hidden = place !== variant;
      cursor.style.left = `${share * 100}%`;
    });
    for (const line of lines) {
      line.className = '';
      line.lastElementChild.replaceChildren();
    }
    let first = null;
    for (const thread of one.threads) {
      const line = lines[lineAt(thread, time) - 1];
      if (!line) continue;
      const name = document.createElement('b');
      name.textContent = thread.name;
      line.lastElementChild.append(name);
      line.className = 'on';
      first = first && first.offsetTop < line.offsetTop ? first : line;
    }
    const list = first && first.parentElement;
    if (list && (first.offsetTop < list.scrollTop ||
        first.offsetTop > list.scrollTop + list.clientHeight - 40)) {
      list.scrollTop = first.offsetTop - 40;
    }
  };

  charts.forEach((chart, variant) => chart.addEventListener('pointermove', event => {
    const box = chart.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    slider.value = Math.round(share * slider.max);
    show(variant, share);
  }));
  slider.addEventListener('input', () => show(shown, slider.value / slider.max));
  slider.value = slider.max / 2;
  show(shown, 0.5);
})();
