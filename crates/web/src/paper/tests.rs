//! Does what is laid out stay in its column, its order and its page, and does every document conform?

use values::Timestamp;

use super::fonts::Faces;
use super::layout::{Measures, lay_out};
use super::pages::{Page, fill};
use super::*;

const WHEN: &str = "2026-11-22T17:00:00Z";

fn print(large: bool) -> Print {
    let made_at: Timestamp = WHEN.parse().unwrap();
    Print { size: Size::Letter, large, made_at, foot: "Made on November 22, 2026".to_owned() }
}

fn row(number: usize) -> Vec<Cell> {
    let words =
        "An official wording that is long enough to need more than one line in its column. ".repeat(2);
    let wording = Text::in_language(words, Language::En);
    vec![
        vec![format!("{number}").into()],
        vec!["Se presentó la declaración de impuestos y se asentó.".into(), wording],
        vec!["−$1,234,567.89".into()],
    ]
}

fn boxed(number: &str, label: &str, value: &str, is_wide: bool) -> FormBox {
    FormBox { number: number.to_owned(), label: label.to_owned(), values: vec![value.into()], is_wide }
}

/// A sheet with one of everything and a table of so many rows.
fn sheet(rows: usize) -> Sheet {
    let column = |head: &str| head.to_owned();
    Sheet {
        language: Language::Es,
        title: "Transcripción de la cuenta, año 2024 – “§ 6651”".to_owned(),
        agency: "Ardenia Revenue Agency".to_owned(),
        notice: Some("Demostración: personas ficticias.".to_owned()),
        blocks: vec![
            Block::Section("Quién".to_owned()),
            Block::Facts(vec![
                ("Nombre".to_owned(), "Łucja Ñandú 李".into()),
                ("Número".to_owned(), "XXX-XX-1234".into()),
            ]),
            Block::Paragraph("¿Qué es esto? ¡Un papel! ".repeat(30).into()),
            Block::List(vec!["Primero".into(), "Segundo ".repeat(40).into()]),
            Block::Boxes(vec![
                boxed("1", "Salarios, propinas y otra compensación", "$12,345.00", false),
                boxed("2a", "Impuesto federal sobre el ingreso retenido ", "$1.00", false),
                boxed("", "Quién lo informó", &"Dunmore Tool Works ".repeat(12), true),
                boxed("12 D", &"Aportes a un plan 401(k) ".repeat(9), "$7.00", false),
            ]),
            Block::Code(Code {
                address: "https://account.example/check?number=RN0121VJN0RT&code=RN0121VJN0RT".to_owned(),
                words: "Código que lleva a la página de comprobación".to_owned(),
            }),
            Block::Section("Asientos".to_owned()),
            Block::Part("De la agencia".to_owned()),
            Block::Table(Table {
                caption: "Asientos del año".to_owned(),
                columns: vec![
                    Column::words(column("Código")),
                    Column::words(column("Qué")),
                    Column::figures(column("Importe")),
                ],
                rows: (0..rows).map(row).collect(),
            }),
        ],
    }
}

fn made(sheet: &Sheet, print: &Print) -> Vec<u8> {
    pdf(sheet, print, &|page, pages| format!("Página {page} de {pages}")).unwrap()
}

fn laid_out(rows: usize, large: bool) -> (super::layout::Flow, Measures, Vec<Page>) {
    let measures = Measures::of(&print(large));
    let flow = lay_out(&sheet(rows), Faces::ours().unwrap(), &measures);
    let pages = fill(&flow, &measures);
    (flow, measures, pages)
}

#[test]
fn every_document_conforms() {
    // krilla refuses what breaks PDF/UA-1.
    for rows in [0, 1, 7, 200] {
        for large in [false, true] {
            assert!(made(&sheet(rows), &print(large)).starts_with(b"%PDF-1.7"));
        }
    }
    let bare = Sheet { blocks: Vec::new(), notice: None, ..sheet(0) };
    assert!(made(&bare, &Print { size: Size::A4, ..print(false) }).len() > 1_000);
}

#[test]
fn what_does_not_conform_is_refused() {
    let nameless = Sheet { title: String::new(), ..sheet(1) };
    let refused = pdf(&nameless, &print(false), &|_, _| String::new());
    assert!(matches!(refused, Err(PaperError::Document(_))), "{refused:?}");
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    assert_eq!(made(&sheet(40), &print(false)), made(&sheet(40), &print(false)));
}

