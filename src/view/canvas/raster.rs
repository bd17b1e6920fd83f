//! Triangles into pixels, as the graphics card would: each pixel belongs to one of two triangles that share
//! an edge, colours run evenly between corners, and what is translucent blends.

use super::headless::{Painted, paint};
use egui::epaint::{ImageData, ImageDelta, Primitive, Vertex};

use egui::{Color32, ColorImage, Mesh, Painter, Rect, TextureFilter, TextureId, TextureOptions, Vec2};
use std::collections::HashMap;

/// Parts of a pixel that corners are held to, so that edges are computed exactly.
const PARTS: i64 = 256;

/// What is painted, as pixels: `size` in points, `scale` pixels a point.
pub fn image<T>(
    size: Vec2,
    scale: f32,
    ground: Color32,
    draw: impl FnOnce(&Painter) -> T,
) -> (T, ColorImage) {
    let (result, painted) = paint(size, scale, draw);
    (result, filled(painted, size, scale, ground))
}

/// What was painted, as pixels.
pub fn filled(painted: Painted, size: Vec2, scale: f32, ground: Color32) -> ColorImage {
    let Painted { primitives, textures } = painted;
    let textures = apply(textures);
    let sides = [size.x, size.y].map(|side| (side * scale).round().max(1.0) as usize);
    let mut target = Target {
        image: ColorImage::filled(sides, ground),
        scale,
    };
    for primitive in &primitives {
        if let Primitive::Mesh(mesh) = &primitive.primitive
            && let Some(texture) = textures.get(&mesh.texture_id)
        {
            target.mesh(mesh, texture, primitive.clip_rect);
        }
    }
    target.image
}

/// A texture and how it is read between its pixels.
struct Texture {
    image: ColorImage,
    smooth: bool,
}

/// The textures that changes leave.
fn apply(changes: Vec<(TextureId, ImageDelta)>) -> HashMap<TextureId, Texture> {
    let mut textures: HashMap<TextureId, Texture> = HashMap::new();
    for (id, delta) in changes {
        let ImageData::Color(image) = &delta.image;
        match (delta.pos, textures.get_mut(&id)) {
            (Some(at), Some(texture)) => overwrite(&mut texture.image, at, image),
            _ => {
                let smooth = smooth(delta.options);
                let image = ColorImage::clone(image);
                textures.insert(id, Texture { image, smooth });
            }
        }
    }
    textures
}

fn smooth(options: TextureOptions) -> bool {
    options.magnification == TextureFilter::Linear
}

fn overwrite(image: &mut ColorImage, [left, top]: [usize; 2], part: &ColorImage) {
    let rows = part.pixels.chunks(part.size[0].max(1));
    for (y, row) in rows.enumerate() {
        let from = (top + y) * image.size[0] + left;
        image.pixels[from..from + row.len()].copy_from_slice(row);
    }
}

impl Texture {
    /// The colour at a place, both coordinates from 0 to 1.
    fn at(&self, u: f32, v: f32) -> [f32; 4] {
        let [width, height] = self.image.size;
        let (x, y) = (u * width as f32, v * height as f32);
        let pixel = |x: f32, y: f32| {
            let x = (x.max(0.0) as usize).min(width - 1);
            let y = (y.max(0.0) as usize).min(height - 1);
            self.image.pixels[y * width + x].to_array().map(f32::from)
        };
        if !self.smooth {
            return pixel(x, y);
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (right, down) = (x - x.floor(), y - y.floor());
        let (x, y) = (x.floor(), y.floor());
        let upper = mix(pixel(x, y), pixel(x + 1.0, y), right);
        let lower = mix(pixel(x, y + 1.0), pixel(x + 1.0, y + 1.0), right);
        mix(upper, lower, down)
    }
}

fn mix(a: [f32; 4], b: [f32; 4], part: f32) -> [f32; 4] {
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * part)
}

/// The pixels under way.
struct Target {
    image: ColorImage,
    scale: f32,
}

/// A corner of a triangle: its place in parts of a pixel, and the rest as it was.
#[derive(Clone, Copy)]
struct Corner {
    x: i64,
    y: i64,
    vertex: Vertex,
}

impl Target {
    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: Rect) {
        let clip = Rect::from_min_max(clip.min * self.scale, clip.max * self.scale);
        for triangle in mesh.indices.chunks_exact(3) {
            let corner = |i: usize| self.corner(mesh.vertices[triangle[i] as usize]);
            self.triangle([corner(0), corner(1), corner(2)], texture, clip);
        }
    }

    fn corner(&self, vertex: Vertex) -> Corner {
        let parts = |v: f32| (v * self.scale * PARTS as f32).round() as i64;
        Corner {
            x: parts(vertex.pos.x),
            y: parts(vertex.pos.y),
            vertex,
        }
    }

    fn triangle(&mut self, [a, mut b, mut c]: [Corner; 3], texture: &Texture, clip: Rect) {
        let mut area = cross(a, b, c.x, c.y);
        if area < 0 {
            std::mem::swap(&mut b, &mut c);
            area = -area;
        }
        if area == 0 {
            return;
        }
        let corners = [a, b, c];
        let [width, height] = self.image.size;
        let [columns, rows] = [
            span(corners.map(|c| c.x), [clip.min.x, clip.max.x], width),
            span(corners.map(|c| c.y), [clip.min.y, clip.max.y], height),
        ];
        let edges = [(b, c), (c, a), (a, b)];
        // An edge's own points belong to the triangle on its lower right.
        let open = edges.map(|(from, to)| i64::from(to.y > from.y || (to.y == from.y && to.x < from.x)));
        let steps = edges.map(|(from, to)| (from.y - to.y) * PARTS);
        let plain = [b, c].iter().all(|o| o.vertex.uv == a.vertex.uv);
        let single = plain.then(|| texture.at(a.vertex.uv.x, a.vertex.uv.y));
        for y in rows {
            let center = y as i64 * PARTS + PARTS / 2;
            let first = columns.start as i64 * PARTS + PARTS / 2;
            let mut at = edges.map(|(from, to)| cross(from, to, first, center));
            let mut entered = false;
            for x in columns.clone() {
                let inside = (0..3).all(|i| at[i] >= open[i]);
                if inside {
                    let parts = at.map(|e| e as f32 / area as f32);
                    let texel = single.unwrap_or_else(|| {
                        let uv = |i: usize| corners[i].vertex.uv.to_vec2() * parts[i];
                        let place = uv(0) + uv(1) + uv(2);
                        texture.at(place.x, place.y)
                    });
                    blend(
                        &mut self.image.pixels[y * width + x],
                        shaded(&corners, parts, texel),
                    );
                } else if entered {
                    break;
                }
                entered |= inside;
                at = std::array::from_fn(|i| at[i] + steps[i]);
            }
        }
    }
}

