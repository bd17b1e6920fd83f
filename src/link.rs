//! A scene as text that a URL carries: `1.<base64url of deflated JSON>`, in a page's address behind `#s=`. A
//! card of the course stands behind `#l=`, and behind that `&s=` with its scene where that was changed.

use crate::scene::Scene;
use crate::scene::locate::pointer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::{DecodeError, DecodeSliceError};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

/// What a page's address has before the link.
pub const MARK: &str = "#s=";
/// What it has before a card's id.
pub const CARD: &str = "#l=";
/// What stands between the id and the card's scene.
const CHANGED: &str = "&s=";
/// The form this program writes and reads.
const VERSION: &str = "1";
/// Most bytes of a scene's JSON; a link that inflates to more is refused while it is inflated.
pub const LIMIT: usize = 1 << 20;
/// How hard to deflate, from 0 to 10.
const LEVEL: u8 = 9;

/// Why a text gives no scene.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It does not look like one.
    #[error("this is no link to a scene: one has `#s=1.` and then the scene")]
    NotALink,
    /// It was written by another program.
    #[error("the link has version {0}, but this program reads version {VERSION}; a newer one may read it")]
    UnknownVersion(String),
    /// A character that no link has.
    #[error("the link holds `{0}`, which no link has; copy it anew")]
    Foreign(char),
    /// Its end is missing.
    #[error("the link is cut off; copy it to its end")]
    CutOff,
    /// Its letters say nothing.
    #[error("the link is damaged; copy it anew")]
    Damaged,
    /// It would fill the memory.
    #[error("the link holds more than {LIMIT} bytes, which no scene needs")]
    TooLarge,
    /// It holds something else, or a scene with a wrong field.
    #[error("the link holds a wrong scene, at {pointer}: {cause}")]
    NotAScene {
        /// JSON pointer to the field.
        pointer: String,
        /// What is wrong with it.
        cause: String,
    },
}

/// The link of a scene, without what stands before it in a page's address.
///
/// ```
/// use ravine::link::{MARK, decode, encode};
/// use ravine::scene::Scene;
///
/// let scene = Scene::on_surface("himmelblau");
/// let address = format!("https://example.org/ravine/{MARK}{}", encode(&scene));
/// assert_eq!(decode(&address)?, scene);
///
/// // A link that lost its end says so, instead of opening another scene.
/// assert!(decode(&address[..address.len() - 9]).is_err());
/// # Ok::<(), ravine::link::LinkError>(())
/// ```
pub fn encode(scene: &Scene) -> String {
    // A scene is made of what JSON can say: writing it cannot fail.
    let json = serde_json::to_vec(scene).unwrap_or_default();
    let deflated = compress_to_vec(&json, LEVEL);
    format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(deflated))
}

/// The scene of a link: a whole address, its part from `#s=` on, or the bare link.
pub fn decode(text: &str) -> Result<Scene, LinkError> {
    let (version, letters) = parts(text).ok_or(LinkError::NotALink)?;
    if version != VERSION {
        return Err(LinkError::UnknownVersion(version.to_owned()));
    }
    // Deflate never makes a text much longer.
    if letters.len() > LIMIT * 2 {
        return Err(LinkError::TooLarge);
    }
    let mut deflated = vec![0; letters.len() / 4 * 3 + 3];
    let length = URL_SAFE_NO_PAD
        .decode_slice(letters, &mut deflated)
        .map_err(|error| wrong_letter(letters, &error))?;
    let json = decompress_to_vec_with_limit(&deflated[..length], LIMIT).map_err(|e| match e.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLarge,
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => LinkError::CutOff,
        _ => LinkError::Damaged,
    })?;
    let json = String::from_utf8(json).map_err(|_| LinkError::Damaged)?;
    serde_json::from_str(&json).map_err(|error| wrong_scene(&json, &error))
}

/// The part of an address from `#` on that leads to a card; with a scene's link where that was changed.
pub fn to_card(id: &str, scene: Option<&str>) -> String {
    let changed = scene.map(|link| format!("{CHANGED}{link}"));
    format!("{CARD}{id}{}", changed.unwrap_or_default())
}

/// The card's id in an address, and its scene's link where there is one; None where it leads to no card.
pub fn card(text: &str) -> Option<(&str, Option<&str>)> {
    let (_, rest) = text.trim().split_once(CARD)?;
    Some(match rest.split_once(CHANGED) {
        Some((id, scene)) => (id, Some(scene)),
        None => (rest, None),
    })
}

/// Whether a text wants to be a link.
pub fn is_link(text: &str) -> bool {
    parts(text).is_some()
}

