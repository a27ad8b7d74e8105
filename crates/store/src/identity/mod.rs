//! What the identity site remembers: sign-ins, authenticators, its sessions, codes and clients.
//!
//! No table here is shared with the books: an agency may run the identity site on a database of its own.
