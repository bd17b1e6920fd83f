//! Pictures that are computed elsewhere: whenever the answers come, late, in another order, or never, what is
//! drawn belongs to what is asked for in that frame.

use crate::{app, network, press, reach, scene};
use egui::{Color32, ColorImage, Context, ImageData, Key, RawInput, Rect, TextureId, pos2};
use egui_kittest::kittest::Queryable as _;
use ravine::app::compute::field::FieldJob;
use ravine::app::compute::wished::Wished;
use ravine::compile::input::PointInput;
use ravine::compile::network::model::Network;
use ravine::compile::{Surface, compile};
use ravine::engine::cpu::field::rough;
use ravine::engine::cpu::network::plane::Plane;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::field::{Sampled, Sampler};
use ravine::engine::look::{Look, Lookout};
use ravine::engine::{EngineError, Poll, run};
use ravine::scene::Scene;
use ravine::trace::{Field, Grid};
use ravine::view::network::landscape::Landscape;
use ravine::view::network::samples::Samples;
use ravine::view::{Computed, Shown, View, Wish};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// After how many looks each answer comes, in turn; NEVER and WRONG are answers, too.
const DELAYS: [usize; 9] = [3, 0, 9, NEVER, 1, WRONG, 30, 2, 5];
const NEVER: usize = usize::MAX;
const WRONG: usize = usize::MAX - 1;

/// Frames in which every answer has come that ever comes.
const REST: usize = 40;

/// A lookout whose answers are right and come whenever they like.
#[derive(Debug, Default)]
struct Moody {
    asked: AtomicUsize,
}

#[derive(Debug)]
struct Late {
    left: usize,
    numbers: Vec<f32>,
}

impl Moody {
    fn later(&self, numbers: Vec<f32>) -> Option<Box<dyn Look>> {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed);
        Some(Box::new(Late {
            left: DELAYS[turn % DELAYS.len()],
            numbers,
        }))
    }
}

impl Lookout for Moody {
    /// Rises along x where the plane's first number is positive, else along y.
    fn plane(&self, _: &Network, plane: &Plane, points: &[[f64; 2]]) -> Option<Box<dyn Look>> {
        let axis = usize::from(plane.origin[0] <= 0.0);
        self.later(points.iter().map(|point| point[axis] as f32 + 100.0).collect())
    }

    /// The biases of the last two units, which are all that there is of these networks.
    fn outputs(&self, network: &Network, weights: &[f64], inputs: &[f64]) -> Option<Box<dyn Look>> {
        let biases = weights[weights.len() - 2..].iter().map(|&w| w as f32);
        let count = inputs.len() / network.units[0];
        self.later(biases.collect::<Vec<f32>>().repeat(count))
    }
}

impl Look for Late {
    fn poll(&mut self, _: Duration) -> Poll<Vec<f32>> {
        match self.left {
            0 => Poll::Ready(std::mem::take(&mut self.numbers)),
            WRONG => Poll::Failed(EngineError::Device("lost".to_owned())),
            NEVER => Poll::Busy,
            _ => {
                self.left -= 1;
                Poll::Busy
            }
        }
    }

    fn share(&self) -> f64 {
        0.5
    }
}

/// A screen whose textures can be read.
struct Screen {
    ctx: Context,
    textures: HashMap<TextureId, Arc<ColorImage>>,
}

impl Screen {
    fn new() -> Self {
        let ctx = Context::default();
        ravine::app::controls::theme::install(&ctx);
        let mut screen = Self {
            ctx,
            textures: HashMap::new(),
        };
        // Fonts are there from the second frame on.
        screen.frame(|_| ());
        screen
    }

