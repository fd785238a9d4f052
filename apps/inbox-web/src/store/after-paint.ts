const outOfSight = 500;

/** Once what was just drawn is on the screen; a tab out of sight draws nothing and goes on after a moment. Gives how to stop. */
export function afterPaint(run: () => void): () => void {
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(run);
  });
  let timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    run();
  }, outOfSight);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
