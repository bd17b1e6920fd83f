//! The bytes of a file as text, whatever program wrote them.

/// What bytes from 0x80 to 0x9f are in Windows-1252, in which spreadsheets write where they do not write
/// Unicode.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The text of bytes: UTF-8, UTF-16 with its mark, or Windows-1252.
///
/// # Errors
/// It is no text.
pub fn text(bytes: Vec<u8>) -> Result<String, String> {
    let no_text = || "it is no text".to_owned();
    if let Some(order) = utf16(&bytes) {
        let units = bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        let units: Vec<u16> = units.collect();
        return String::from_utf16(&units).map_err(|_| no_text());
    }
    String::from_utf8(bytes).or_else(|error| {
        let bytes = error.into_bytes();
        // Programs and pictures have such bytes, texts have none.
        let controls = bytes.iter().any(|b| matches!(b, 0..=8 | 14..=31));
        match controls {
            true => Err(no_text()),
            false => Ok(bytes.into_iter().map(windows).collect()),
        }
    })
}

/// How two bytes are a number, where a mark tells.
fn utf16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn windows(byte: u8) -> char {
    let own = byte
        .checked_sub(0x80)
        .and_then(|place| WINDOWS.chars().nth(place.into()));
    own.unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_program_are_read() {
        let utf16 = |order: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            let units = "Größe;1".encode_utf16().flat_map(order);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        for bytes in [
            "Größe;1".as_bytes().to_vec(),
            b"Gr\xf6\xdfe;1".to_vec(),
            utf16(u16::to_le_bytes, [0xff, 0xfe]),
            utf16(u16::to_be_bytes, [0xfe, 0xff]),
        ] {
            assert_eq!(text(bytes.clone()).as_deref(), Ok("Größe;1"), "{bytes:?}");
        }
        assert_eq!(text(b"\x80 5".to_vec()).as_deref(), Ok("€ 5"));
        for bytes in [b"\x89PNG\r\n\x1a\n\0".to_vec(), vec![0xff, 0xfe, 0x00, 0xd8]] {
            assert_eq!(text(bytes), Err("it is no text".to_owned()));
        }
    }
}
