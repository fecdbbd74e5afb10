// Runs before the first paint: the page must not be shown in the wrong colours for a moment.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const store = {
    get: key => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* Storage is blocked: the choice lasts as long as the page. */ } },
  };
  let choice = store.get('dittofs-theme') ?? 'system';

  const resolve = () => choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;

  const apply = () => {
    document.documentElement.dataset.scheme = resolve();
  };

  apply();
  system.addEventListener('change', apply);

  window.dittofs = {
    theme: () => choice,
    setTheme: value => {
      choice = value;
      store.set('dittofs-theme', value);
      apply();
    },
    rail: collapsed => {
      if (typeof collapsed === 'boolean') {
        store.set('dittofs-rail', collapsed ? 'narrow' : 'wide');
      }
      return store.get('dittofs-rail') === 'narrow';
    },
    isNarrow: () => matchMedia('(max-width: 900px)').matches,
    copy: async text => {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // Over plain HTTP to another machine a browser has no clipboard: take the old way.
        const area = Object.assign(document.createElement('textarea'), { value: text });
        document.body.append(area);
        area.select();
        const done = document.execCommand('copy');
        area.remove();
        return done;
      }
    },
  };

  window.dittofs.find = () => {
    const dialog = document.getElementById('find');
    if (dialog && !dialog.open) {
      const text = document.getElementById('find-text');
      dialog.showModal();
      text.focus();
      if (text.value) {
        text.value = '';
        text.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }
  };
  window.dittofs.endFind = () => document.getElementById('find')?.close();

  addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k' && document.getElementById('find')) {
      event.preventDefault();
      window.dittofs.find();
      return;
    }

    // Arrows walk through the hits; Enter in the field takes the first.
    const dialog = document.getElementById('find');
    if (dialog?.open && ['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) {
      const stops = [document.getElementById('find-text'), ...dialog.querySelectorAll('a')];
      const at = stops.indexOf(document.activeElement);
      if (event.key === 'Enter') {
        if (at === 0 && stops[1]) {
          event.preventDefault();
          stops[1].click();
        }
        return;
      }
      event.preventDefault();
      stops[(at + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length]?.focus();
    }
  });
  addEventListener('click', event => {
    // A click beside the dialog's content is one on the dialog itself.
    if (event.target.id === 'find') {
      event.target.close();
    }
  });

  addEventListener('DOMContentLoaded', () => {
    document.getElementById('components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', event => {
      const words = {
        show: 'Numbers stand still. Trying again…',
        retrying: 'Numbers stand still. Trying again…',
        failed: 'The server does not answer. Is it running?',
        rejected: 'The server was started again. Load this page again.',
      };
      event.target.dataset.state = event.detail.state;
      event.target.querySelector('[data-reconnect-text]').textContent = words[event.detail.state] ?? '';
      if (event.detail.state === 'rejected') {
        location.reload();
      }
      if (event.detail.state === 'failed') {
        // Tries have ended, the waiting has not: the page is there again as soon as the server is.
        const asking = setInterval(async () => {
          try {
            if ((await fetch('health/live', { cache: 'no-store' })).ok) {
              clearInterval(asking);
              location.reload();
            }
          } catch { /* Not yet. */ }
        }, 2000);
      }
    });
  });
})();