/// The version and the letters of a link.
fn parts(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let bare = text.split_once(MARK).map_or(text, |(_, link)| link);
    let (version, letters) = bare.split_once('.')?;
    let digits = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
    digits.then_some((version, letters))
}

fn wrong_letter(letters: &str, error: &DecodeSliceError) -> LinkError {
    match error {
        DecodeSliceError::DecodeError(DecodeError::InvalidByte(at, _)) => {
            let found = letters.get(*at..).and_then(|rest| rest.chars().next());
            found.map_or(LinkError::Damaged, LinkError::Foreign)
        }
        DecodeSliceError::DecodeError(_) => LinkError::CutOff,
        DecodeSliceError::OutputSliceTooSmall => LinkError::TooLarge,
    }
}

fn wrong_scene(json: &str, error: &serde_json::Error) -> LinkError {
    let message = error.to_string();
    let cause = message.split(" at line ").next().unwrap_or(&message);
    LinkError::NotAScene {
        // The JSON is one line here.
        pointer: pointer(json, error.column()),
        cause: cause.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link_of(json: &[u8]) -> String {
        format!("1.{}", URL_SAFE_NO_PAD.encode(compress_to_vec(json, LEVEL)))
    }

    fn problem(text: &str) -> String {
        decode(text).expect_err(text).to_string()
    }

    #[test]
    fn a_link_is_read_wherever_it_stands() {
        let scene = Scene::on_surface("bowl");
        let link = encode(&scene);
        for text in [
            link.clone(),
            format!("#s={link}"),
            format!("https://example.org/course/?week=3#s={link}"),
            format!("  #s={link}\n"),
        ] {
            assert_eq!(decode(&text), Ok(scene.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_no_link_says_so() {
        for text in ["", "hello", "https://example.org/", "#s=", "one.two", "#s=.abc"] {
            assert_eq!(decode(text), Err(LinkError::NotALink), "{text}");
            assert!(!is_link(text), "{text}");
        }
        assert_eq!(decode("#s=2.abc"), Err(LinkError::UnknownVersion("2".to_owned())));
        assert_eq!(decode("1.ab cd"), Err(LinkError::Foreign(' ')));
        assert_eq!(decode("1.abcdé"), Err(LinkError::Foreign('é')));
        assert_eq!(decode("1."), Err(LinkError::CutOff));
        assert_eq!(decode("1._____"), Err(LinkError::CutOff));
        assert_eq!(decode("1.________"), Err(LinkError::Damaged));
    }

    #[test]
    fn every_cut_is_noticed() {
        let link = encode(&Scene::on_surface("rosenbrock"));
        for end in 2..link.len() {
            assert_eq!(decode(&link[..end]), Err(LinkError::CutOff), "after {end}");
        }
    }

    #[test]
    fn a_bomb_is_refused_while_it_inflates() {
        let bomb = link_of(&vec![b' '; 64 << 20]);
        assert!(bomb.len() < LIMIT, "the bomb is small: {}", bomb.len());
        assert_eq!(decode(&bomb), Err(LinkError::TooLarge));
        let long = format!("1.{}", "A".repeat(LIMIT * 2 + 1));
        assert_eq!(decode(&long), Err(LinkError::TooLarge));
    }

    #[test]
    fn a_wrong_scene_names_the_field() {
        for (json, message) in [
            ("7", "at /: invalid type: integer `7`, expected struct Scene"),
            ("{}", "at /: missing field `experiment`"),
            (
                r#"{"version":9,"experiment":{"problem":{"surface":"bowl"}}}"#,
                "at /version: version 9 is not known",
            ),
            (
                r#"{"experiment":{"problem":{"surface":"bowl"},"runs":[{"optimizer":"sgd"},{"optimizer":3}]}}"#,
                "at /experiment/runs/1/optimizer: invalid type: integer `3`",
            ),
            (
                r#"{"experiment":{"problem":{"surface":"bowl"},"step":3}}"#,
                "at /experiment/step: unknown field `step`",
            ),
            (r#"{"experiment":{}}"#, "at /experiment: missing field `problem`"),
            (r#"{"experiment":"#, "at /experiment: EOF"),
        ] {
            let said = problem(&link_of(json.as_bytes()));
            assert!(said.contains(message), "{json}: {said}");
        }
        assert_eq!(decode(&link_of(&[b'"', 0xff, b'"'])), Err(LinkError::Damaged));
        let deep = problem(&link_of("[".repeat(100_000).as_bytes()));
        assert!(deep.contains("wrong scene"), "{deep}");
    }
}
