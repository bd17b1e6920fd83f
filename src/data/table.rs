//! Rows of numbers with the target last: a CSV text, or points drawn with the mouse.

use super::{DataError, Dataset, ROWS, Target, WIDTH};

/// Most different whole numbers that count as classes where the scene does not tell.
const FEW: usize = 10;
/// Numbers stay below it, as everything else in a run does.
const LARGEST: f64 = (1u64 << 60) as f64;
/// Messages about single rows before the rest is only counted.
const SHOWN: usize = 5;

/// Reads a table from text: commas, semicolons or tabs between cells; a first line without any number is a header.
/// Errors: bad rows by line.
pub(super) fn from_csv(text: &str, target: Option<Target>) -> Result<Dataset, DataError> {
    let mut lines = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty())
        .peekable();
    let Some(&(first, _)) = lines.peek() else {
        return Err(DataError::new(
            "csv",
            "the table is empty; give one row a line, the target last",
        ));
    };
    let between = [';', '\t', ',']
        .into_iter()
        .find(|&c| first.contains(c))
        .unwrap_or(',');
    if cells(first, between).iter().all(|c| c.parse::<f64>().is_err()) {
        lines.next();
    }
    let rows: Vec<(usize, Vec<&str>)> = lines
        .take(ROWS + 1)
        .map(|(l, n)| (n, cells(l, between)))
        .collect();
    let width = rows.first().map_or(0, |r| r.1.len());
    let mut bad = Vec::new();
    let mut inputs = Vec::new();
    for (line, row) in &rows {
        match features(row, width) {
            Ok(numbers) => inputs.extend(numbers),
            Err(reason) => bad.push(format!("line {line}: {reason}")),
        }
    }
    if !bad.is_empty() {
        return Err(DataError::new("csv", few(&bad)));
    }
    let labels: Vec<&str> = rows.iter().filter_map(|r| r.1.last().copied()).collect();
    let line = |row: usize| format!("line {}", rows[row].0);
    let features = width.saturating_sub(1);
    labelled(["csv", "Own table"], features, inputs, (&labels, line), target)
}

