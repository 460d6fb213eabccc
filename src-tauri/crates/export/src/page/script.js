'use strict';
(() => {
  const $ = (selector) => document.querySelector(selector);
  const sounds = [...document.querySelectorAll('audio')];
  const rows = [...document.querySelectorAll('.row[data-at]')];
  const starts = rows.map((row) => Number(row.dataset.at));
  if (sounds.length === 0) return;

  const begins = [];
  let length = 0;
  for (const sound of sounds) {
    begins.push(length);
    length += Number(sound.dataset.length) / 1000;
    sound.controls = false;
  }
  document.body.classList.add('live');

  const [play, seek, clock, speed, follow, now, failed] =
    ['play', 'seek', 'clock', 'speed', 'follow', 'now', 'failed'].map((id) => document.getElementById(id));
  let part = 0;
  let row = null;
  let steering = false;

  const told = (seconds) => {
    const s = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, '0');
    const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
    return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
  };
  const at = () => begins[part] + sounds[part].currentTime;
  const playing = () => !sounds[part].paused;

  function rowAt(ms) {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= ms) low = middle + 1;
      else high = middle;
    }
    return rows[low - 1] ?? null;
  }

  function show() {
    const time = Math.min(at(), length);
    const label = `${told(time)} / ${told(length)}`;
    if (clock.textContent !== label) {
      clock.textContent = label;
      seek.setAttribute('aria-valuetext', `${told(time)} of ${told(length)}`);
    }
    if (!steering) seek.value = String(Math.round(time * 1000));
    const next = rowAt(time * 1000 + 1);
    if (next === row) return;
    row?.removeAttribute('aria-current');
    next?.setAttribute('aria-current', 'true');
    row = next;
    if (follow.checked) reveal();
  }

  function reveal() {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    row?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
  }

  function tick() {
    show();
    if (playing()) requestAnimationFrame(tick);
  }

  function state() {
    play.setAttribute('aria-label', playing() ? 'Pause' : 'Play');
    $('#play .start').hidden = playing();
    $('#play .pause').hidden = !playing();
  }

  function start() {
    const sound = sounds[part];
    sound.playbackRate = Number(speed.value);
    sound.play().catch((error) => error.name === 'NotSupportedError' && broken());
  }

  function broken() {
    failed.textContent = 'The recording can’t be played. It must lie where this page looks for it, in a format that this browser plays.';
    failed.hidden = false;
  }

  function go(seconds) {
    const time = Math.min(Math.max(0, seconds), Math.max(0, length - 0.05));
    const on = playing();
    const to = begins.findLastIndex((begin) => begin <= time);
    if (to !== part) {
      sounds[part].pause();
      part = to;
    }
    sounds[part].currentTime = time - begins[part];
    if (on) start();
    show();
  }

  function goTo(hash) {
    const time = /^#t=(\d+(?:\.\d+)?)/.exec(hash);
    if (time) go(Number(time[1]));
  }

  function setFollow(on) {
    follow.checked = on;
    now.hidden = on;
    if (on) reveal();
  }

  sounds.forEach((sound, n) => {
    for (const event of ['play', 'pause']) sound.addEventListener(event, state);
    sound.addEventListener('play', tick);
    sound.addEventListener('seeked', show);
    sound.addEventListener('error', broken);
    sound.addEventListener('ended', () => {
      if (n !== part || n + 1 === sounds.length) return;
      part = n + 1;
      sounds[part].currentTime = 0;
      start();
    });
  });
  play.addEventListener('click', () => (playing() ? sounds[part].pause() : start()));
  $('#back').addEventListener('click', () => go(at() - 10));
  $('#on').addEventListener('click', () => go(at() + 10));
  seek.max = String(Math.round(length * 1000));
  seek.addEventListener('input', () => {
    steering = true;
    go(Number(seek.value) / 1000);
  });
  seek.addEventListener('change', () => (steering = false));
  speed.addEventListener('change', () => (sounds[part].playbackRate = Number(speed.value)));
  follow.addEventListener('change', () => setFollow(follow.checked));
  now.addEventListener('click', () => setFollow(true));
  for (const event of ['wheel', 'touchmove']) {
    addEventListener(event, () => playing() && setFollow(false), { passive: true });
  }
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.t');
    if (link) goTo(link.hash);
  });
  addEventListener('hashchange', () => goTo(location.hash));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select')) return;
    if (event.key === ' ' && event.target.closest('button')) return;
    const act = {
      ' ': () => play.click(),
      k: () => play.click(),
      ArrowLeft: () => go(at() - 5),
      ArrowRight: () => go(at() + 5),
      f: () => setFollow(!follow.checked),
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  state();
  show();
  goTo(location.hash);
})();