#[test]
fn every_line_stays_within_its_margins_and_its_page() {
    for (rows, large) in [(60, false), (60, true)] {
        let (flow, measures, pages) = laid_out(rows, large);
        for on_page in pages.iter().flatten() {
            let (from, end) = on_page.part;
            assert!(on_page.top >= measures.top());
            assert!(on_page.top + end - from <= measures.bottom(), "{on_page:?}");
        }
        for placed in flow.units.iter().flat_map(|unit| &unit.placed) {
            let face = Faces::ours().unwrap().of(placed.run.bold);
            let width = face.width(placed.run.text.trim_end(), placed.run.size, placed.run.tabular);
            assert!(placed.x >= measures.margin, "{placed:?}");
            assert!(placed.x + width <= measures.width - measures.margin, "{placed:?}");
        }
    }
}

#[test]
fn each_unit_stands_once_and_in_order() {
    for large in [false, true] {
        let (flow, _, pages) = laid_out(60, large);
        let first = |on_page: &&super::pages::OnPage| !on_page.again && on_page.part.0 == 0;
        let found: Vec<usize> = pages.iter().flatten().filter(first).map(|on_page| on_page.unit).collect();
        assert_eq!(found, (0..flow.units.len()).collect::<Vec<_>>());
    }
}

#[test]
fn a_row_stays_whole_and_the_heads_come_again() {
    let (flow, _, pages) = laid_out(60, false);
    assert!(pages.len() > 3);
    for page in &pages[1..] {
        assert!(page.iter().all(|on_page| on_page.part == (0, flow.units[on_page.unit].height)));
        let first = &page[0];
        assert!(flow.units[first.unit].head.is_none(), "a page starts with a row and no head above it");
    }
    assert!(pages.iter().skip(2).all(|page| page[0].again));
}

#[test]
fn a_heading_is_never_the_last_of_its_page() {
    for rows in 0..30 {
        let (flow, _, pages) = laid_out(rows, rows % 2 == 0);
        for page in &pages[..pages.len() - 1] {
            let last = page.last().unwrap();
            assert!(!flow.units[last.unit].keep, "{rows}: {:?}", flow.units[last.unit]);
        }
    }
}

#[test]
fn a_row_higher_than_a_page_goes_on_behind_it() {
    let mut tall = sheet(0);
    let cell: Cell = vec!["palabra ".repeat(2_000).into()];
    let columns = vec![Column::words("A".to_owned()), Column::words("B".to_owned())];
    let table = Table { caption: "Alta".to_owned(), columns, rows: vec![vec![vec!["1".into()], cell]] };
    tall.blocks = vec![Block::Table(table)];
    let measures = Measures::of(&print(true));
    let flow = lay_out(&tall, Faces::ours().unwrap(), &measures);
    let pages = fill(&flow, &measures);
    assert!(pages.len() > 2);
    for on_page in pages.iter().flatten() {
        assert!(on_page.top + on_page.part.1 - on_page.part.0 <= measures.bottom(), "{on_page:?}");
    }
    made(&tall, &print(true));
}

#[test]
fn the_typeface_has_what_both_languages_write() {
    let face = &Faces::ours().unwrap().regular;
    let letters = "áéíóúüñÁÉÍÓÚÜÑ¿¡§–—“”‘’−•…·ºª$%#&@½×\u{a0}";
    assert_eq!(face.written(letters), letters);
    assert_eq!(face.written("Łucja Nguyễn 李\u{202f}5"), "Łucja Nguyễn ? 5");
    let widths: Vec<_> = "0123456789".chars().map(|digit| face.glyph(digit, true).unwrap().advance).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
}

#[test]
fn a_word_wider_than_its_column_is_broken_and_nothing_lost() {
    let long = "Donaudampfschifffahrtsgesellschaft".repeat(8);
    let mut narrow = sheet(0);
    narrow.blocks = vec![Block::Paragraph(long.as_str().into())];
    let flow = lay_out(&narrow, Faces::ours().unwrap(), &Measures::of(&print(true)));
    let texts = flow.units.iter().filter(|unit| unit.heading.is_none()).flat_map(|unit| &unit.placed);
    let whole: String = texts.map(|placed| placed.run.text.trim_end()).collect();
    assert!(whole.ends_with(&long), "{whole}");
}