    /// The image that a frame shows beside the letters, if any.
    fn frame(&mut self, mut contents: impl FnMut(&mut egui::Ui)) -> Option<Arc<ColorImage>> {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), crate::SMALL)),
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| contents(ui));
        let delta = &mut output.textures_delta;
        for (id, images) in delta.set.drain() {
            for image in images.into_iter().filter(|image| image.pos.is_none()) {
                let ImageData::Color(image) = image.image;
                self.textures.insert(id, image);
            }
        }
        let drawn = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let seen = drawn.iter().find_map(|shape| match &shape.primitive {
            egui::epaint::Primitive::Mesh(mesh) if mesh.texture_id != TextureId::default() => {
                let image = self.textures.get(&mesh.texture_id);
                Some(image.expect("what is drawn is there").clone())
            }
            _ => None,
        });
        for id in output.textures_delta.free.drain() {
            self.textures.remove(&id);
        }
        seen
    }
}

/// The moons, learned for some steps, with recorded weights of our own.
fn learned(steps: u32, weights: impl Fn(usize, usize, &mut [f64])) -> (Scene, Computed) {
    let mut scene = scene("net_moons");
    scene.experiment.steps = steps;
    scene.view.learning.random = Some(1);
    let experiment = Arc::new(scene.experiment.clone());
    let plan = Arc::new(compile(&experiment).0.expect("the scene compiles"));
    let mut trace = run(&mut CpuEngine::new(Precision::Single), plan.clone()).expect("the CPU runs");
    for run in &mut trace.runs {
        let place = run.run;
        let column = run.columns.iter_mut().find(|c| c.name == "w").expect("weights");
        let stride = column.stride();
        for (entry, numbers) in column.values.chunks_exact_mut(stride).enumerate() {
            numbers.fill(0.0);
            weights(place, entry, numbers);
        }
    }
    let trace = Arc::new(trace);
    let done = Computed {
        experiment,
        plan,
        trace,
    };
    (scene, done)
}

/// Shows a view of a network at a step, its wishes fulfilled before the next frame; its texture.
fn show(
    screen: &mut Screen,
    view: &mut dyn View,
    (scene, done): (&Scene, &Computed),
    wished: &mut Wished,
    step: f64,
) -> Option<Arc<ColorImage>> {
    wished.turn(&[done]);
    wished.advance(Duration::from_millis(5));
    screen.frame(|ui| {
        let shown = Shown {
            asked: Some(&*wished),
            ..Shown::still(scene, done, None, step)
        };
        for wish in view.ui(ui, &shown) {
            if let Wish::Ask(ask, goes_on) = wish {
                wished.ask(*ask, goes_on, &[done]);
            }
        }
    })
}

/// What answers views by a moody lookout.
fn moody() -> Wished {
    Wished::with(Some(Arc::new(Moody::default())))
}

#[test]
fn the_ground_is_that_of_the_step_in_whatever_order_answers_come() {
    let every = |done: &Computed| done.trace.runs[0].column("w").map_or(1, |w| w.every);
    // At even places everything is of the first class, at odd ones of the second.
    let (scene, done) = learned(200, |_, entry, w| {
        let count = w.len();
        w[count - 2 + entry % 2] = 9.0;
    });
    let of_class = |class: usize| {
        let image = show(
            &mut Screen::new(),
            &mut Samples::default(),
            (&scene, &done),
            &mut Wished::default(),
            (class * every(&done)) as f64,
        );
        center(&image.expect("the CPU draws at once"))
    };
    let classes = [of_class(0), of_class(1)];
    assert_ne!(classes[0], classes[1]);
    let mut wished = moody();
    let (mut screen, mut view) = (Screen::new(), Samples::default());
    let mut finest = 0;
    let visits = [
        (0, 1),
        (7, 2),
        (3, 1),
        (8, REST),
        (0, REST),
        (19, 4),
        (0, 3),
        (19, REST),
        (4, REST),
    ];
    for (place, frames) in visits.into_iter().cycle().take(27) {
        let step = (place * every(&done)) as f64;
        for frame in 0..frames {
            let image = show(&mut screen, &mut view, (&scene, &done), &mut wished, step);
            let image = image.expect("something is drawn in every frame");
            assert_eq!(center(&image), classes[place % 2], "step {step}, frame {frame}");
            finest = finest.max(image.width());
        }
    }
    let coarsest = show(
        &mut Screen::new(),
        &mut Samples::default(),
        (&scene, &done),
        &mut Wished::default(),
        0.0,
    );
    let coarsest = coarsest.map_or(0, |image| image.width());
    assert!(
        finest > coarsest,
        "a fine answer was drawn, {finest} samples wide"
    );
}

