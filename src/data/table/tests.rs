//! What becomes of tables.

use super::detect;
use super::forms::FORMS;
use super::read::{Read, Separator};
use super::understood::{ColumnIgnored, ColumnRole};
use crate::data::{Dataset, Source, Target};

fn table(text: &str, read: Option<Read>) -> Source {
    Source {
        csv: Some(text.to_owned()),
        read,
        ..Source::default()
    }
}

/// The first target, as it is called.
fn target(data: &Dataset) -> String {
    match data.classes.get(data.targets[0] as usize) {
        Some(class) => class.clone(),
        None => data.targets[0].to_string(),
    }
}

#[test]
fn every_form_is_understood() {
    for form in FORMS {
        let name = form.name;
        let read = detect(form.text).unwrap_or_else(|e| panic!("{name}: {}", e.message));
        let left_out: Vec<usize> = form.left_out.iter().map(|(column, _)| *column).collect();
        let wanted = Read {
            separator: form.separator,
            decimal: form.decimal,
            header: form.header,
            label: Some(form.label),
            left_out,
        };
        assert_eq!(read, wanted, "{name}");
        let source = table(form.text, Some(read.clone()));
        let data = source.load(1).unwrap_or_else(|e| panic!("{name}: {}", e.message));
        let features: Vec<_> = (0..data.features).map(|f| data.feature(f)).collect();
        assert_eq!(features, form.features, "{name}");
        assert_eq!((data.sample(0), target(&data).as_str()), form.first, "{name}");
        assert_eq!(data.len(), form.rows, "{name}");
        let understood = source.understood().expect("a table").expect(name);
        assert_eq!((understood.read, understood.error), (read, None), "{name}");
        for (column, why) in form.left_out {
            assert_eq!(
                understood.columns[column - 1].role,
                ColumnRole::LeftOut(*why),
                "{name}"
            );
        }
    }
}

#[test]
fn a_scene_without_a_reading_is_read_as_before_where_that_succeeds_and_detected_where_not() {
    let load = |text: &str| {
        table(text, None)
            .load(1)
            .unwrap_or_else(|e| panic!("{text:?}: {}", e.message))
    };
    // As before: the index is a feature, and NA is a class.
    let before = load(",x,label\n0,0.5,a\n1,2,b\n2,3,NA\n");
    assert_eq!((before.features, before.classes.len(), before.len()), (2, 3, 3));
    assert_eq!(
        (before.feature(1), before.predicted.as_str()),
        ("x".into(), "label")
    );
    for form in FORMS {
        let data = load(form.text);
        // As before: a header of numbers is a row, an index a feature, and what comes last the label.
        let numbers = form.features.iter().any(|name| name.parse::<f64>().is_ok());
        let index = form.left_out.iter().any(|(_, why)| *why == ColumnIgnored::Index);
        let after = form.left_out.iter().any(|(column, _)| *column > form.label);
        if !numbers && !index && !after && form.label == form.features.len() + 1 {
            assert_eq!(data.sample(0), form.first.0, "{}", form.name);
        }
    }
}

#[test]
fn what_is_understood_is_said() {
    let text = "Id;x;town;label\n7;0,5;Rome;a\n9;?;Bern;b\n8;2;Oslo;b\n6;1,5;Rome;a\n";
    let understood = table(text, detect(text).ok())
        .understood()
        .expect("a table")
        .expect("a table");
    assert_eq!(
        understood.to_string(),
        "cells separated by semicolons, a header, decimal commas; label is predicted from 1 column over 3 \
            rows; left out: Id (tells every row from all others), town (words); a value is missing in 1 row, \
            which is left out: line 3"
    );
    assert_eq!(understood.first[1], ["9", "?", "Bern", "b"]);
}

#[test]
fn every_choice_can_be_another_one() {
    let text = "a,b,c\n1,0,2.5\n2,1,3.5\n3,0,4.5\n";
    let load = |read: Read| table(text, Some(read)).load(1);
    let header = Read {
        header: true,
        ..Read::default()
    };
    let data = load(header.clone()).expect("the last column is predicted");
    assert_eq!(
        (data.predicted.as_str(), &data.targets[..]),
        ("c", &[2.5, 3.5, 4.5][..])
    );
    let other = Read {
        label: Some(2),
        left_out: vec![1],
        ..header.clone()
    };
    let data = load(other).expect("another one is");
    assert_eq!((data.feature(0), data.features), ("c".into(), 1));
    assert_eq!(data.classes, ["0", "1"]);
    let last_out = Read {
        left_out: vec![3],
        ..header.clone()
    };
    assert_eq!(load(last_out).expect("the one before is").predicted, "b");
    for (read, part) in [
        (
            Read {
                label: Some(4),
                ..header.clone()
            },
            "`label` names column 4, but the table has columns 1 to 3 where cells are separated by commas",
        ),
        (
            Read {
                left_out: vec![0],
                ..header.clone()
            },
            "`left_out` names column 0",
        ),
        (
            Read {
                left_out: vec![1, 2, 3],
                ..header.clone()
            },
            "no column of numbers is left",
        ),
        (
            Read {
                separator: Separator::Tab,
                ..header.clone()
            },
            "a row needs at least one feature",
        ),
        (Read::default(), "line 1: `a` is not a number (column 1)"),
    ] {
        let error = load(read).expect_err(part);
        assert!(error.message.contains(part), "{}", error.message);
    }
}

