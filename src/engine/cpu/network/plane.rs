//! Planes through the weights of a network: two directions from a point, and where other weights stand on
//! them.

use crate::compile::network::model::Network;
use crate::real::rng::{Key, normal, site};

/// A plane: weights and two directions from there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plane {
    /// Where both coordinates are 0.
    pub origin: Vec<f64>,
    /// What one unit of each coordinate adds; of length 1 where they come from paths.
    pub directions: [Vec<f64>; 2],
    /// Share of the paths' variance along each direction, where the plane comes from paths.
    pub captured: Option<[f64; 2]>,
}

/// Most numbers of the points that principal components are taken of; more points are thinned out.
const NUMBERS: usize = 1 << 20;
/// Most iterations for a component, and the change of its variance, relative, at which it is good enough.
const ITERATIONS: usize = 300;
const TOLERANCE: f64 = 1e-12;

/// A random plane: each output unit's part of a direction is as long as that unit's weights, so that units of
/// every scale move alike (Li et al. 2018, arXiv:1712.09913). Biases stay.
pub fn random_plane(network: &Network, weights: &[f64], seed: u32) -> Plane {
    let direction = |number: u32| {
        let mut direction = vec![0.0; weights.len()];
        for layer in network.layers.iter().filter(|l| l.is_matrix) {
            for row in 0..layer.rows {
                let part = layer.first + row * layer.cols..layer.first + (row + 1) * layer.cols;
                let random: Vec<f64> = part.clone().map(|i| draw(seed, number, i)).collect();
                let scale = length(&weights[part.clone()]) / length(&random).max(f64::MIN_POSITIVE);
                for (to, value) in direction[part].iter_mut().zip(random) {
                    *to = value * scale;
                }
            }
        }
        direction
    };
    Plane {
        origin: weights.to_vec(),
        directions: [direction(0), direction(1)],
        captured: None,
    }
}

/// The plane through an origin along the first two principal components of some weights.
pub fn principal_plane(points: &[&[f64]], origin: &[f64]) -> Plane {
    let every = (points.len() * origin.len()).div_ceil(NUMBERS).max(1);
    let points: Vec<&[f64]> = points.iter().step_by(every).copied().collect();
    let count = points.len().max(1) as f64;
    let mean: Vec<f64> = (0..origin.len())
        .map(|i| points.iter().map(|p| p[i]).sum::<f64>() / count)
        .collect();
    let cloud = Cloud {
        points: points.iter().map(|p| difference(p, &mean)).collect(),
    };
    let total: f64 = cloud.points.iter().map(|p| dot(p, p)).sum();
    let (first, along_first) = cloud.component(origin.len(), None);
    let (second, along_second) = cloud.component(origin.len(), Some(&first));
    let share = |along: f64| if total > 0.0 { along / total } else { 0.0 };
    Plane {
        origin: origin.to_vec(),
        directions: [first, second],
        captured: Some([share(along_first), share(along_second)]),
    }
}

impl Plane {
    /// The weights at coordinates of the plane.
    pub fn weights(&self, [a, b]: [f64; 2]) -> Vec<f64> {
        let [first, second] = &self.directions;
        let moved = self.origin.iter().zip(first.iter().zip(second));
        moved.map(|(w, (x, y))| w + a * x + b * y).collect()
    }

    /// The coordinates of the point of the plane that is nearest to weights.
    pub fn project(&self, weights: &[f64]) -> [f64; 2] {
        let off = difference(weights, &self.origin);
        let [x, y] = &self.directions;
        let (xx, xy, yy) = (dot(x, x), dot(x, y), dot(y, y));
        let (ox, oy) = (dot(&off, x), dot(&off, y));
        let determinant = xx * yy - xy * xy;
        match determinant > 0.0 {
            true => [
                (ox * yy - oy * xy) / determinant,
                (oy * xx - ox * xy) / determinant,
            ],
            false => [if xx > 0.0 { ox / xx } else { 0.0 }, 0.0],
        }
    }
}

/// Points around their mean.
struct Cloud {
    points: Vec<Vec<f64>>,
}

impl Cloud {
    /// The direction, of length 1, along which the points vary most, across to another one where that is
    /// given; and the sum of squares along it. By power iteration, without the matrix of covariances. A
    /// random one where nothing varies.
    fn component(&self, parameters: usize, across: Option<&[f64]>) -> (Vec<f64>, f64) {
        // Another start for the second component, or nothing of it would be left where nothing varies.
        let number = 2 + u32::from(across.is_some());
        let mut direction: Vec<f64> = (0..parameters).map(|i| draw(0, number, i)).collect();
        let mut along = 0.0;
        for _ in 0..ITERATIONS {
            if let Some(other) = across {
                let share = dot(&direction, other);
                add(&mut direction, -share, other);
            }
            if !normalize(&mut direction) {
                break;
            }
            let mut next = vec![0.0; parameters];
            let mut found = 0.0;
            for point in &self.points {
                let place = dot(point, &direction);
                found += place * place;
                add(&mut next, place, point);
            }
            let settled = (found - along).abs() <= TOLERANCE * found;
            along = found;
            if settled {
                break;
            }
            direction = next;
        }
        normalize(&mut direction);
        (direction, along)
    }
}

fn draw(seed: u32, number: u32, element: usize) -> f64 {
    normal(Key {
        seed,
        replicate: number,
        step: 0,
        element: element as u32,
        site: site::DIRECTION,
    })
}

/// A random direction through so many weights, of length 1.
pub(super) fn any_direction(parameters: usize) -> Vec<f64> {
    let mut direction: Vec<f64> = (0..parameters).map(|i| draw(0, 4, i)).collect();
    normalize(&mut direction);
    direction
}

/// Brings a direction to length 1; false where it has none.
pub(super) fn normalize(direction: &mut [f64]) -> bool {
    let length = length(direction);
    let usable = length.is_finite() && length > 0.0;
    if usable {
        direction.iter_mut().for_each(|d| *d /= length);
    }
    usable
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Adds a multiple of a vector.
pub(super) fn add(to: &mut [f64], factor: f64, vector: &[f64]) {
    for (to, x) in to.iter_mut().zip(vector) {
        *to += factor * x;
    }
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

fn length(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}
