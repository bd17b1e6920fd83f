//! The studio at the sizes that screens have, and at those that a browser's zoom makes of them.

use crate::app::{SOON, open};
use crate::page::Page;
use crate::{Result, Test, ensure};

/// The tests of this file.
pub const TESTS: &[Test] = &[(
    "every size of screen shows the picture and leads to every page",
    every_size,
)];

/// Width, height, and whether it is a phone's.
const SIZES: &[(u32, u32, bool)] = &[
    (320, 568, true),
    (640, 400, false),
    (768, 1024, true),
    (844, 390, true),
    (1024, 768, false),
    (1920, 1080, false),
];

/// Least width and height of the picture.
const PICTURE: [f64; 2] = [260.0, 180.0];

fn every_size(page: &mut Page) -> Result<()> {
    for (index, &(width, height, phone)) in SIZES.iter().enumerate() {
        page.resize(width, height, phone)?;
        if index == 0 {
            open(page)?;
        }
        // The app lays itself out anew in the frames after the window's.
        let bar = inside("Undo", width, height);
        page.wait_until(&bar, SOON)?;
        page.wait_until(
            &format!("document.getElementById('canvas').clientWidth === {width}"),
            SOON,
        )?;
        let surface = page.eval("ravine.find('Loss surface')")?;
        let size = ["width", "height"].map(|side| surface[side].as_f64().unwrap_or(0.0));
        ensure(
            size[0] >= PICTURE[0] && size[1] >= PICTURE[1],
            &format!("{width}x{height}: the picture is {surface}"),
        )?;
        page.screenshot(&format!("size {width}x{height}"))?;
        page.wait_until(&inside("Step", width, height), SOON)?;
        if width < 1000 || height < 500 {
            for (tab, shown) in [
                ("Charts tab", "Loss tab"),
                ("Learn tab", "Learn tab"),
                ("Runs tab", "Add run"),
            ] {
                page.click(tab)?;
                page.wait_until(&inside(shown, width, height), SOON)?;
            }
            // What stands below the page's end is reached by the wheel.
            let last = "ravine.find('Run Lion')";
            page.wait_until(&format!("{last} !== null"), SOON)?;
            page.wheel("Add run", 3000.0)?;
            page.wait_until(&inside("Run Lion", width, height), SOON)?;
            page.wheel("Run Lion", -3000.0)?;
            page.wait_until(&inside("Add run", width, height), SOON)?;
        } else {
            for control in ["Add run", "Loss tab", "Save the comparison as CSV"] {
                page.wait_until(&inside(control, width, height), SOON)?;
            }
        }
    }
    page.expect_no_errors()
}

/// Whether a widget stands within the window.
fn inside(name: &str, width: u32, height: u32) -> String {
    format!(
        "(r => r && r.x >= 0 && r.y >= 0 && r.x + r.width <= {width} && r.y + r.height <= {height}) \
         (ravine.find('{name}'))"
    )
}
