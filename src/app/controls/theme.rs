//! Fonts, sizes, spacing and colours of the interface, dark and light, following the system.

use crate::view::canvas::fonts;
use crate::view::palette::{DARK, LIGHT, Palette};
use egui::epaint::Shadow;
use egui::style::{ScrollStyle, Selection, Spacing, WidgetVisuals, Widgets};
use egui::{Color32, Context, CornerRadius, FontId, Margin, Stroke, Style, TextStyle, Theme, Visuals, vec2};

pub use crate::view::canvas::fonts::strong;

/// Small text: tick texts, secondary information.
pub const SMALL: f32 = 13.0;
/// Text.
pub const BODY: f32 = 15.0;
/// Headings.
pub const HEADING: f32 = 18.0;
/// Smallest side of what a finger must hit.
pub const TOUCH: f32 = 40.0;
/// Height of controls under a mouse.
const POINTER: f32 = 28.0;

/// Installs fonts and both themes. `touch` makes controls as large as a finger needs.
pub fn install(ctx: &Context) {
    fonts::install(ctx);
    crate::app::platform::load_fonts(ctx);
    resize(ctx, false);
}

/// Makes controls fit for a finger, or for a mouse.
pub fn resize(ctx: &Context, touch: bool) {
    ctx.set_style_of(Theme::Dark, style(&DARK, touch));
    ctx.set_style_of(Theme::Light, style(&LIGHT, touch));
}

fn style(colors: &Palette, touch: bool) -> Style {
    let sizes = [
        (TextStyle::Small, FontId::proportional(SMALL)),
        (TextStyle::Body, FontId::proportional(BODY)),
        (TextStyle::Button, FontId::proportional(BODY)),
        (TextStyle::Heading, FontId::new(HEADING, strong())),
        (TextStyle::Monospace, FontId::monospace(SMALL)),
    ];
    let mut style = Style {
        text_styles: sizes.into(),
        drag_value_text_style: TextStyle::Small,
        spacing: spacing(touch),
        visuals: visuals(colors),
        explanation_tooltips: false,
        ..Style::default()
    };
    if crate::app::platform::reduced_motion() {
        style.animation_time = 0.0;
    }
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style
}

fn spacing(touch: bool) -> Spacing {
    let height = if touch { TOUCH } else { POINTER };
    Spacing {
        item_spacing: vec2(8.0, 6.0),
        button_padding: vec2(10.0, 4.0),
        menu_margin: Margin::same(8),
        window_margin: Margin::same(12),
        interact_size: vec2(height, height),
        slider_width: 160.0,
        slider_rail_height: 4.0,
        icon_width: 18.0,
        icon_width_inner: 10.0,
        combo_width: 80.0,
        combo_height: 420.0,
        menu_width: 240.0,
        tooltip_width: 320.0,
        indent: 12.0,
        // A handle that is always there tells that there is more.
        scroll: ScrollStyle {
            floating_width: 3.0,
            // Beside what it scrolls, not over its last letters.
            floating_allocated_width: 5.0,
            dormant_handle_opacity: 0.35,
            ..ScrollStyle::floating()
        },
        ..Spacing::default()
    }
}

fn visuals(colors: &Palette) -> Visuals {
    let base = if colors.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let shadow = Shadow {
        offset: [0, 6],
        blur: 20,
        spread: 0,
        color: Color32::from_black_alpha(if colors.dark { 110 } else { 40 }),
    };
    Visuals {
        widgets: widgets(colors),
        selection: Selection {
            bg_fill: colors.selected,
            stroke: Stroke::new(1.0, colors.text),
        },
        weak_text_color: Some(colors.weak),
        hyperlink_color: colors.accent,
        faint_bg_color: colors.raised,
        extreme_bg_color: colors.background,
        text_edit_bg_color: Some(colors.background),
        code_bg_color: colors.raised,
        warn_fg_color: colors.warning,
        error_fg_color: colors.danger,
        window_fill: colors.panel,
        window_stroke: Stroke::new(1.0, colors.hairline),
        window_corner_radius: CornerRadius::same(10),
        window_shadow: shadow,
        popup_shadow: shadow,
        menu_corner_radius: CornerRadius::same(10),
        panel_fill: colors.panel,
        slider_trailing_fill: true,
        collapsing_header_frame: false,
        indent_has_left_vline: false,
        ..base
    }
}

fn widgets(colors: &Palette) -> Widgets {
    let look = |fill: Color32, text: Color32, edge: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(6),
        fg_stroke: Stroke::new(1.5, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: look(colors.panel, colors.text, colors.hairline),
        inactive: look(colors.raised, colors.text, Color32::TRANSPARENT),
        hovered: look(colors.hovered, colors.text, Color32::TRANSPARENT),
        active: look(colors.hovered, colors.text, colors.accent),
        open: look(colors.hovered, colors.text, Color32::TRANSPARENT),
    }
}
