//! An SVG file as a reader sees it.

use roxmltree::{Document, Node};

/// All texts of a figure, after a look at the whole structure: well-formed XML, every number finite, no text
/// begins outside the sheet.
pub fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("well-formed XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "svg");
    let number = |node: &Node, name: &str| -> f32 {
        let value = node.attribute(name).unwrap_or_default();
        value.parse().expect("a number")
    };
    let sheet = [number(&root, "width"), number(&root, "height")];
    let mut texts = Vec::new();
    for element in document.descendants().filter(Node::is_element) {
        let values = element.attributes().map(|a| a.value());
        for value in values.filter(|v| !v.starts_with("data:")) {
            let finite = value.parse::<f64>().is_ok_and(f64::is_finite);
            assert!(
                finite || !value.contains("NaN") && !value.contains("inf"),
                "{value}"
            );
        }
        if element.tag_name().name() == "text" {
            texts.push(element.text().unwrap_or_default().to_owned());
            let inside = |name, length| (0.0..=length).contains(&number(&element, name));
            assert!(inside("x", sheet[0]) && inside("y", sheet[1]), "{element:?}");
        }
    }
    texts
}
