// The page that plays: reads the states and moves that the page holds, counts the schedules from
// where the reader is, and draws that moment. Text is only ever set as text, never as markup.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const letters = data.threads.map(([letter]) => letter);
const states = readStates(data.graph);
const order = inOrder();
const endless = order.length < states.length;

// ---- The states ----

/** Yields the numbers in a text one by one; a digit above 31 is followed by a higher one. */
function reader(text) {
  const worth = new Map([...DIGITS].map((digit, value) => [digit, value]));
  let at = 0;
  return () => {
    let number = 0, unit = 1, digit = 32;
    for (; digit > 31; unit *= 32) {
      digit = worth.get(text[at++]);
      number += (digit & 31) * unit;
    }
    return number;
  };
}

function readStates(text) {
  const next = reader(text);
  const all = [newState(next, -1)];
  for (let at = 0; at < data.walked; at++) readMoves(next, all, at);
  return all;
}

/** A state as its differences from the one it was found from; its moves are not known yet. */
function newState(next, from) {
  const changes = [];
  for (let left = next(); left > 0; left--) changes.push([next(), next()]);
  return { from, changes, moves: null, end: null };
}

function readMoves(next, all, at) {
  const state = all[at], count = next();
  state.moves = [];
  if (count === 0) state.end = next();
  for (let place = 0; place < count; place++) {
    const thread = next(), deed = next(), back = next();
    if (back === 0) all.push(newState(next, at));
    const way = state.moves.filter((move) => move.thread === thread).length;
    state.moves.push({ thread, deed, way, to: all.length - Math.max(back, 1) });
  }
}

/** What is shown of a state: a number for each thread's view, then for each column's value. */
function cells(state) {
  const shown = [];
  for (let at = state; at >= 0; at = states[at].from) {
    for (const [cell, number] of states[at].changes) shown[cell] ??= number;
  }
  return shown;
}

/** The states in topological order (Kahn 1962); incomplete if some form a cycle. */
function inOrder() {
  const missing = new Uint32Array(states.length);
  for (const { moves } of states) for (const { to } of moves ?? []) missing[to]++;
  const sorted = missing[0] === 0 ? [0] : [];
  for (let at = 0; at < sorted.length; at++) {
    for (const { to } of states[sorted[at]].moves ?? []) if (--missing[to] === 0) sorted.push(to);
  }
  return sorted;
}

// ---- Counting ----

/** For each end that schedules from a state can reach: how many of them do, and with what chance.
 *  `open` is whether some leave the states in this page. */
function count(from) {
  return endless ? reach(from) : sum(from);
}

function sum(from) {
  const ways = new Array(states.length), chances = new Float64Array(states.length);
  const found = { ends: new Map(), all: 0n, open: false };
  ways[from] = 1n;
  chances[from] = 1;
  for (let place = order.indexOf(from); place < order.length; place++) {
    const at = order[place], number = ways[at];
    if (number === undefined) continue;
    const { moves, end } = states[at];
    if (moves === null) found.open = true;
    if (end !== null) addEnd(found, end, number, chances[at]);
    for (const { to } of moves ?? []) {
      ways[to] = (ways[to] ?? 0n) + number;
      chances[to] += chances[at] / moves.length;
    }
  }
  return found;
}

function addEnd(found, end, number, chance) {
  const before = found.ends.get(end) ?? { schedules: 0n, chance: 0 };
  found.ends.set(end, { schedules: before.schedules + number, chance: before.chance + chance });
  found.all += number;
}

/** The same without numbers, for schedules that can go on forever. */
function reach(from) {
  const seen = new Set([from]), found = { ends: new Map(), all: null, open: false };
  for (const at of seen) {
    const { moves, end } = states[at];
    if (moves === null) found.open = true;
    if (end !== null) found.ends.set(end, { schedules: null, chance: null });
    for (const { to } of moves ?? []) seen.add(to);
  }
  return found;
}

/** The counts of those ends for which `is` holds. */
function part(found, is) {
  const all = { schedules: 0n, chance: 0, possible: false };
  for (const [end, { schedules, chance }] of found.ends) {
    if (!is(end)) continue;
    all.possible = true;
    all.schedules += schedules ?? 0n;
    all.chance += chance ?? 0;
  }
  return all;
}

// ---- Paths ----

