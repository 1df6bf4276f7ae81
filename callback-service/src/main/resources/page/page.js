// What the page does beside htmx: listens for changes while it is in sight, and keeps what a reader has chosen.
'use strict';
(() => {
  const seconds = 1000;

  // One stream for each page in sight: a browser opens few connections to a host.
  const live = document.querySelector('[data-live]');
  const notice = document.getElementById('connection');
  let stream = null;

  function listen() {
    if (!live || stream || document.hidden) {
      return;
    }
    stream = new EventSource(live.dataset.live);
    stream.addEventListener('open', () => { notice.hidden = true; });
    stream.addEventListener('changed', (event) => {
      // A run of which nothing was read has the version 0, and its page no curves to change.
      if (live.dataset.reload !== undefined) {
        if (event.data !== '0') {
          location.reload();
        }
        return;
      }
      document.body.dispatchEvent(new CustomEvent('changed'));
    });
    stream.addEventListener('error', () => {
      notice.hidden = false;
      if (stream && stream.readyState === EventSource.CLOSED) {
        stream = null;
        setTimeout(listen, 5 * seconds);
      }
    });
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden && stream) {
      stream.close();
      stream = null;
    } else {
      listen();
    }
  });
  window.addEventListener('pagehide', () => { if (stream) { stream.close(); stream = null; } });
  window.addEventListener('pageshow', listen);
  listen();

  // Times in the reader's zone.
  function localTimes(root) {
    root.querySelectorAll('time[datetime]').forEach((element) => {
      const time = new Date(element.dateTime);
      if (!Number.isNaN(time.getTime())) {
        element.title = element.dateTime;
        const short = element.closest('.runs') !== null;
        element.textContent = time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: short ? 'short' : 'medium' });
      }
    });
  }

  // The runs that were selected, on whichever page of the list.
  const selected = new Set(JSON.parse(sessionStorage.getItem('selected') || '[]'));

  function showSelected() {
    document.querySelectorAll('input[name=run][type=checkbox]').forEach((box) => { box.checked = selected.has(box.value); });
    const button = document.getElementById('compare');
    if (button) {
      button.disabled = selected.size === 0;
      button.textContent = selected.size === 0 ? 'Compare the selected' : `Compare ${selected.size} selected`;
    }
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches('input[name=run][type=checkbox]')) {
      selected[event.target.checked ? 'add' : 'delete'](event.target.value);
      sessionStorage.setItem('selected', JSON.stringify([...selected]));
      showSelected();
    }
  });

  document.addEventListener('submit', (event) => {
    if (event.submitter && event.submitter.id === 'compare') {
      event.preventDefault();
      location.href = '/compare?' + [...selected].map((run) => 'run=' + encodeURIComponent(run)).join('&');
    }
    const question = event.submitter && event.submitter.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
    }
  });

  // Who asks is written once.
  const by = document.getElementById('by');
  if (by) {
    by.value = localStorage.getItem('by') || '';
    const copy = () => {
      localStorage.setItem('by', by.value);
      document.querySelectorAll('[data-copy=by]').forEach((field) => { field.value = by.value; });
    };
    by.addEventListener('input', copy);
    copy();
  }

  // A command is copied, or else marked, where the browser allows no copy.
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-copy-text]');
    if (!button) {
      return;
    }
    const done = () => { button.textContent = 'Copied'; setTimeout(() => { button.textContent = 'Copy'; }, 2 * seconds); };
    const mark = () => window.getSelection().selectAllChildren(button.previousElementSibling);
    if (navigator.clipboard) {
      navigator.clipboard.writeText(button.dataset.copyText).then(done, mark);
    } else {
      mark();
    }
  });

  // The field of a spec that is wrong is shown where it is written: the last name of its path, behind those before it.
  const spec = document.getElementById('spec');
  if (spec && spec.dataset.field) {
    let at = 0;
    for (const name of spec.dataset.field.split(/[.[]/).filter((part) => !/^\d+\]$/.test(part))) {
      const found = spec.value.indexOf(JSON.stringify(name), at);
      at = found < 0 ? at : found;
    }
    const end = spec.value.indexOf('\n', at);
    spec.focus();
    spec.setSelectionRange(at, end < 0 ? spec.value.length : end);
    const line = spec.value.slice(0, at).split('\n').length;
    spec.scrollTop = Math.max(0, line - 5) * spec.scrollHeight / spec.value.split('\n').length;
  }

  // A reader who has scrolled down in a part stays there when it is replaced.
  const kept = new Map();
  document.body.addEventListener('htmx:oobBeforeSwap', () => {
    document.querySelectorAll('[data-keep]').forEach((part) => kept.set(part.id, part.scrollTop));
  });

  function afterSwap() {
    document.querySelectorAll('[data-keep]').forEach((part) => { part.scrollTop = kept.get(part.id) || 0; });
    localTimes(document);
    showSelected();
    const head = document.getElementById('head');
    if (head && phase !== null && ended(phase) !== ended(head.dataset.phase)) {
      location.reload();
    }
  }

  function ended(status) {
    return ['completed', 'stopped_early', 'failed', 'cancelled'].includes(status);
  }

  const first = document.getElementById('head');
  const phase = first ? first.dataset.phase : null;
  document.body.addEventListener('htmx:oobAfterSwap', afterSwap);
  document.body.addEventListener('htmx:afterSwap', afterSwap);
  localTimes(document);
  showSelected();
})();
