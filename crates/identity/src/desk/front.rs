//! The desk's first page: who works here as what, until when, and the rooms they may enter.

use askama::Template;
use axum::response::Response;
use web::{Frame, Page, PageError};

use super::door::Agent;
use super::roles::Room;

#[derive(Template)]
#[template(path = "desk/front.html")]
struct Front {
    frame: Frame,
    role: String,
    until: String,
    rooms: Vec<Door>,
}

/// One room.
struct Door {
    path: &'static str,
    title: String,
    about: String,
}

pub(super) async fn show(agent: Agent, page: Page) -> Result<Response, PageError> {
    let frame = page.frame("desk-title");
    let doors = Room::ALL.into_iter().filter(|room| room.admits(agent.role)).filter_map(|room| {
        let (title, about) = room.words()?;
        Some(Door { path: room.path(), title: frame.say(title), about: frame.say(about) })
    });
    let rooms = doors.collect();
    let (role, until) = (frame.say(agent.role.key()), frame.date(agent.until));
    page.show(&Front { frame, role, until, rooms })
}