#[test]
fn broken_tables_are_answered_with_words() {
    let wide = format!("{}label\n", "x,".repeat(70)) + &format!("{}1\n", "0.5,".repeat(70)).repeat(3);
    let long = "0.5,1\n0.25,0\n".repeat(12_000);
    for (text, part) in [
        ("", "the table is empty"),
        (" \n\r\n,,,\n", "the table is empty"),
        ("\u{feff}", "the table is empty"),
        ("no table at all", "no column of numbers is left to learn from"),
        ("nothing", "a row needs at least one feature"),
        (
            "1;\"2\n3;4\n5;6",
            "line 1: a quotation mark opens a cell and is never closed",
        ),
        (
            "x,y,label\n1,2,a\n1,2\n2,3,b\n",
            "line 3: 2 cells, but the table has 3 columns",
        ),
        (
            "x,y,label\n1,2,a\n1,2,3,4,5\n2,3,b\n",
            "line 3: 5 cells, but the table has 3 columns",
        ),
        (
            "x,y,label\n1,2,a\n1,oops,b\n2,3,b\n",
            "line 3: `oops` is not a number (column 2, `y`)",
        ),
        (
            "x,y,label\n1,2,a\n1,inf,b\n2,3,b\n",
            "line 3: `inf` is not finite (column 2, `y`)",
        ),
        ("x,y,label\n1,2,a\n1,4,a\n2,3,a\n", "all rows have the class a"),
        ("x,y,label\n1,2,a\n?,4,a\n", "1 row is too few"),
        (
            "town,label\nRome,a\nBern,b\n",
            "no column of numbers is left to learn from beside column 2, `label`",
        ),
        (&wide, "70 features are too many"),
        (&"1,".repeat(100_000), "features are too many"),
        (&long, "at most 20000 rows"),
        ("\0\u{1}\u{2}", "a row needs at least one feature"),
    ] {
        for read in [None, detect(text).ok()] {
            let error = table(text, read).load(1).expect_err(part);
            assert!(error.message.contains(part), "{text:.40?}: {}", error.message);
        }
    }
}

#[test]
fn targets_are_read_as_the_cells_are() {
    let text = "x;price\n0,5;1,5\n2;3\n1;2,25\n";
    let mut source = table(text, detect(text).ok());
    assert_eq!(source.load(1).expect("values").targets, [1.5, 3.0, 2.25]);
    source.target = Some(Target::Class);
    assert_eq!(source.load(1).expect("classes").classes, ["1,5", "2,25", "3"]);
}

fn csv(text: &str) -> Source {
    table(text, None)
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
        ("a,b,c\n", "no row is too few"),
        ("1,2,0\n1,x,1\n", "line 2: `x` is not a number"),
        ("1,2,0\n1,inf,1\n", "line 2: `inf` is not finite"),
        (
            "1,2,0\n1,1e30,1\n",
            "line 2: `1e30` is too large; take numbers below 2^60",
        ),
        ("1,2,0\n1,1\n", "line 2: 2 cells, but the table has 3 columns"),
        ("1,2,0\n1,,1\n", "1 row is too few"),
        ("1,2,0\n1,2,\n", "1 row is too few"),
        ("5\n6\n", "line 1: a row needs at least one feature"),
        ("1,2,7\n3,4,7\n", "all rows have the class 7"),
        ("1,2,0\n", "1 row is too few"),
    ] {
        let error = csv(text).load(1).expect_err(text);
        assert!(error.message.contains(part), "{text:?}: {}", error.message);
    }
    let mut values = csv("x,y\n1,2\n2,a\n3,1e40\n");
    values.target = Some(Target::Value);
    let message = values.load(1).expect_err("bad targets").message;
    let wanted = "line 3: the target `a` is not a number below 2^60; line 4: the target `1e40` is not";
    assert!(message.starts_with(wanted), "{message}");
    let long = "1,1\nx,1\n".repeat(9);
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
