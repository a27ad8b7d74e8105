//! Whether the simulator keeps to its documentation: every test card, every refusal, what comes late.

use super::test_cards::{CARDS, Does};
use super::*;

#[test]
fn the_documentation_names_every_card() {
    let documented = include_str!("../../../../docs/operate/cards.md").replace(' ', "");
    for (number, _) in CARDS {
        assert!(documented.contains(&format!("`{number}`")), "{number}");
    }
    assert_eq!(test_cards::find(" 4444 3333 2222 1111"), Some(Does::Pays));
    for wrong in ["", "4111111111111111", "444433332222111", "44443333222211112", "4444-3333-2222-1111"] {
        assert_eq!(test_cards::find(wrong), None, "{wrong}");
    }
}