fn center(image: &ColorImage) -> Color32 {
    image.pixels[image.width() * (image.height() / 2) + image.width() / 2]
}

#[test]
fn the_landscape_is_that_of_the_run_in_whatever_order_answers_come() {
    let (mut scene, done) = learned(20, |run, entry, w| {
        w[0] = if run == 0 { 1.0 } else { -1.0 };
        w[1] = entry as f64 * 0.1;
    });
    let mut wished = moody();
    let (mut screen, mut view) = (Screen::new(), Landscape::default());
    let mut drawn = 0;
    for (run, frames) in [(0, 2), (1, 6), (0, REST), (1, REST), (0, 3), (1, 1)]
        .into_iter()
        .cycle()
        .take(24)
    {
        scene.view.selected = run;
        for frame in 0..frames {
            let Some(image) = show(&mut screen, &mut view, (&scene, &done), &mut wished, 0.0) else {
                continue;
            };
            drawn += 1;
            let [width, height] = image.size;
            let at = |x: usize, y: usize| image.pixels[y * width + x];
            let along_x = at(0, height / 2) != at(width - 1, height / 2);
            let along_y = at(width / 2, 0) != at(width / 2, height - 1);
            // Where the lookout gave up the CPU took over, with the losses of a network that answers nothing.
            let right = if run == 0 {
                along_x && !along_y
            } else {
                along_y && !along_x
            };
            let by_cpu = !along_x && !along_y;
            assert!(right || by_cpu, "run {run}, frame {frame}");
        }
    }
    assert!(drawn > 20, "{drawn} frames showed a landscape");
}

/// A sampler that answers what was submitted last, and whenever it likes.
#[derive(Default)]
struct Slow {
    turn: usize,
    left: usize,
    of: Option<(Surface, Grid)>,
}

impl Sampler for Slow {
    fn submit(&mut self, surface: &Surface, grid: Grid) {
        self.of = Some((surface.clone(), grid));
        self.left = DELAYS[self.turn % DELAYS.len()].min(50);
        self.turn += 1;
    }

    fn poll(&mut self, _: Duration) -> Poll<Sampled> {
        let Some((surface, grid)) = &self.of else {
            return Poll::Idle;
        };
        self.left = self.left.saturating_sub(1);
        let field = rough(surface, *grid);
        let sampled = |is_coarse| Poll::Ready(Sampled { field, is_coarse });
        match (self.left, self.turn % 4) {
            // It was dropped.
            (40.., _) => {
                self.of = None;
                Poll::Idle
            }
            (0, _) => {
                self.of = None;
                sampled(false)
            }
            (2, 0) => sampled(true),
            _ => Poll::Busy,
        }
    }
}

/// The loss of a surface where a field has its first sample.
fn loss_at(surface: &Surface, field: &Field) -> f32 {
    let grid = Grid {
        x: field.x,
        y: field.y,
        columns: field.columns,
        rows: field.rows,
    };
    let [x, y] = [grid.xs().next(), grid.ys().next()].map(|first| first.expect("a field has samples"));
    let read = |input| match input {
        PointInput::Coordinate(0) => x,
        PointInput::Coordinate(_) => y,
        PointInput::Setting(slot) => surface.settings[slot as usize],
    };
    surface.loss.values(read)[0] as f32
}

