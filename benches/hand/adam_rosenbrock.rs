//! What a person would write for one case: Adam with constant settings on Rosenbrock, lanes side by side,
//! with the same outcome as a sweep's. The compiler vectorises the loops over lanes.

/// Lanes computed side by side.
const LANES: usize = 16;
const BOUND: u32 = 0x5d80_0000;

/// Settings of all lanes.
#[derive(Clone, Copy)]
pub struct Settings {
    pub lr: f32,
    pub beta1: f32,
    pub beta2: f32,
    pub eps: f32,
    pub goal: f32,
    pub steps: usize,
}

/// What became of a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    pub end: [f32; 2],
    pub loss: f32,
    pub best: f32,
    pub reached: u32,
    pub diverged: u32,
}

/// All lanes on two threads.
pub fn sweep(settings: Settings, starts: &[[f32; 2]]) -> Vec<Outcome> {
    let mut outcomes = vec![Outcome::default(); starts.len()];
    let half = (starts.len() / 2).next_multiple_of(LANES).min(starts.len());
    let (left, right) = outcomes.split_at_mut(half);
    std::thread::scope(|scope| {
        scope.spawn(|| blocks(settings, &starts[..half], left));
        blocks(settings, &starts[half..], right);
    });
    outcomes
}

fn blocks(settings: Settings, starts: &[[f32; 2]], outcomes: &mut [Outcome]) {
    for (starts, outcomes) in starts.chunks(LANES).zip(outcomes.chunks_mut(LANES)) {
        best_instructions(settings, starts, outcomes);
    }
}

#[cfg(target_arch = "x86_64")]
fn best_instructions(settings: Settings, starts: &[[f32; 2]], outcomes: &mut [Outcome]) {
    #[target_feature(enable = "avx2")]
    fn avx2(settings: Settings, starts: &[[f32; 2]], outcomes: &mut [Outcome]) {
        block(settings, starts, outcomes);
    }
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "the machine was just asked whether it has these instructions"
        )]
        return unsafe { avx2(settings, starts, outcomes) };
    }
    block(settings, starts, outcomes);
}

#[cfg(not(target_arch = "x86_64"))]
fn best_instructions(settings: Settings, starts: &[[f32; 2]], outcomes: &mut [Outcome]) {
    block(settings, starts, outcomes);
}

#[inline(always)]
fn block(settings: Settings, starts: &[[f32; 2]], outcomes: &mut [Outcome]) {
    let Settings {
        lr,
        beta1,
        beta2,
        eps,
        goal,
        steps,
    } = settings;
    let start = |c: usize| -> [f32; LANES] { std::array::from_fn(|i| starts.get(i).map_or(0.0, |s| s[c])) };
    let (mut x, mut y) = (start(0), start(1));
    let [mut mx, mut my, mut vx, mut vy] = [[0.0f32; LANES]; 4];
    let mut best = [f32::MAX; LANES];
    let mut reached = [0u32; LANES];
    let mut diverged = [0u32; LANES];
    let mut largest = [0u32; LANES];
    let mut next = [[0.0f32; LANES]; 6];
    let (mut power1, mut power2) = (1.0f64, 1.0f64);
    for k in 0..steps {
        power1 *= f64::from(beta1);
        power2 *= f64::from(beta2);
        // Whatever is the same for all lanes is worked out once.
        let rate = (f64::from(lr) / (1.0 - power1)) as f32;
        let scale = (1.0 / (1.0 - power2)) as f32;
        for i in 0..LANES {
            let (a, b) = (1.0 - x[i], y[i] - x[i] * x[i]);
            let loss = a * a + 100.0 * b * b;
            let (gx, gy) = (-2.0 * a - 400.0 * b * x[i], 200.0 * b);
            let (nmx, nmy) = (
                beta1 * mx[i] + (1.0 - beta1) * gx,
                beta1 * my[i] + (1.0 - beta1) * gy,
            );
            let (nvx, nvy) = (
                beta2 * vx[i] + (1.0 - beta2) * gx * gx,
                beta2 * vy[i] + (1.0 - beta2) * gy * gy,
            );
            let nx = x[i] - rate * nmx / ((nvx * scale).sqrt() + eps);
            let ny = y[i] - rate * nmy / ((nvy * scale).sqrt() + eps);
            best[i] = if loss < best[i] { loss } else { best[i] };
            reached[i] += u32::from(best[i] > goal);
            let bits = |v: f32| v.to_bits() & 0x7f80_0000;
            largest[i] = bits(loss).max(bits(gx)).max(bits(gy)).max(bits(nx)).max(bits(ny));
            next[0][i] = nx;
            next[1][i] = ny;
            next[2][i] = nmx;
            next[3][i] = nmy;
            next[4][i] = nvx;
            next[5][i] = nvy;
        }
        let worst = largest.iter().fold(0, |worst, &bits| bits.max(worst));
        if worst < BOUND && diverged.iter().all(|&d| d == 0) {
            [x, y, mx, my, vx, vy] = next;
            continue;
        }
        for i in 0..LANES {
            if diverged[i] == 0 && largest[i] >= BOUND {
                diverged[i] = k as u32 + 1;
            }
            if diverged[i] == 0 {
                (x[i], y[i]) = (next[0][i], next[1][i]);
                (mx[i], my[i]) = (next[2][i], next[3][i]);
                (vx[i], vy[i]) = (next[4][i], next[5][i]);
            }
        }
    }
    for (i, outcome) in outcomes.iter_mut().enumerate() {
        let (a, b) = (1.0 - x[i], y[i] - x[i] * x[i]);
        let loss = a * a + 100.0 * b * b;
        let best = if loss < best[i] { loss } else { best[i] };
        let reached = if best > goal { u32::MAX } else { reached[i] };
        *outcome = Outcome {
            end: [x[i], y[i]],
            loss,
            best,
            reached,
            diverged: diverged[i],
        };
    }
}