/// Twice the area of a triangle, positive where the point lies to the right of the way from one corner to the
/// other.
fn cross(from: Corner, to: Corner, x: i64, y: i64) -> i64 {
    (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x)
}

/// The pixels whose middles may lie between corners.
fn span(corners: [i64; 3], [low, high]: [f32; 2], length: usize) -> std::ops::Range<usize> {
    let first = corners.into_iter().min().unwrap_or(0).div_euclid(PARTS);
    let last = corners.into_iter().max().unwrap_or(0).div_euclid(PARTS) + 1;
    let first = first.max(low.round() as i64).clamp(0, length as i64);
    let last = last.min(high.round() as i64).clamp(first, length as i64);
    first as usize..last as usize
}

/// The colour of a place in a triangle, times a texture's.
fn shaded(corners: &[Corner; 3], parts: [f32; 3], texel: [f32; 4]) -> [f32; 4] {
    let colors = corners.map(|c| c.vertex.color.to_array());
    std::array::from_fn(|channel| {
        let color = (0..3).map(|i| f32::from(colors[i][channel]) * parts[i]);
        color.sum::<f32>() * texel[channel] / 255.0
    })
}

/// Lays a colour, multiplied by its opacity, over an opaque one.
fn blend(under: &mut Color32, over: [f32; 4]) {
    let through = 1.0 - over[3] / 255.0;
    let channel = |under: u8, over: f32| (over + f32::from(under) * through + 0.5).clamp(0.0, 255.0) as u8;
    *under = Color32::from_rgb(
        channel(under.r(), over[0]),
        channel(under.g(), over[1]),
        channel(under.b(), over[2]),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Pos2, Shape, Stroke, pos2, vec2};

    fn painted(draw: impl FnOnce(&Painter)) -> ColorImage {
        image(vec2(20.0, 10.0), 2.0, Color32::WHITE, draw).1
    }

    #[test]
    fn a_rectangle_fills_its_pixels_and_no_others() {
        let rect = Rect::from_min_max(pos2(5.0, 2.0), pos2(10.0, 6.0));
        let image = painted(|p| {
            p.rect_filled(rect, 0.0, Color32::BLACK);
        });
        assert_eq!(image.size, [40, 20]);
        for (i, pixel) in image.pixels.iter().enumerate() {
            let at = pos2((i % 40) as f32 + 0.5, (i / 40) as f32 + 0.5) * 0.5;
            let wanted = if rect.contains(at) {
                Color32::BLACK
            } else {
                Color32::WHITE
            };
            assert_eq!(*pixel, wanted, "{at:?}");
        }
    }

    #[test]
    fn translucent_triangles_that_share_an_edge_do_not_overlap() {
        let veil = Color32::from_black_alpha(128);
        let image = painted(|p| {
            let mut mesh = Mesh::default();
            for corner in [pos2(1.3, 1.1), pos2(17.7, 0.4), pos2(18.2, 9.3), pos2(0.6, 8.8)] {
                mesh.colored_vertex(corner, veil);
            }
            mesh.add_triangle(0, 1, 2);
            mesh.add_triangle(2, 3, 0);
            p.add(Shape::mesh(mesh));
        });
        let shades: std::collections::HashSet<u8> = image.pixels.iter().map(|p| p.r()).collect();
        assert_eq!(shades, [127, 255].into());
    }

    #[test]
    fn lines_are_smooth_and_text_is_there() {
        let dark = |image: &ColorImage| image.pixels.iter().filter(|p| p.r() < 100).count();
        let line = painted(|p| {
            p.line_segment(
                [pos2(1.0, 1.0), pos2(19.0, 9.0)],
                Stroke::new(1.0, Color32::BLACK),
            );
        });
        let grey = line.pixels.iter().filter(|p| (100..250).contains(&p.r())).count();
        assert!(grey > 20 && dark(&line) > 10, "{grey} {}", dark(&line));
        let text = painted(|p| {
            let font = egui::FontId::proportional(10.0);
            p.text(Pos2::ZERO, egui::Align2::LEFT_TOP, "η", font, Color32::BLACK);
        });
        assert!((8..200).contains(&dark(&text)), "{}", dark(&text));
    }
}
