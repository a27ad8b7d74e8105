//! Does the account site show a person their own record, to nobody else, on the days it promises?

mod days;
mod doors;
