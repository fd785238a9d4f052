// Runs in the page before everything else. Says when something that was waited for is painted: a MutationObserver sees it in the DOM, the
// next animation frame draws it, and the first task after that frame reads the clock. So a value holds input delay, script, style, layout
// and the main thread's part of painting, and the wait for the frame itself.

// Playwright keeps the whole stack of each Error that is made (Runtime.enable), for which V8 reads the script anew from its beginning: React makes
// three at its start, which cost a driven browser what no person's browser pays. Without this property V8 takes no stack.
delete Error.stackTraceLimit;

window.bench = (() => {
  const afterPaint = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(null);
  });
  /** Resolves with the moment, on the page's own clock, at which what `holds` asks for was painted. */
  const painted = (holds, patience = 10_000) => new Promise((resolve, reject) => {
    const look = () => {
      if (!holds()) return;
      observer.disconnect();
      clearTimeout(timer);
      afterPaint(resolve);
    };
    const observer = new MutationObserver(look);
    const timer = setTimeout(() => { observer.disconnect(); reject(new Error(`not painted: ${holds}`)); }, patience);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
  let answer = null;
  /** From the next event of this type to the paint of what `holds` asks for. `answer()` waits for it. */
  const from = (type, holds) => {
    answer = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${type} came`)), 5_000);
      addEventListener(type, (event) => {
        clearTimeout(timer);
        painted(holds).then((at) => resolve(at - event.timeStamp), reject);
      }, { capture: true, once: true });
    });
    answer.catch(() => undefined);
  };
  const expect = (holds) => {
    answer = painted(holds).then((at) => performance.timeOrigin + at);
    answer.catch(() => undefined);
  };

  // https://web.dev/articles/inp: the longest event of each interaction; one in fifty is left out.
  const interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) interactions.set(interactionId, Math.max(interactions.get(interactionId) ?? 0, duration));
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  const inp = () => {
    const longest = [...interactions.values()].sort((a, b) => b - a);
    return longest[Math.floor((performance.interactionCount ?? longest.length) / 50)] ?? longest.at(-1) ?? 0;
  };
  // https://web.dev/articles/cls: the worst window of at most five seconds without a gap of one.
  const shifts = [];
  new PerformanceObserver((list) => {
    for (const { startTime, value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shifts.push({ startTime, value });
  }).observe({ type: 'layout-shift', buffered: true });
  const cls = () => {
    let [worst, sum, first, last] = [0, 0, -Infinity, -Infinity];
    for (const { startTime, value } of shifts) {
      if (startTime - last > 1_000 || startTime - first > 5_000) [sum, first] = [0, startTime];
      sum += value;
      last = startTime;
      worst = Math.max(worst, sum);
    }
    return worst;
  };
  let thread = null;
  return {
    from, expect, answer: () => answer, inp, cls,
    /** Another conversation than at the last `mark`, with its messages. */
    mark: () => { thread = document.querySelector('main.thread'); },
    switched: () => { const now = document.querySelector('main.thread'); return now !== null && now !== thread && now.querySelector('[data-message]') !== null; },
    said: (text) => [...document.querySelectorAll('main.thread [data-message]')].slice(-3).some((each) => each.textContent.includes(text)),
    firstRow: () => document.querySelector('[data-row]')?.dataset.row ?? null,
    now: () => performance.timeOrigin + performance.now(),
  };
})();
// The first paint of rows, from the beginning of the navigation.
window.bench.expect(() => document.querySelector('[data-row]') !== null);