/** The moves from a state to an end for which `is` holds: the fewest preemptions, then the fewest
 *  steps; null if there is no path. */
function wayTo(from, last, is) {
  const seen = new Set();
  let level = [{ at: from, last, steps: 0, move: null, before: null }];
  while (level.length > 0) {
    const found = { goal: null, later: [] };
    searchLevel(level, seen, is, found);
    if (found.goal) return unwind(found.goal);
    level = found.later;
  }
  return null;
}

/** Continues without a preemption as far as possible, shortest first. */
function searchLevel(level, seen, is, found) {
  const rows = [];
  const add = (node) => (rows[node.steps] ??= []).push(node);
  level.forEach(add);
  for (let steps = 0; steps < rows.length; steps++) {
    for (const node of rows[steps] ?? []) {
      const key = node.at * 32 + node.last + 1;
      if (seen.has(key)) continue;
      seen.add(key);
      const { moves, end } = states[node.at];
      if (end !== null && is(end)) { found.goal = node; return; }
      const runs = (moves ?? []).some(({ thread }) => thread === node.last);
      for (const move of moves ?? []) {
        const after = { at: move.to, last: move.thread, steps: steps + 1, move, before: node };
        if (runs && move.thread !== node.last) found.later.push(after);
        else add(after);
      }
    }
  }
}

function unwind(node) {
  const moves = [];
  for (; node.move; node = node.before) moves.push(node.move);
  return moves.reverse();
}

function atRandom(from) {
  const moves = [];
  // A schedule that goes on forever is cut somewhere.
  for (let at = from; states[at].moves?.length > 0 && moves.length < 10000; ) {
    const able = states[at].moves;
    moves.push(able[Math.floor(Math.random() * able.length)]);
    at = moves[moves.length - 1].to;
  }
  return moves;
}

// ---- The schedule ----

/** All moves made, including those taken back, and how many of them count now. */
const schedule = { moves: [], at: 0 };

function stateAt(steps) {
  return steps === 0 ? 0 : schedule.moves[steps - 1].to;
}

function now() {
  return stateAt(schedule.at);
}

function lastThread() {
  return schedule.at === 0 ? -1 : schedule.moves[schedule.at - 1].thread;
}

/** Makes moves after those that count; any that were taken back are forgotten. */
function make(moves) {
  schedule.moves = [...schedule.moves.slice(0, schedule.at), ...moves];
  goTo(schedule.moves.length);
}

function goTo(steps) {
  schedule.at = Math.max(0, Math.min(steps, schedule.moves.length));
  draw();
}

/** Moves a thread; if its step has several alternatives, by this one. */
function moveThread(thread, way = 0) {
  const moves = states[now()].moves ?? [];
  const move = moves.find((one) => one.thread === thread && one.way === way);
  if (move) make([move]);
  else say(`${letters[thread]} can't move: ${whyNot(thread)}`);
}

function whyNot(thread) {
  if (states[now()].moves === null) return 'the states that this page holds end here';
  const [, , obstacle] = data.views[cells(now())[thread]];
  return obstacle || 'it has not started';
}

function written(moves) {
  return moves.map(({ thread, way }) => letters[thread] + (way > 0 ? '.' + (way + 1) : '')).join('');
}

/** The thread with a letter, in either case unless lowercase ones name store queues. */
function meant(letter) {
  const queues = letters.some((one) => one >= 'a');
  return letters.indexOf(queues ? letter : letter.toUpperCase());
}

/** Makes the moves of a schedule as it is written: ABBA, 2A2B; A.2 is the second alternative of A's step. */
function follow(text) {
  const moves = [];
  let at = 0, refused = '';
  for (const [, times, typed, way] of text.matchAll(/(\d{0,6})([A-Za-z])(?:\.(\d+))?/g)) {
    const letter = letters[meant(typed)] ?? typed;
    for (let left = Number(times || 1); left > 0 && !refused; left--) {
      const wanted = (one) => letters[one.thread] === letter && one.way === (way ?? 1) - 1;
      const move = (states[at].moves ?? []).find(wanted);
      if (move) at = move.to;
      if (move) moves.push(move);
      else refused = `Step ${moves.length + 1} of the link: ${letter} can't move there.`;
    }
  }
  schedule.moves = moves;
  goTo(moves.length);
  if (refused) say(refused);
}

// ---- Drawing ----