#[test]
fn the_field_is_that_of_the_surface_in_whatever_order_answers_come() {
    let surface = |name: &str| {
        let mut scene = Scene::on_surface(name);
        scene.experiment.runs = vec![ravine::scene::Run::of("sgd")];
        let plan = compile(&scene.experiment).0.expect("it compiles");
        Surface::clone(plan.surface().expect("a surface"))
    };
    let surfaces = ["rosenbrock", "beale", "himmelblau", "rosenbrock"].map(surface);
    let mut job = FieldJob::with(Box::<Slow>::default());
    let visits = [(0, 1), (1, 2), (2, REST), (0, 3), (1, 1), (3, REST), (1, 7)];
    for (place, frames) in visits.into_iter().cycle().take(40) {
        let surface = &surfaces[place];
        for frame in 0..frames {
            job.update(surface, Duration::from_millis(1));
            let field = job
                .shown(surface)
                .expect("something is known of every surface at once");
            let (got, wanted) = (field.values[0], loss_at(surface, field));
            assert!(
                (got - wanted).abs() <= 1e-4 * wanted.abs().max(1.0),
                "{} in frame {frame}: {got}, {wanted}",
                surface.name
            );
            if frame % 5 == 4 {
                let [x, y] = [0, 1].map(|axis| surface.domain[axis].map(|end| end * 0.5));
                let (columns, rows) = (200 + frame, 100);
                job.look_at(Grid { x, y, columns, rows });
            }
        }
    }
    let other = surfaces.iter().find(|other| job.shown(other).is_none());
    assert!(other.is_some(), "it is shown under no other surface");
}

#[test]
fn a_swarm_is_drawn_where_the_picture_is_or_says_that_it_catches_up() {
    let mut harness = app();
    press(&mut harness, "Swarm");
    press(&mut harness, "Swarm in the run’s colour");
    for key in [Key::End, Key::Home, Key::ArrowRight, Key::End, Key::Home] {
        harness.key_press(key);
        for _ in 0..3 {
            harness.step();
            let state = harness.state();
            let step = state.session.scene.view.step as usize;
            let there = state.session.shown_swarm().is_none_or(|swarm| swarm.step == step);
            let said = harness.query_by_label_contains("catching up").is_some();
            assert!(there != said, "{key:?}, step {step}");
        }
        harness.run();
        assert!(
            harness.query_by_label_contains("catching up").is_none(),
            "{key:?}"
        );
    }
}

#[test]
fn what_belongs_to_the_last_scene_is_not_drawn_in_the_next_one() {
    let mut harness = app();
    press(&mut harness, "Swarm");
    press(&mut harness, "Swarm in the run’s colour");
    press(&mut harness, "Three dimensions");
    for name in ["ravine", "race", "one_cycle", "race"] {
        let Some(scene) = ravine::catalog::scenes().iter().find(|s| s.0 == name) else {
            continue;
        };
        harness.state_mut().session.scene = serde_json::from_str(scene.1).expect("a scene");
        for _ in 0..4 {
            harness.step();
            let session = &harness.state().session;
            let plan = session.plan().expect("the scene compiles");
            let field = session.shown_field().expect("the field is known roughly at once");
            let (got, wanted) = (
                field.values[0],
                loss_at(plan.surface().expect("a surface"), field),
            );
            assert!(
                (got - wanted).abs() <= 1e-4 * wanted.abs().max(1.0),
                "{name}: {got}, {wanted}"
            );
        }
        harness.run();
    }
}

#[test]
fn what_takes_long_says_how_far_it_is_and_can_be_stopped() {
    for (tab, whole) in [
        ("Landscape tab", "the landscape"),
        ("Sharpness tab", "the sharpness"),
    ] {
        let mut harness = network::app(network::DIGITS, 40);
        reach(&mut harness, tab);
        harness.get_by_label(tab).click();
        harness.run_steps(3);
        let [stop, go_on] = ["Stop", "Go on"].map(|verb| format!("{verb} computing {whole}"));
        assert!(
            network::says(&harness, "Computing a") || network::says(&harness, "Computing the"),
            "{whole}"
        );
        harness.get_by_label(&stop).click();
        // Once it is stopped it asks for no more frames.
        harness.run();
        let stopped = network::text(&harness, "Stopped at");
        harness.run_steps(5);
        assert_eq!(network::text(&harness, "Stopped at"), stopped, "{whole}");
        harness.get_by_label(&go_on).click();
        harness.run_steps(3);
        harness.get_by_label(&stop);
    }
}
