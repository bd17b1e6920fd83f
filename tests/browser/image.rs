//! A picture of the page, in numbers.

use std::collections::HashSet;

use crate::Result;

/// Pixels of eight bits a channel, row by row.
pub struct Image {
    /// Width in device pixels.
    pub width: u32,
    /// Height in device pixels.
    pub height: u32,
    channels: usize,
    bytes: Vec<u8>,
}

impl Image {
    /// Reads a PNG.
    pub fn decode(png: &[u8]) -> Result<Self> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info()?;
        let size = reader.output_buffer_size().ok_or("the picture is too large")?;
        let mut bytes = vec![0; size];
        let frame = reader.next_frame(&mut bytes)?;
        Ok(Self {
            width: frame.width,
            height: frame.height,
            channels: frame.color_type.samples(),
            bytes,
        })
    }

    /// The red, green and blue of a pixel.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let start = (y as usize * self.width as usize + x as usize) * self.channels;
        [0, 1, 2].map(|channel| self.bytes[start + channel])
    }

    /// Whether all pixels are equal.
    pub fn equals(&self, other: &Self) -> bool {
        (self.width, self.height, &self.bytes) == (other.width, other.height, &other.bytes)
    }

    /// How far the pixels of a rectangle, `{x, y, width, height}`, are from those of another picture, on
    /// average.
    pub fn apart(&self, other: &Self, rect: &serde_json::Value) -> f64 {
        let number = |name: &str| rect[name].as_f64().unwrap_or(0.0) as u32;
        let (x, y) = (number("x"), number("y"));
        let pixels = (y..y + number("height")).flat_map(|y| (x..x + number("width")).map(move |x| (x, y)));
        let inside =
            pixels.filter(|(x, y)| *x < self.width.min(other.width) && *y < self.height.min(other.height));
        let (mut sum, mut count) = (0.0, 0.0);
        for (x, y) in inside {
            let (a, b) = (self.pixel(x, y), other.pixel(x, y));
            sum += a
                .iter()
                .zip(b)
                .map(|(a, b)| f64::from(a.abs_diff(b)))
                .sum::<f64>();
            count += 3.0;
        }
        sum / f64::max(count, 1.0)
    }

    /// How many different colours there are.
    pub fn colours(&self) -> usize {
        let rows = 0..self.height;
        let pixels = rows.flat_map(|y| (0..self.width).map(move |x| self.pixel(x, y)));
        pixels.collect::<HashSet<_>>().len()
    }
}
