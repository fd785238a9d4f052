// Runs before the first paint, so that a chosen theme never flashes the other one. A file of its own, because the page's
// content security policy allows no inline scripts.
(function () {
  try {
    var root = document.documentElement;
    var theme = localStorage.getItem('okno.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    var density = localStorage.getItem('okno.density');
    if (density === 'compact') root.dataset.density = density;
    var locale = localStorage.getItem('okno.locale');
    if (locale) root.lang = locale;
  } catch (error) {
    /* storage is forbidden here: the system's theme it is */
  }
})();