const byId = (id) => document.getElementById(id);
const XML = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; text becomes text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  return filled(made, attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(XML, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function badge(thread, name = 'b') {
  return element(name, { class: `badge t${thread % 6}` }, letters[thread]);
}

function say(text) {
  byId('said').textContent = text;
}

/** Draws the moment. */
function draw() {
  const shown = cells(now()), found = count(now());
  drawThreads(shown);
  drawControls();
  drawLanes();
  drawMoment(shown);
  drawOdds(found);
  drawText(shown);
  drawGoal();
  drawHistory();
  const fragment = written(schedule.moves.slice(0, schedule.at));
  history.replaceState(null, '', '#' + fragment);
  say(told());
}

/** The moment in a sentence. */
function told() {
  const { end, moves } = states[now()];
  if (end !== null) return `Ended: ${outcomeOf(end).name}.`;
  if (moves === null) return 'The states that this page holds end here.';
  const able = letters.filter((_, thread) => moves.some((move) => move.thread === thread));
  return `${able.join(', ')} can move.`;
}

const prints = data.opening !== '' || data.deeds.some(([, , printed]) => printed !== '');
/** The color of an outcome; in a user's own program, any outcome that isn't a fault may be intended. */
const mood = ({ good, meaning }) => (!good ? 'bad' : meaning ? 'good' : 'plain');
const outcomeOf = (end) => data.outcomes[data.ends[end].outcome];

// A card for each thread, made once.
const cards = data.threads.map(([letter, name], thread) => makeCard(letter, name, thread));

function makeCard(letter, name, thread) {
  const card = {
    button: element('button', { type: 'button', 'aria-describedby': `next-${letter} why-${letter}` }, `Move ${letter}`),
    ways: element('span', { class: 'ways' }),
    next: element('p', { class: 'next', id: `next-${letter}` }),
    why: element('p', { class: 'why', id: `why-${letter}` }),
    own: element('dl', { class: 'own' }),
  };
  card.button.addEventListener('click', () => moveThread(thread));
  const title = element('h3', {}, badge(thread), ` ${name}`);
  card.whole = element('article', { class: `thread t${thread % 6}` },
    title, card.button, card.ways, card.next, card.why, card.own);
  byId('threads').append(card.whole);
  return card;
}

function drawThreads(shown) {
  cards.forEach((card, thread) => {
    const ways = (states[now()].moves ?? []).filter((move) => move.thread === thread);
    const [, next, , , own] = data.views[shown[thread]];
    card.button.setAttribute('aria-disabled', String(ways.length === 0));
    card.next.textContent = next ? `next: ${next}` : '';
    card.why.textContent = ways.length === 0 ? whyNot(thread) : '';
    card.own.replaceChildren(...own.flatMap(([name, value]) =>
      [element('dt', {}, name), element('dd', {}, value)]));
    card.ways.replaceChildren(...ways.slice(1).map(({ way }) => otherWay(thread, way)));
  });
}

/** A button for another alternative of a thread's step. */
function otherWay(thread, way) {
  const button = element('button', { type: 'button' }, `${letters[thread]}.${way + 1}`);
  button.addEventListener('click', () => moveThread(thread, way));
  return button;
}

function drawControls() {
  const { at, moves } = schedule;
  byId('undo').setAttribute('aria-disabled', String(at === 0));
  byId('restart').setAttribute('aria-disabled', String(at === 0));
  byId('redo').setAttribute('aria-disabled', String(at === moves.length));
  const slider = byId('slider');
  slider.max = moves.length;
  slider.value = at;
  slider.setAttribute('aria-valuetext', `step ${at} of ${moves.length}`);
  byId('place').textContent = `Step ${at} of ${moves.length}`;
}

/** The schedule in lanes: a row for each thread, a box for each step; those taken back are hollow. */
function drawLanes() {
  const { moves, at } = schedule;
  const step = moves.length > 60 ? 12 : 26, row = 24, left = 26;
  const width = left + Math.max(moves.length, 12) * step + 4, height = letters.length * row + 4;
  const name = `Lanes: ${written(moves.slice(0, at)) || 'no step yet'}`;
  const picture = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': name });
  letters.forEach((letter, thread) => {
    const y = thread * row + row / 2 + 2;
    picture.append(svg('line', { x1: left, x2: width, y1: y, y2: y, class: 'lane' }),
      svg('text', { x: 4, y: y + 5, class: 'letter' }, letter));
  });
  moves.forEach((move, place) => picture.append(laneStep(move, place, { step, row, left })));
  const x = left + at * step;
  picture.append(svg('line', { x1: x, x2: x, y1: 0, y2: height, class: 'now' }));
  byId('lanes').replaceChildren(picture);
  byId('lanes').scrollLeft = x - byId('lanes').clientWidth / 2;
}

function laneStep({ thread, deed }, place, { step, row, left }) {
  const taken = place < schedule.at ? 'taken' : 'undone';
  const y = thread * row + 4;
  const box = svg('g', { class: `step t${thread % 6} ${taken}` },
    svg('title', {}, `${place + 1}: ${letters[thread]} ${data.deeds[deed][0]}`),
    svg('rect', { x: left + place * step + 1, y, width: step - 2, height: row - 4, rx: 4 }));
  if (step > 20) {
    const x = left + (place + 0.5) * step;
    box.append(svg('text', { x, y: y + 14, 'text-anchor': 'middle' }, String(place + 1)));
  }
  box.addEventListener('click', () => goTo(place + 1));
  return box;
}

/** What has happened so far: the last step, the values, the output, and the end if reached. */
function drawMoment(shown) {
  const steps = notedSteps(), last = steps[steps.length - 1];
  byId('last').replaceChildren(...(last ? stepWords(last) : ['No step yet.']));
  drawVerdict();
  const first = data.threads.length;
  byId('values').hidden = data.columns.length === 0;
  byId('values').tBodies[0].replaceChildren(...data.columns.map(([name, lock], column) =>
    valueRow(name, lock, data.values[shown[first + column]], waitingAt(column, shown))));
  const printed = data.opening + steps.map(({ move }) => data.deeds[move.deed][2]).join('');
  byId('printed').hidden = !prints;
  byId('output').textContent = printed || 'nothing yet';
  byId('output').classList.toggle('faint', printed === '');
}

function stepWords({ move, place, note }) {
  const words = [`Step ${place + 1}: `, badge(move.thread), ` ${data.deeds[move.deed][0]}`];
  if (note) words.push(' ', element('em', { class: 'note' }, note));
  return words;
}

/** The threads that wait at a column. */
function waitingAt(column, shown) {
  return letters.map((_, thread) => thread).filter((thread) => data.views[shown[thread]][3] === column);
}

function valueRow(name, lock, value, waiting) {
  const holder = letters.indexOf(value);
  const cell = element('td', {}, lock && value === '-' ? 'free' : lock ? 'held by ' : value);
  if (lock && value !== '-') cell.append(holder < 0 ? value : badge(holder));
  const queue = element('td', {}, ...waiting.flatMap((thread) => [badge(thread), ' ']));
  return element('tr', {}, element('th', { scope: 'row' }, name), cell, queue);
}

function drawVerdict() {
  const { end } = states[now()], verdict = byId('verdict'), figure = byId('deadlock');
  verdict.hidden = end === null;
  figure.hidden = end === null || data.ends[end].stuck.length === 0;
  figure.replaceChildren();
  if (end === null) return;
  const { name, meaning } = outcomeOf(end);
  verdict.className = mood(outcomeOf(end));
  verdict.textContent = meaning ? `${name}: ${meaning}` : name;
  if (!figure.hidden) figure.append(...deadlock(data.ends[end].stuck));
}

/** A deadlock as a cycle of which thread waits for which, and in words. */
function deadlock(stuck) {
  const size = 300, middle = size / 2, radius = stuck.length === 1 ? 0 : 92;
  const spots = new Map(stuck.map(([thread], place) => {
    const turn = (place / stuck.length) * 2 * Math.PI - Math.PI / 2;
    return [thread, { x: middle + radius * Math.cos(turn), y: middle + radius * Math.sin(turn) }];
  }));
  const heights = [...spots.values()].map(({ y }) => y);
  const top = Math.min(...heights) - 40, below = Math.max(...heights) + 40;
  const picture = svg('svg', { viewBox: `0 ${top} ${size} ${below - top}`, role: 'img', 'aria-label': 'Who waits for whom; the list below says it in words' });
  for (const [thread, , what, on] of stuck) {
    if (spots.has(on)) picture.append(...arrow(spots.get(thread), spots.get(on), what));
  }
  for (const [thread, spot] of spots) {
    picture.append(svg('g', { class: `node t${thread % 6}` },
      svg('circle', { cx: spot.x, cy: spot.y, r: 22 }),
      svg('text', { x: spot.x, y: spot.y + 7, 'text-anchor': 'middle' }, letters[thread])));
  }
  const list = element('ul', {}, ...stuck.map(([, words]) => element('li', {}, words)));
  return [picture, element('figcaption', {}, 'Deadlock: no thread can move.', list)];
}

/** A curved arrow from one thread to the one it waits for, labeled with what it waits for. */
function arrow(from, to, what) {
  const dx = to.x - from.x, dy = to.y - from.y, far = Math.hypot(dx, dy) || 1;
  const across = { x: -dy / far, y: dx / far }, along = { x: dx / far, y: dy / far };
  const bend = -34, gap = 25;
  const start = { x: from.x + along.x * gap + across.x * -8, y: from.y + along.y * gap + across.y * -8 };
  const tip = { x: to.x - along.x * gap + across.x * -8, y: to.y - along.y * gap + across.y * -8 };
  const peak = { x: (from.x + to.x) / 2 + across.x * bend, y: (from.y + to.y) / 2 + across.y * bend };
  const angle = Math.atan2(tip.y - peak.y, tip.x - peak.x);
  const wing = (turn) => `${tip.x - 11 * Math.cos(angle + turn)},${tip.y - 11 * Math.sin(angle + turn)}`;
  const label = { x: peak.x + across.x * -4, y: peak.y + across.y * -4 };
  return [
    svg('path', { class: 'arrow', d: `M${start.x},${start.y} Q${peak.x},${peak.y} ${tip.x},${tip.y}` }),
    svg('polygon', { class: 'tip', points: `${tip.x},${tip.y} ${wing(0.45)} ${wing(-0.45)}` }),
    svg('text', { class: 'what', x: label.x, y: label.y + 4, 'text-anchor': 'middle' }, what),
  ];
}

// A row for each outcome, made once.
const rows = data.outcomes.map(makeRow);
const stuckEnds = data.ends.map((_, end) => end).filter((end) => data.ends[end].stuck.length > 0);
const deadlocks = stuckEnds.length > 1 ? stuckEnds.map(makeDeadlock) : [];

function makeRow(outcome, number) {
  const is = (end) => data.ends[end].outcome === number;
  const row = {
    is,
    schedules: element('td', { class: 'number' }),
    share: element('span', { class: 'percent' }),
    bar: element('span', { class: `bar ${mood(outcome)}` }),
    chance: element('td', { class: 'number' }),
    go: goButton(is, outcome.name),
  };
  const name = element('th', { scope: 'row' }, element('span', { class: 'outcome' }, outcome.name));
  if (outcome.meaning) name.append(element('small', { class: mood(outcome) }, outcome.meaning));
  const track = element('span', { class: 'track', 'aria-hidden': 'true' }, row.bar);
  row.whole = element('tr', {}, name, row.schedules, element('td', { class: 'share' }, row.share, track),
    row.chance, element('td', {}, row.go));
  byId('outcomes').tBodies[0].append(row.whole);
  return row;
}

function makeDeadlock(end) {
  const is = (one) => one === end;
  const words = data.ends[end].stuck.map(([, told]) => told).join('; ');
  const item = { is, often: element('span', { class: 'faint' }), go: goButton(is, words) };
  byId('deadlocks').querySelector('ul').append(element('li', {}, `${words} `, item.often, ' ', item.go));
  byId('deadlocks').hidden = false;
  return item;
}

/** A button that makes the moves to an end, from the start if it can't be reached any more. */
function goButton(is, name) {
  const button = element('button', { type: 'button' }, 'take me there', element('span', { class: 'unseen' }, `: ${name}`));
  button.addEventListener('click', () => takeMeThere(is));
  return button;
}

function takeMeThere(is) {
  const way = wayTo(now(), lastThread(), is);
  if (way) return make(way);
  const fromStart = wayTo(0, -1, is);
  if (!fromStart) return say('No way there is in what this page holds.');
  schedule.at = 0;
  make(fromStart);
}

function drawOdds(found) {
  byId('odds-said').textContent = oddsWords(found);
  const known = found.all !== null && !found.open;
  rows.forEach((row) => drawRow(row, part(found, row.is), found, known));
  for (const item of deadlocks) {
    const { possible, schedules } = part(found, item.is);
    item.often.textContent = known ? `in ${schedulesIn(schedules)} from here` : possible ? 'possible' : '';
  }
}

function drawRow(row, own, found, known) {
  const share = known && found.all > 0n ? fraction(own.schedules, found.all) : 0;
  const unsure = own.possible ? 'possible' : found.open ? '?' : 'impossible';
  row.whole.classList.toggle('gone', !own.possible && !found.open);
  row.schedules.textContent = known ? short(own.schedules) : unsure;
  if (known) row.schedules.dataset.schedules = own.schedules;
  else delete row.schedules.dataset.schedules;
  row.share.textContent = known ? percent(share) : '-';
  row.bar.style.width = `${share * 100}%`;
  row.chance.textContent = known ? percent(own.chance) : '-';
  row.chance.dataset.chance = known ? own.chance : '';
}

function oddsWords(found) {
  if (endless) return 'Some schedules go round the same states forever, so they have no number.';
  if (found.open) return 'Some schedules from here leave what this page holds, so they are not counted.';
  if (states[now()].end !== null) return 'The schedule has ended.';
  return `From here there ${found.all === 1n ? 'is' : 'are'} ${schedulesIn(found.all)}.`;
}

/** `1 schedule`, `1,234 schedules`. */
function schedulesIn(number) {
  return `${short(number)} schedule${number === 1n ? '' : 's'}`;
}

/** A number in groups of three, or one too long for a column as 1.234e56, truncated, not rounded. */
function short(number) {
  const digits = String(number);
  if (digits.length > 23) return `${digits[0]}.${digits.slice(1, 4)}e${digits.length - 1}`;
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function fraction(some, all) {
  const PARTS = 10n ** 15n;
  return Number((some * PARTS) / all) / 1e15;
}

/** A percentage; a nonzero share is never shown as 0, nor one below 1 as 100 %. */
function percent(share) {
  const hundredths = share * 100;
  if (hundredths > 0 && hundredths < 0.05) return '< 0.1 %';
  if (hundredths >= 99.95 && hundredths < 99.9999999) return '> 99.9 %';
  return `${hundredths.toFixed(1)} %`;
}

// The program's lines, made once.
const lines = data.text.flatMap(makeListing);

function makeListing({ title, lines }) {
  const made = lines.map((line) => {
    const at = element('span', { class: 'at' });
    return { at, whole: element('li', {}, at, element('code', {}, line || ' ')) };
  });
  byId('text').querySelector('.scroll').append(
    element('h3', {}, title), element('ol', { class: 'code' }, ...made.map(({ whole }) => whole)));
  return made;
}

function drawText(shown) {
  const at = lines.map(() => []);
  letters.forEach((_, thread) => at[data.views[shown[thread]][0]]?.push(thread));
  lines.forEach((line, number) => {
    line.at.replaceChildren(...at[number].map((thread) => badge(thread)));
    const color = at[number].length === 1 ? `t${at[number][0] % 6}` : '';
    line.whole.className = at[number].length > 0 ? `lit ${color}` : '';
  });
  showLine(lines[at.findIndex((threads) => threads.length > 0)]);
}

/** Scrolls the text, not the page, to a line that is out of sight. */
function showLine(line) {
  const box = byId('text').querySelector('.scroll');
  if (!line) return;
  const from = line.whole.offsetTop - box.offsetTop, until = from + line.whole.offsetHeight;
  const seen = from >= box.scrollTop && until <= box.scrollTop + box.clientHeight;
  if (!seen) box.scrollTop = from - box.clientHeight / 3;
}

// ---- Goals ----

/** The outcomes, with the one least likely by chance last; among equals, one that breaks the promise. */
const goals = data.outcomes.map((_, number) => number).sort((one, two) => {
  const [first, second] = [data.outcomes[one], data.outcomes[two]];
  const easier = Math.round(1e6 * (second.chance ?? 0)) - Math.round(1e6 * (first.chance ?? 0));
  return easier || Number(second.good) - Number(first.good);
});

function makeGoals() {
  byId('goal').append(...goals.map((number) => element('option', { value: number }, sentence(data.outcomes[number].goal))));
  byId('goal').value = goals[goals.length - 1];
  byId('goal').addEventListener('change', () => { drawGoal(); });
  byId('goal-next').addEventListener('click', nextGoal);
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function nextGoal() {
  const place = goals.indexOf(Number(byId('goal').value));
  byId('goal').value = goals[(place + 1) % goals.length];
  goTo(0);
}

function drawGoal() {
  const goal = Number(byId('goal').value), { end } = states[now()];
  const reached = end !== null && data.ends[end].outcome === goal;
  const said = reached ? 'Reached.' : end !== null ? 'Not this time: undo, or start again.' : '';
  byId('goal-said').textContent = said;
  byId('goal-said').className = reached ? 'good' : 'bad';
  byId('goal-next').hidden = !reached || goals.length < 2;
  drawAnswer(rows[goal].is);
}

let answered = null;

/** One path from the start, computed once for each goal. */
function drawAnswer(is) {
  if (answered === is) return;
  answered = is;
  const way = wayTo(0, -1, is);
  byId('way').textContent = way ? written(way) || 'no step' : 'not in what this page holds';
  byId('way').href = '#' + written(way ?? []);
  byId('way-said').textContent = way ? way.map(({ thread, deed }) => `${letters[thread]} ${data.deeds[deed][0]}`).join(', then ') + '.' : '';
}

// ---- The steps in words ----

/** The steps so far, each with what a reader should notice: an update based on an old value. */
function notedSteps() {
  const made = new Map(), seen = new Map();
  return schedule.moves.slice(0, schedule.at).map((move, place) =>
    ({ move, place, note: data.deeds[move.deed][1] || overwritten(move, made, seen) }));
}

/** Records an access; returns whose update it overwrites, if its thread has not seen that one. */
function overwritten({ thread, deed }, made, seen) {
  const [, , , kind, variable] = data.deeds[deed];
  if (kind === 0) return '';
  const { times, by } = made.get(variable) ?? { times: 0, by: thread };
  const key = `${thread} ${variable}`, stale = (seen.get(key) ?? 0) !== times;
  seen.set(key, kind === 1 ? times : times + 1);
  if (kind === 1) return '';
  made.set(variable, { times: times + 1, by: thread });
  return kind === 2 && stale && by !== thread ? `overwrites ${letters[by]}'s update` : '';
}

function drawHistory() {
  const table = byId('history').querySelector('table');
  const heads = ['step', ...letters, ...data.columns.map(([name]) => name), 'note'];
  table.tHead.rows[0].replaceChildren(...heads.map((head) => element('th', { scope: 'col' }, head)));
  // Only if it is open: it grows with every step.
  const rows = byId('history').open ? notedSteps().map(historyRow) : [];
  table.tBodies[0].replaceChildren(...rows);
}

function historyRow({ move, place, note }) {
  const shown = cells(move.to);
  const lanes = letters.map((_, thread) => element('td', {}, thread === move.thread ? data.deeds[move.deed][0] : ''));
  const values = data.columns.map((_, column) => element('td', {}, data.values[shown[letters.length + column]]));
  return element('tr', {}, element('th', { scope: 'row' }, String(place + 1)), ...lanes, ...values,
    element('td', { class: 'note' }, note));
}

// ---- Keys, and the start ----

const KEYS = {
  ArrowLeft: () => goTo(schedule.at - 1),
  ArrowRight: () => goTo(schedule.at + 1),
  Home: () => goTo(0),
  End: () => goTo(schedule.moves.length),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !byId('keys').checked) return;
  const { target } = event, thread = meant(event.key);
  // Lists use letters to choose; sliders and scrolling areas use the arrow keys themselves.
  const taken = target.closest(thread < 0 ? 'select, input[type=range], [role=region]' : 'select');
  const act = thread < 0 ? KEYS[event.key] : () => moveThread(thread);
  if (taken || !act) return;
  event.preventDefault();
  act();
}

function start() {
  makeGoals();
  byId('restart').addEventListener('click', () => goTo(0));
  byId('undo').addEventListener('click', () => goTo(schedule.at - 1));
  byId('redo').addEventListener('click', () => goTo(schedule.at + 1));
  byId('slider').addEventListener('input', () => goTo(Number(byId('slider').value)));
  byId('random').addEventListener('click', () => make(atRandom(now())));
  byId('history').addEventListener('toggle', drawHistory);
  addEventListener('hashchange', () => follow(location.hash));
  addEventListener('keydown', onKey);
  follow(location.hash);
}

start();
