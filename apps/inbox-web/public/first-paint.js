// Runs before the first paint, so that what a person chose never flashes by the other way. A file of its own, because the page's
// content security policy allows no inline scripts. What it reads is written by src/store/looks.ts and src/features/panes/widths.ts.
(function () {
  try {
    var root = document.documentElement;
    var theme = localStorage.getItem('okno.theme');
    if (theme === 'light' || theme === 'dark') {
      root.dataset.theme = theme;
      document.querySelectorAll('meta[name="theme-color"]').forEach(function (bar) { bar.content = theme === 'dark' ? '#0e0f11' : '#f2f2ef'; });
    }
    root.dataset.density = localStorage.getItem('okno.density') === 'compact' ? 'compact' : 'comfortable';
    ['list', 'panel'].forEach(function (pane) {
      var width = Number(localStorage.getItem('okno.width.' + pane));
      if (width >= 240 && width <= 640) root.style.setProperty('--' + pane + '-chosen', width + 'px');
    });
    var locale = localStorage.getItem('okno.locale');
    if (locale) root.lang = locale;
    // What the first screen asks for is on its way while the scripts come: the words, and the list that the address opens with, by the
    // very address by which src/store/first-list.ts has it asked for.
    var words = locale && document.querySelector('meta[name="okno-language-' + locale + '"]');
    if (words) fetchEarly({ rel: 'modulepreload', href: words.content });
    var view = location.pathname === '/' ? 'queue' : (/^\/inbox\/(queue|mine|mentions|all|unassigned|snoozed|closed|spam)(?:\/|$)/.exec(location.pathname) || [])[1];
    if (view) {
      var look = JSON.parse(sessionStorage.getItem('okno.list') || '{}');
      var query = new URLSearchParams(Object.assign({ view: view, sort: look.sort || 'wait' }, look.filter, { limit: 60 }));
      fetchEarly({ rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: '/api/v1/conversations?' + query });
    }
  } catch (error) {
    /* storage is forbidden here: the system's theme it is */
  }
  function fetchEarly(link) {
    document.head.append(Object.assign(document.createElement('link'), link));
  }
})();