/// Reads a table from rows of numbers. Errors: bad rows, counted from 1.
pub(super) fn from_points(rows: &[Vec<f64>], target: Option<Target>) -> Result<Dataset, DataError> {
    let width = rows.first().map_or(0, Vec::len);
    let bad = |(row, n): (&Vec<f64>, usize)| match row {
        r if r.len() != width => Some(format!(
            "row {n}: {} numbers, but the first row has {width}",
            r.len()
        )),
        r if !r.iter().all(|x| x.abs() < LARGEST) => {
            Some(format!("row {n}: a number is not below 2^60; give finite ones"))
        }
        _ => None,
    };
    let bad: Vec<String> = rows.iter().zip(1..).filter_map(bad).collect();
    if !bad.is_empty() || width < 2 {
        let narrow = match rows.len() {
            0 => "there are no points yet; give at least 2",
            _ => "a row needs at least one feature and the target",
        };
        let message = if bad.is_empty() {
            narrow.to_owned()
        } else {
            few(&bad)
        };
        return Err(DataError::new("points", message));
    }
    let inputs = rows.iter().flat_map(|r| &r[..width - 1]).copied().collect();
    let labels: Vec<String> = rows.iter().map(|r| r[width - 1].to_string()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let row = |row: usize| format!("row {}", row + 1);
    let names = ["points", "Own points"];
    labelled(names, width - 1, inputs, (&labels, row), target)
}

fn cells(line: &str, between: char) -> Vec<&str> {
    line.split(between).map(str::trim).collect()
}

/// The numbers of a row but its last cell.
fn features(row: &[&str], width: usize) -> Result<Vec<f64>, String> {
    if row.len() != width {
        return Err(format!("{} cells, but the first row has {width}", row.len()));
    }
    if width < 2 {
        return Err("a row needs at least one feature and the target".to_owned());
    }
    if width > WIDTH + 1 {
        return Err(format!(
            "{} features are too many; there can be at most {WIDTH}",
            width - 1
        ));
    }
    let (cells, label) = (&row[..width - 1], &row[width - 1]);
    if label.is_empty() {
        return Err("the target is missing".to_owned());
    }
    let number = |cell: &&str| match cell.parse::<f64>() {
        Ok(x) if x.abs() < LARGEST => Ok(x),
        Ok(x) if x.is_finite() => Err(format!("`{cell}` is too large; take numbers below 2^60")),
        Ok(_) => Err(format!("`{cell}` is not finite")),
        Err(_) if cell.is_empty() => Err("a cell is empty".to_owned()),
        Err(_) => Err(format!("`{cell}` is not a number")),
    };
    cells.iter().map(number).collect()
}

fn few(bad: &[String]) -> String {
    let shown = bad[..bad.len().min(SHOWN)].join("; ");
    match bad.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

/// A data set of a name from the targets' texts; `place` is where a row stands. Errors: a target is no number where
/// values are wanted, in the field of a name.
fn labelled(
    [field, name]: [&'static str; 2],
    features: usize,
    inputs: Vec<f64>,
    (labels, place): (&[&str], impl Fn(usize) -> String),
    target: Option<Target>,
) -> Result<Dataset, DataError> {
    let numbers: Option<Vec<f64>> = labels.iter().map(|l| l.parse().ok()).collect();
    let mut classes: Vec<&str> = labels.to_vec();
    classes.sort_by(|a, b| order(a, b));
    classes.dedup();
    let whole = numbers
        .as_ref()
        .is_some_and(|n| n.iter().all(|x| x.fract() == 0.0));
    let target = target.unwrap_or(match (&numbers, whole && classes.len() <= FEW) {
        (Some(_), false) => Target::Value,
        _ => Target::Class,
    });
    let (targets, classes) = match (target, numbers) {
        (Target::Value, Some(numbers)) if numbers.iter().all(|x| x.abs() < LARGEST) => (numbers, Vec::new()),
        (Target::Value, _) => {
            let bad = |label: &str| !label.parse::<f64>().is_ok_and(|x| x.abs() < LARGEST);
            let bad = labels.iter().enumerate().filter(|(_, label)| bad(label));
            let said = bad.map(|(row, label)| {
                format!("{}: the target `{label}` is not a number below 2^60", place(row))
            });
            return Err(DataError::new(field, few(&said.collect::<Vec<_>>())));
        }
        (Target::Class, _) => {
            let class = |label: &&str| classes.binary_search_by(|c| order(c, label)).unwrap_or(0) as f64;
            (labels.iter().map(class).collect(), classes)
        }
    };
    Ok(Dataset {
        name: name.to_owned(),
        features,
        classes: classes.into_iter().map(str::to_owned).collect(),
        inputs,
        targets,
    })
}

/// Numbers by size, before words by letters.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        // Two spellings of a number are two classes.
        (Ok(x), Ok(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
        (Ok(_), Err(_)) => std::cmp::Ordering::Less,
        (Err(_), Ok(_)) => std::cmp::Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use crate::data::{Source, Target};

    fn csv(text: &str) -> Source {
        Source {
            csv: Some(text.to_owned()),
            ..Source::default()
        }
    }

    #[test]
    fn tables_are_read() {
        for (text, features, classes, targets) in [
            ("1,2,0\n3,4,1\n", 2, vec!["0", "1"], [0.0, 1.0]),
            (
                "x;y;kind\n1;2;cat\n\n3;4;ant\n",
                2,
                vec!["ant", "cat"],
                [1.0, 0.0],
            ),
            ("1\t0.5\n2\t0.25", 1, vec![], [0.5, 0.25]),
            ("1, 10\n2, 9\n", 1, vec!["9", "10"], [1.0, 0.0]),
            ("1,1\n2,1.0\n", 1, vec!["1", "1.0"], [0.0, 1.0]),
        ] {
            let data = csv(text).load(1).expect(text);
            assert_eq!(
                (data.features, data.classes.len()),
                (features, classes.len()),
                "{text}"
            );
            assert_eq!(data.classes, classes, "{text}");
            assert_eq!(data.targets, targets, "{text}");
        }
        let mut values = csv("1,2\n2,3\n");
        values.target = Some(Target::Value);
        assert_eq!(values.load(1).expect("values").targets, [2.0, 3.0]);
    }

    #[test]
    fn bad_tables_name_line_and_cause() {
        for (text, part) in [
            ("", "the table is empty"),
            ("a,b,c\n", "0 rows are too few"),
            ("1,2,0\n1,x,1\n", "line 2: `x` is not a number"),
            ("1,2,0\n\n1,nan,1\n", "line 3: `nan` is not finite"),
            ("1,2,0\n1,inf,1\n", "line 2: `inf` is not finite"),
            (
                "1,2,0\n1,1e30,1\n",
                "line 2: `1e30` is too large; take numbers below 2^60",
            ),
            ("1,2,0\n1,1\n", "line 2: 2 cells, but the first row has 3"),
            ("1,2,0\n1,,1\n", "line 2: a cell is empty"),
            ("1,2,0\n1,2,\n", "line 2: the target is missing"),
            ("5\n6\n", "line 1: a row needs at least one feature"),
            ("1,2,7\n3,4,7\n", "all rows have the class 7"),
            ("1,2,0\n", "1 rows are too few"),
        ] {
            let error = csv(text).load(1).expect_err(text);
            assert!(error.message.contains(part), "{text:?}: {}", error.message);
        }
        let mut values = csv("x,y\n1,2\n2,a\n3,1e40\n");
        values.target = Some(Target::Value);
        let message = values.load(1).expect_err("bad targets").message;
        let wanted = "line 3: the target `a` is not a number below 2^60; line 4: the target `1e40` is not";
        assert!(message.starts_with(wanted), "{message}");
        let long = "x,1\n".repeat(9);
        let message = csv(&long).load(1).expect_err("bad rows").message;
        assert!(message.ends_with("; and 4 more"), "{message}");
    }

    #[test]
    fn points_are_a_table_too() {
        let points = |rows: &[&[f64]]| Source {
            points: Some(rows.iter().map(|r| r.to_vec()).collect()),
            ..Source::default()
        };
        let data = points(&[&[1.0, 2.0, 1.0], &[3.0, 4.0, 0.0]])
            .load(1)
            .expect("points");
        assert_eq!((data.features, data.targets), (2, vec![1.0, 0.0]));
        for (rows, part) in [
            (&[&[1.0, 2.0, 0.0][..], &[1.0, 1.0][..]][..], "row 2: 2 numbers"),
            (
                &[&[1.0, f64::NAN, 0.0][..]][..],
                "row 1: a number is not below 2^60; give finite ones",
            ),
            (&[][..], "no points yet"),
            (&[&[1.0][..]][..], "at least one feature"),
        ] {
            let error = points(rows).load(1).expect_err(part);
            assert!(error.message.contains(part), "{}", error.message);
        }
    }
}
