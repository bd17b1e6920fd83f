//! Two that are measured in turn, so that what else the machine does falls on both.

/// Whether a figure was asked for on the command line, where none is named all are.
pub fn is_asked(name: &str) -> bool {
    let mut asked = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .peekable();
    asked.peek().is_none() || asked.any(|a| name.contains(a.as_str()))
}

/// Prints the medians of seconds that so many run-steps took each rival, and the median of the rounds'
/// ratios: what slows a round down, slows both.
pub fn report(figure: &str, names: [&str; 2], seconds: [Vec<f64>; 2], run_steps: usize) {
    let ratios = std::iter::zip(&seconds[0], &seconds[1])
        .map(|(a, b)| b / a)
        .collect();
    for (name, times) in names.iter().zip(seconds) {
        let median = median(times);
        let rate = run_steps as f64 / median / 1e6;
        println!(
            "{figure}: {name}: {:.0} ms, {rate:.0} M run-steps a second",
            median * 1e3
        );
    }
    println!("{figure}: {} of {}: {:.2}", names[0], names[1], median(ratios));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
