//! The first page of somebody who is in: who they are here, and the rooms they may enter.

use askama::Template;
use axum::response::Response;
use web::{Frame, PageError};

use crate::door::Member;
use crate::roles::Room;

/// The page's address.
pub(crate) const PATH: &str = "/home";

#[derive(Template)]
#[template(path = "home/home.html")]
struct Home {
    frame: Frame,
    role: String,
    rooms: Vec<Door>,
}

/// One room.
struct Door {
    path: &'static str,
    title: String,
    about: String,
}

pub(crate) async fn show(member: Member) -> Result<Response, PageError> {
    let frame = member.frame("staff-home-title");
    let doors = member.rooms().filter(|room| *room != Room::Home).map(|room| {
        let (title, about) = room.words();
        Door { path: room.path(), title: frame.say(title), about: frame.say(about) }
    });
    let rooms = doors.collect();
    let role = frame.say(member.role.key());
    member.page.show(&Home { frame, role, rooms })
}
