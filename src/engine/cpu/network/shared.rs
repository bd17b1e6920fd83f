//! What all lanes of a plan read: samples, and where each number stands.

use super::batch::Numbers;
use super::dense::Drawn;
use crate::compile::Plan;
use crate::compile::input::Fact;
use crate::compile::network::model::Network;
use crate::lang::shape::Shape;
use crate::real::Real;
use std::ops::Range;
use std::sync::Arc;

/// Numbers that a pass computes at once.
pub const BLOCK: usize = 64;

/// Numbers of one shape that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Where they begin.
    pub first: usize,
    /// How many there are.
    pub count: usize,
    /// The layer they belong to; the first one where they belong to several.
    pub layer: usize,
}

/// What all lanes of a plan read.
pub struct Shared<R> {
    /// The network.
    pub network: Arc<Network>,
    /// Numbers of the samples to train on.
    pub train: Numbers<R>,
    /// Numbers of the samples held back.
    pub validation: Numbers<R>,
    /// Numbers of the samples kept for a test, which no lane reads.
    pub test: Numbers<R>,
    extents: [Vec<Extent>; 5],
    /// All of a shape's numbers, by shape.
    whole: [Extent; 5],
    sizes: [usize; 5],
    /// For each place of an element: the place of its row.
    pub row_of: Vec<u32>,
    /// For each place of an element: the place of its col.
    pub col_of: Vec<u32>,
    facts: [Vec<R>; 4],
}

/// What the lanes of each run of a plan read; runs that train the same network share it.
pub fn of_runs<R: Real>(plan: &Plan, network: &Arc<Network>) -> Vec<Arc<Shared<R>>> {
    let mut known: Vec<Arc<Shared<R>>> = Vec::new();
    for run in &plan.runs {
        let trained = run.trains(network);
        let same = known.iter().find(|shared| Arc::ptr_eq(&shared.network, trained));
        let shared = same.cloned();
        known.push(shared.unwrap_or_else(|| Arc::new(Shared::new(trained.clone()))));
    }
    known
}

impl<R: Real> Shared<R> {
    /// Lays a network's numbers out.
    pub fn new(network: Arc<Network>) -> Self {
        let layers = &network.layers;
        let one = |count| {
            vec![Extent {
                first: 0,
                count,
                layer: 0,
            }]
        };
        let by_layer = |count: fn(&crate::compile::network::model::Layer) -> usize| {
            let mut next = 0;
            let extent = |(layer, of)| {
                let (first, count) = (next, count(of));
                next += count;
                Extent { first, count, layer }
            };
            layers.iter().enumerate().map(extent).collect::<Vec<_>>()
        };
        let extents = [
            one(1),
            one(layers.len()),
            by_layer(|l| l.rows),
            by_layer(|l| l.cols),
            by_layer(|l| l.size()),
        ];
        let whole = extents.each_ref().map(|extents| Extent {
            first: 0,
            count: extents.iter().map(|e| e.count).sum(),
            layer: 0,
        });
        // A block may begin at any number.
        let sizes = whole.map(|whole| whole.count + BLOCK);
        let fact = |value: fn(&crate::compile::network::model::Layer) -> usize| {
            let mut all: Vec<R> = layers.iter().map(|l| R::of(value(l) as f64)).collect();
            all.resize(sizes[Shape::Layer as usize], R::ONE);
            all
        };
        let mut shared = Self {
            train: Numbers::new(&network.train),
            validation: Numbers::new(&network.validation),
            test: Numbers::new(&network.test),
            row_of: vec![0; sizes[Shape::Element as usize]],
            col_of: vec![0; sizes[Shape::Element as usize]],
            facts: [
                fact(|l| usize::from(l.is_matrix)),
                fact(|l| l.rows),
                fact(|l| l.cols),
                fact(|l| l.size()),
            ],
            extents,
            whole,
            sizes,
            network,
        };
        shared.place_rows_and_cols();
        shared
    }

    /// The training samples at some places of a step.
    #[inline(always)]
    pub fn rows(&self, drawn: Drawn, places: Range<usize>) -> Vec<usize> {
        let Drawn {
            seed,
            replicate,
            step,
        } = drawn;
        self.network.rows([seed, replicate], step as usize, places)
    }

    fn place_rows_and_cols(&mut self) {
        for (index, layer) in self.network.layers.iter().enumerate() {
            let first = |shape: Shape| self.extents[shape as usize][index].first;
            let (elements, rows, cols) = (first(Shape::Element), first(Shape::Row), first(Shape::Col));
            for i in 0..layer.size() {
                self.row_of[elements + i] = (rows + i / layer.cols) as u32;
                self.col_of[elements + i] = (cols + i % layer.cols) as u32;
            }
        }
    }

    /// The numbers of a shape, piece by piece.
    pub fn extents(&self, shape: Shape) -> &[Extent] {
        &self.extents[shape as usize]
    }

    /// All numbers of a shape, where it does not matter to which layer they belong.
    pub fn whole(&self, shape: Shape) -> &[Extent] {
        std::slice::from_ref(&self.whole[shape as usize])
    }

    /// Room for one value of a shape.
    pub fn room(&self, shape: Shape) -> Vec<R> {
        vec![R::ZERO; self.sizes[shape as usize]]
    }

    /// Where the weight matrix and the bias of a layer of units begin.
    pub fn parameters(&self, layer: usize) -> (usize, usize) {
        let first = |place: usize| self.extents[Shape::Element as usize][place].first;
        (first(2 * layer), first(2 * layer + 1))
    }

    /// What is known of each layer.
    pub fn fact(&self, fact: Fact) -> &[R] {
        &self.facts[fact as usize]
    }

    /// Numbers in their room.
    pub fn spread(&self, shape: Shape, numbers: &[f64]) -> Vec<R> {
        let mut room: Vec<R> = numbers.iter().map(|&x| R::of(x)).collect();
        room.resize(self.sizes[shape as usize], R::ZERO);
        room
    }

    /// The numbers in a room.
    pub fn gathered<'a>(&'a self, shape: Shape, room: &'a [R]) -> impl Iterator<Item = f64> + 'a {
        room[..self.whole[shape as usize].count]
            .iter()
            .map(|x| x.to_f64())
    }
}
