//! Tables in the forms in which people have them, and what is understood of each.

use super::read::{Decimal, Separator};
use super::understood::ColumnIgnored;

/// A form, its text, how it is read, and the first sample with its target.
pub(super) struct TableForm {
    pub name: &'static str,
    pub text: &'static str,
    pub separator: Separator,
    pub decimal: Decimal,
    pub header: bool,
    pub label: usize,
    pub left_out: &'static [(usize, ColumnIgnored)],
    pub features: &'static [&'static str],
    pub first: (&'static [f64], &'static str),
    pub rows: usize,
}

/// The plainest form: x, y and a label.
const PLAIN: TableForm = TableForm {
    name: "plain",
    text: "x,y,label\n0.5,1.5,a\n2,3,b\n0.25,4,a\n",
    separator: Separator::Comma,
    decimal: Decimal::Point,
    header: true,
    label: 3,
    left_out: &[],
    features: &["x", "y"],
    first: (&[0.5, 1.5], "a"),
    rows: 3,
};

/// All forms.
pub(super) const FORMS: &[TableForm] = &[
    PLAIN,
    TableForm {
        name: "a byte-order mark",
        text: "\u{feff}x,y,label\r\n0.5,1.5,a\r\n2,3,b\r\n0.25,4,a\r\n",
        ..PLAIN
    },
    TableForm {
        name: "a byte-order mark without a header",
        text: "\u{feff}0.5,1.5,a\n2,3,b\n0.25,4,a\n",
        header: false,
        features: &["x₁", "x₂"],
        ..PLAIN
    },
    TableForm {
        name: "semicolons and decimal commas",
        text: "x;y;label\n0,5;1,5;a\n2;3;b\n0,25;4;a\n",
        separator: Separator::Semicolon,
        decimal: Decimal::Comma,
        ..PLAIN
    },
    TableForm {
        name: "semicolons and three decimals",
        text: "x;y;label\n0,500;1,500;a\n2,000;3,000;b\n0,250;4,000;a\n",
        separator: Separator::Semicolon,
        decimal: Decimal::Comma,
        ..PLAIN
    },
    TableForm {
        name: "what Excel writes at the top",
        text: "sep=;\nx;y;label\n0,5;1,5;a\n2;3;b\n0,25;4;a\n",
        separator: Separator::Semicolon,
        decimal: Decimal::Comma,
        ..PLAIN
    },
    TableForm {
        name: "quotes",
        text: "\"x\",\"y\",\"label\"\n\"0.5\",\"1.5\",\"a\"\n\"2\",\"3\",\"b\"\n\"0.25\",\"4\",\"a\"\n",
        ..PLAIN
    },
    TableForm {
        name: "quotes around decimal commas",
        text: "x,y,label\n\"0,5\",\"1,5\",a\n2,3,b\n\"0,25\",4,a\n",
        decimal: Decimal::Comma,
        ..PLAIN
    },
    TableForm {
        name: "separators and quotes inside quotes",
        text: "\"x, in \"\"m\"\"\",y,label\n0.5,1.5,\"a, then b\"\n2,3, \"b\"\n0.25,4,\"a, then b\"\n",
        features: &["x, in \"m\"", "y"],
        first: (&[0.5, 1.5], "a, then b"),
        ..PLAIN
    },
    TableForm {
        name: "line breaks inside quotes",
        text: "x,y,label\n0.5,1.5,\"a\nb\"\n2,3,b\n0.25,4,c\n",
        first: (&[0.5, 1.5], "a\nb"),
        ..PLAIN
    },
    TableForm {
        name: "R's row names",
        text: "\"x\",\"y\",\"label\"\n\"1\",0.5,1.5,\"a\"\n\"2\",2,3,\"b\"\n\"3\",0.25,4,\"a\"\n",
        label: 4,
        left_out: &[(1, ColumnIgnored::RowNames)],
        ..PLAIN
    },
    TableForm {
        name: "R's row names in words, separated by spaces",
        text: "\"x\" \"y\" \"label\"\n\"Mazda RX4\" 0.5 1.5 \"a\"\n\"Fiat\" 2 3 \"b\"\n\"Audi\" 0.25 4 \
            \"a\"\n",
        separator: Separator::Space,
        label: 4,
        left_out: &[(1, ColumnIgnored::RowNames)],
        ..PLAIN
    },
    TableForm {
        name: "the index that pandas writes",
        text: ",x,y,label\n0,0.5,1.5,a\n1,2,3,b\n2,0.25,4,a\n",
        label: 4,
        left_out: &[(1, ColumnIgnored::Index)],
        ..PLAIN
    },
    TableForm {
        name: "the same, read and written again",
        text: "Unnamed: 0,x,y,label\n0,0.5,1.5,a\n1,2,3,b\n2,0.25,4,a\n",
        label: 4,
        left_out: &[(1, ColumnIgnored::Index)],
        ..PLAIN
    },
    TableForm {
        name: "an identifier",
        text: "Id,x,y,label\n17,0.5,1.5,a\n4,2,3,b\n23,0.25,4,a\n",
        label: 4,
        left_out: &[(1, ColumnIgnored::Identifier)],
        ..PLAIN
    },
    TableForm {
        name: "names at the end, as of cars",
        text: "1.5,2,1,Ford\n2,3,2,Opel\n3,1,1,Fiat\n4,1,2,Audi\n5,2,1,Saab\n6,3,2,Seat\n7,1,1,Lada\n8,2,2,Tata\n\
               9,1,1,Mini\n1,2,2,Kia\n",
        header: false,
        left_out: &[(4, ColumnIgnored::Words)],
        features: &["x₁", "x₂"],
        first: (&[1.5, 2.0], "1"),
        rows: 10,
        ..PLAIN
    },
    TableForm {
        name: "rows that are counted without a header",
        text: "1,0.5,1.5,a\n2,2,3,b\n3,0.25,4,a\n4,1,1,b\n5,2,2,a\n",
        header: false,
        label: 4,
        left_out: &[(1, ColumnIgnored::Index)],
        features: &["x₁", "x₂"],
        rows: 5,
        ..PLAIN
    },
    TableForm {
        name: "a header of numbers, and a name",
        text: "0,1,target\n0.5,1.5,0\n2.5,3,1\n0.25,4,0\n",
        features: &["0", "1"],
        first: (&[0.5, 1.5], "0"),
        ..PLAIN
    },
    TableForm {
        name: "a header of numbers alone",
        text: "0,1,2\n0.5,1.5,0\n2.5,3.5,1\n0.25,4,0\n",
        features: &["0", "1"],
        first: (&[0.5, 1.5], "0"),
        ..PLAIN
    },
    TableForm {
        name: "a header of years over words",
        text: "2019,2020,kind\n0.5,1.5,a\n2,3,b\n0.25,4,a\n1,1,b\n",
        features: &["2019", "2020"],
        rows: 4,
        ..PLAIN
    },
    TableForm {
        name: "numbers alone, of which the first row is none",
        text: "0.5,1.5,0\n2,3,1\n0.25,4,0\n",
        header: false,
        features: &["x₁", "x₂"],
        first: (&[0.5, 1.5], "0"),
        ..PLAIN
    },
    TableForm {
        name: "spaces",
        text: "  x    y  label\n0.5  1.5      a\n  2    3      b\n0.25   4      a\n",
        separator: Separator::Space,
        ..PLAIN
    },
    TableForm {
        name: "uneven tabs",
        text: "x\t\ty\tlabel\n0.5\t1.5\t\ta\n2\t3\tb\n0.25\t\t4\ta\n",
        separator: Separator::Space,
        ..PLAIN
    },
    TableForm {
        name: "tabs, words with blanks",
        text: "x\ty\tlabel\n0.5\t1.5\tred wine\n2\t3\twhite wine\n0.25\t4\tred wine\n",
        separator: Separator::Tab,
        first: (&[0.5, 1.5], "red wine"),
        ..PLAIN
    },
    TableForm {
        name: "spaces and decimal commas",
        text: "0,5 1,5 a\n2 3 b\n0,25 4 a\n",
        separator: Separator::Space,
        decimal: Decimal::Comma,
        header: false,
        features: &["x₁", "x₂"],
        ..PLAIN
    },
    TableForm {
        name: "separators at the ends of lines",
        text: "x,y,label,\n0.5,1.5,a,\n2,3,b,\n0.25,4,a,\n",
        ..PLAIN
    },
    TableForm {
        name: "separators at the ends of all lines but the header's",
        text: "x;y;label\n0.5;1.5;a;;\n2;3;b;;\n0.25;4;a;;\n",
        separator: Separator::Semicolon,
        ..PLAIN
    },
    TableForm {
        name: "the label first, by its name",
        text: "class,x,y\n1,0.5,1.5\n2,2,3\n1,0.25,4\n",
        label: 1,
        first: (&[0.5, 1.5], "1"),
        ..PLAIN
    },
    TableForm {
        name: "the label first, by its words",
        text: "a,0.5,1.5\nb,2,3\na,0.25,4\n",
        header: false,
        label: 1,
        features: &["x₁", "x₂"],
        ..PLAIN
    },
    TableForm {
        name: "the label first, by its few whole numbers",
        text: "1,0.5,1.5\n2,2.5,3\n1,0.25,4\n2,1,1.5\n",
        header: false,
        label: 1,
        features: &["x₁", "x₂"],
        first: (&[0.5, 1.5], "1"),
        rows: 4,
        ..PLAIN
    },
    TableForm {
        name: "the label in the middle",
        text: "x,Species,y\n0.5,a,1.5\n2,b,3\n0.25,a,4\n",
        label: 2,
        ..PLAIN
    },
    TableForm {
        name: "marks of missing values",
        text: "x,y,label\n0.5,1.5,a\n?,3,b\nNA,3,b\n2,3,b\n1,,a\n1,2,\n1,nan,a\n0.25,4,a\n",
        ..PLAIN
    },
    TableForm {
        name: "a column that is mostly missing",
        text: "x,y,z,label\n0.5,1.5,,a\n2,3,NA,b\n0.25,4,7,a\n",
        label: 4,
        left_out: &[(3, ColumnIgnored::Missing)],
        ..PLAIN
    },
    TableForm {
        name: "words beside numbers",
        text: "x,town,y,label\n0.5,Bern,1.5,a\n2,Rome,3,b\n0.25,Oslo,4,a\n",
        label: 4,
        left_out: &[(2, ColumnIgnored::Words)],
        ..PLAIN
    },
    TableForm {
        name: "minus signs of typography",
        text: "x,y,label\n\u{2212}0.5,1.5e\u{2212}3,a\n2,3,b\n0.25,\u{2212}4,a\n",
        first: (&[-0.5, 0.0015], "a"),
        ..PLAIN
    },
    TableForm {
        name: "thousands in groups",
        text: "x,y,label\n\"1,234.5\",1.5,a\n2,3,b\n0.25,4,a\n",
        first: (&[1234.5, 1.5], "a"),
        ..PLAIN
    },
    TableForm {
        name: "carriage returns alone",
        text: "x,y,label\r0.5,1.5,a\r2,3,b\r0.25,4,a\r",
        ..PLAIN
    },
    TableForm {
        name: "a Markdown table",
        text: "| x | y | label |\n|---|:-:|------:|\n| 0.5 | 1.5 | a |\n| 2 | 3 | b |\n| 0.25 | 4 | a |\n",
        separator: Separator::Bar,
        ..PLAIN
    },
    TableForm {
        name: "a table between bars without a frame",
        text: "x | y | label\n--|---|---\n0.5 | 1.5 | a\n2 | 3 | b\n0.25 | 4 | a\n",
        separator: Separator::Bar,
        ..PLAIN
    },
    TableForm {
        name: "what a data base prints",
        text: "+-----+-----+-------+\n| x | y | label |\n+-----+-----+-------+\n| 0.5 | 1.5 | a |\n| 2 | 3 | \
            b |\n| 0.25 | 4 | a |\n+-----+-----+-------+\n",
        separator: Separator::Bar,
        ..PLAIN
    },
    TableForm {
        name: "what NumPy writes",
        text: "# x y label\n5.0e-01 1.5e+00 0.0e+00\n2.0e+00 3.0e+00 1.0e+00\n2.5e-01 4.0e+00 0.0e+00\n",
        separator: Separator::Space,
        first: (&[0.5, 1.5], "0.0e+00"),
        ..PLAIN
    },
    TableForm {
        name: "a title and comments",
        text: "Measured in May\n\nx,y,label\n0.5,1.5,a\n# a pause\n2,3,b\n0.25,4,a\n",
        ..PLAIN
    },
    TableForm {
        name: "percents and prices",
        text: "x,y,label\n50%,$1.50,a\n20%,$3,b\n25%,$4,a\n",
        first: (&[50.0, 1.5], "a"),
        ..PLAIN
    },
    TableForm {
        name: "times before numbers",
        text: "time,x,y\n12:01,0.5,2.5\n12:02,2,4.5\n12:03,0.25,1.5\n",
        left_out: &[(1, ColumnIgnored::Words)],
        features: &["x"],
        first: (&[0.5], "2.5"),
        ..PLAIN
    },
    TableForm {
        name: "features alone: the last one is predicted",
        text: "x;y;z\n0,5;1,5;2,5\n2;3;4\n0,25;4;1\n",
        separator: Separator::Semicolon,
        decimal: Decimal::Comma,
        first: (&[0.5, 1.5], "2.5"),
        ..PLAIN
    },
];
