//! The README's pictures, of the app as it is: `cargo test --test snapshots -- --ignored` draws them anew.

use egui::{Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use image::RgbaImage;
use png::{BitDepth, BlendOp, ColorType, Encoder};
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::scene::Scene;
use ravine_testing::raster::Raster;
use ravine_testing::scenes::prepared;
use ravine_testing::snapshot::save;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

const LAPTOP: Vec2 = vec2(1280.0, 800.0);
const PHONE: Vec2 = vec2(390.0, 844.0);
/// The smallest that has columns.
const MOVING: Vec2 = vec2(1120.0, 680.0);
/// The steps of the moving picture: many at the beginning, where the runs are fast.
const FRAMES: i32 = 40;
/// How long one of them stands, in hundredths of a second, and the last one.
const STANDS: u16 = 10;
const RESTS: u16 = 200;

/// The race half way, in light colours.
pub fn desktop() -> Result<(), String> {
    let mut app = open(LAPTOP, Theme::Light, at(prepared("race"), 300));
    save(&app.render()?, &path("desktop"))
}

/// The same on a phone.
pub fn phone() -> Result<(), String> {
    let mut app = open(PHONE, Theme::Dark, at(prepared("race"), 300));
    save(&app.render()?, &path("phone"))
}

/// The race from its start to its end, as an animated PNG.
pub fn playing() -> Result<(), String> {
    let mut app = open(MOVING, Theme::Dark, prepared("race"));
    let last = app.state().session.scene.experiment.steps;
    let mut frames = Vec::new();
    for frame in 0..FRAMES {
        let part = f64::from(frame) / f64::from(FRAMES - 1);
        app.state_mut().session.scene.view.step = (f64::from(last) * part.powi(2)).round() as u32;
        app.run();
        frames.push(app.render()?);
    }
    animate(&frames, &path("playing")).map_err(|error| error.to_string())
}

fn at(mut scene: Scene, step: u32) -> Scene {
    scene.view.step = step;
    scene.view.selected = 3;
    scene
}

fn open(size: Vec2, theme: Theme, scene: Scene) -> Harness<'static, App> {
    let session = Session::on_cpu(scene);
    let mut app = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(200)
        .renderer(Raster::default())
        .build_eframe(|context| App::with(&context.egui_ctx, session));
    app.run();
    // It stands on the picture: rounding decides where Lion ends.
    if let Some(note) = app.query_by_label("Close the note on the run") {
        // Without a pointer, which would then point at the picture.
        note.click_accesskit();
        app.run();
    }
    app
}

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
    folder.join(format!("{name}.png"))
}

/// Writes frames as one animated PNG. Behind the first each holds what differs from the one before: the
/// rectangle in which it does, without the pixels that stay.
fn animate(frames: &[RgbaImage], path: &Path) -> Result<(), png::EncodingError> {
    let Some(first) = frames.first() else {
        return Ok(());
    };
    let mut encoder = Encoder::new(BufWriter::new(File::create(path)?), first.width(), first.height());
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_animated(frames.len() as u32, 0)?;
    encoder.set_frame_delay(STANDS, 100)?;
    let mut writer = encoder.write_header()?;
    for (place, frame) in frames.iter().enumerate() {
        let [left, top, width, height] = match place.checked_sub(1) {
            None => [0, 0, frame.width(), frame.height()],
            Some(before) => changed(&frames[before], frame),
        };
        let pixels = (top..top + height).flat_map(|y| (left..left + width).map(move |x| (x, y)));
        let drawn = pixels.flat_map(|(x, y)| {
            let stays = place > 0 && frames[place - 1].get_pixel(x, y) == frame.get_pixel(x, y);
            if stays { [0; 4] } else { frame.get_pixel(x, y).0 }
        });
        if place > 0 {
            writer.reset_frame_position()?;
            writer.set_frame_dimension(width, height)?;
            writer.set_frame_position(left, top)?;
            writer.set_blend_op(BlendOp::Over)?;
        }
        if place + 1 == frames.len() {
            writer.set_frame_delay(RESTS, 100)?;
        }
        writer.write_image_data(&drawn.collect::<Vec<u8>>())?;
    }
    writer.finish()
}

/// The rectangle in which two pictures differ, as left, top, width and height; a pixel where they do not.
fn changed(before: &RgbaImage, after: &RgbaImage) -> [u32; 4] {
    let differing = after
        .enumerate_pixels()
        .filter(|(x, y, pixel)| before.get_pixel(*x, *y) != *pixel);
    let ends = differing.fold(
        [u32::MAX, u32::MAX, 0, 0],
        |[left, top, right, bottom], (x, y, _)| [left.min(x), top.min(y), right.max(x), bottom.max(y)],
    );
    match ends {
        [u32::MAX, ..] => [0, 0, 1, 1],
        [left, top, right, bottom] => [left, top, right - left + 1, bottom - top + 1],
    }
}
