//! Two that are measured in turn, so that what else the machine does falls on both.

use std::time::Instant;

/// Whether a figure was asked for on the command line, where none is named all are.
pub fn is_asked(name: &str) -> bool {
    let mut asked = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .peekable();
    asked.peek().is_none() || asked.any(|a| name.contains(a.as_str()))
}

/// Runs both in turn, so many rounds behind one that warms up, and reports them; `steps` are the run-steps of
/// a round of each.
pub fn measure(
    figure: &str,
    names: [&str; 2],
    steps: [usize; 2],
    rounds: usize,
    mut rivals: [&mut dyn FnMut(); 2],
) {
    let mut seconds = [Vec::new(), Vec::new()];
    for round in 0..=rounds {
        for (times, rival) in seconds.iter_mut().zip(&mut rivals) {
            let begun = Instant::now();
            rival();
            if round > 0 {
                times.push(begun.elapsed().as_secs_f64());
            }
        }
    }
    report(figure, names, steps, seconds);
}

/// Prints the medians of seconds that so many run-steps took each rival, and the median of the rounds'
/// ratios of their speeds: what slows a round down, slows both.
pub fn report(figure: &str, names: [&str; 2], steps: [usize; 2], seconds: [Vec<f64>; 2]) {
    let speed = |rival: usize, seconds: f64| steps[rival] as f64 / seconds;
    let ratios = std::iter::zip(&seconds[0], &seconds[1])
        .map(|(&a, &b)| speed(0, a) / speed(1, b))
        .collect();
    for (rival, times) in seconds.into_iter().enumerate() {
        let median = median(times);
        println!(
            "{figure}: {}: {:.0} ms, {:.2} M run-steps a second",
            names[rival],
            median * 1e3,
            speed(rival, median) / 1e6
        );
    }
    println!("{figure}: {} of {}: {:.2}", names[0], names[1], median(ratios));
}

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
