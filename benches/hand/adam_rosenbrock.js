// What a person would write for one case: Adam with constant settings on Rosenbrock, one start after the other, with the
// same outcome as a sweep's. An expression: a function of the settings and of the starts, x and y in turn.
({ lr, beta1, beta2, eps, goal, steps }, starts) => {
  const BOUND = 2 ** 60;
  const loss = (x, y) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
  const columns = { end: [], loss: [], best: [], reached: [], diverged_at: [] };
  for (let lane = 0; lane < starts.length / 2; lane++) {
    let x = starts[2 * lane];
    let y = starts[2 * lane + 1];
    let [mx, my, vx, vy] = [0, 0, 0, 0];
    let [power1, power2] = [1, 1];
    let best = Infinity;
    let reached = null;
    let diverged = null;
    for (let k = 0; k < steps; k++) {
      power1 *= beta1;
      power2 *= beta2;
      const a = 1 - x;
      const b = y - x * x;
      const here = a * a + 100 * b * b;
      const gx = -2 * a - 400 * b * x;
      const gy = 200 * b;
      if (here < best) best = here;
      if (reached === null && best <= goal) reached = k;
      mx = beta1 * mx + (1 - beta1) * gx;
      my = beta1 * my + (1 - beta1) * gy;
      vx = beta2 * vx + (1 - beta2) * gx * gx;
      vy = beta2 * vy + (1 - beta2) * gy * gy;
      const nextX = x - (lr * (mx / (1 - power1))) / (Math.sqrt(vx / (1 - power2)) + eps);
      const nextY = y - (lr * (my / (1 - power1))) / (Math.sqrt(vy / (1 - power2)) + eps);
      // Not below the bound: NaN counts as beyond.
      if (!(Math.max(here, Math.abs(gx), Math.abs(gy), Math.abs(nextX), Math.abs(nextY)) < BOUND)) {
        diverged = k + 1;
        break;
      }
      x = nextX;
      y = nextY;
    }
    const last = loss(x, y);
    if (last < best) best = last;
    if (reached === null && best <= goal) reached = steps;
    columns.end.push([x, y]);
    columns.loss.push(last);
    columns.best.push(best);
    columns.reached.push(reached);
    columns.diverged_at.push(diverged);
  }
  return columns;
}
