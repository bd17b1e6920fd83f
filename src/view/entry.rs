//! A field for a number: it reads what people type, expressions too, and says what it cannot read.

use super::number::{self, NumberError};
use egui::{DragValue, Response, Ui, WidgetText};
use std::cell::RefCell;
use std::rc::Rc;

/// What a field refused, and the frame in which that was.
#[derive(Clone)]
struct Refused {
    why: NumberError,
    frame: u64,
}

/// Shows a field of an accessible name, with what it is about as its tooltip. What it cannot read changes
/// nothing; it says so until something else is done.
pub fn add(ui: &mut Ui, drag: DragValue, name: impl Into<String>, tip: impl Into<WidgetText>) -> Response {
    let tried: Rc<RefCell<Option<Result<f64, NumberError>>>> = Rc::default();
    let told = tried.clone();
    let drag = drag.custom_parser(move |text| {
        let read = number::read(text);
        let number = read.as_ref().ok().copied();
        *told.borrow_mut() = Some(read);
        number
    });
    let response = ui.add(drag).accessible_name(name).on_hover_text(tip);
    let tried = tried.take().map(|read| read.map(|_| ()));
    answer(ui, &response, tried);
    response
}

/// Says at a field what it refused, once it is left; `tried` is what became of what was typed in this frame.
pub fn answer(ui: &Ui, response: &Response, tried: Option<Result<(), NumberError>>) {
    let id = response.id.with("refused");
    let frame = ui.ctx().cumulative_frame_nr();
    match tried {
        Some(Err(why)) => {
            ui.data_mut(|d| d.insert_temp(id, Refused { why, frame }));
        }
        Some(Ok(())) => ui.data_mut(|d| d.remove::<Refused>(id)),
        None => {}
    }
    let Some(refused) = ui.data(|d| d.get_temp::<Refused>(id)) else {
        return;
    };
    let else_done = ui.input(|i| i.pointer.any_pressed() || !i.keys_down.is_empty());
    if else_done && frame > refused.frame + 1 && !response.has_focus() {
        ui.data_mut(|d| d.remove::<Refused>(id));
    } else if !response.has_focus() {
        response.show_tooltip_text(refused.why.to_string());
    }
}
