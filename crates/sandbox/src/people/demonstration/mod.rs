//! Who are the featured people of the demonstration, what is each one's story, and what stands in their books?
//!
//! The stories are shown to visitors before they choose a person; amounts and dates are chosen by hand.

mod accounts;
mod filer;
mod unclaimed;

use formats::books::{Address, Key, Name, Record, Tag, Taxpayer, TaxpayerKind};
use values::{Date, Tin, date};

use super::TODAY;
use super::person::text;

/// Everything a demonstration starts with.
#[derive(Debug)]
pub struct Demonstration {
    /// The people a visitor can choose.
    pub featured: Vec<Featured>,
    /// Keys of further people, given one by one to sign-ins that visitors create.
    pub unclaimed: Vec<Key>,
    /// The books of all of them, each record after its owner.
    pub records: Vec<Record>,
}

/// A made-up person whom a visitor can choose.
#[derive(Clone, Debug)]
pub struct Featured {
    /// The record key of the taxpayer.
    pub key: Key,
    /// Given names.
    pub given: &'static str,
    /// Family names.
    pub family: &'static str,
    /// The email address that signs in.
    pub email: String,
    /// The language the person reads, `en` or `es`.
    pub language: &'static str,
    /// The number that links the sign-in to the taxpayer.
    pub tin: Tin,
    /// Day of birth.
    pub birth_date: Date,
    /// What there is to see.
    pub story: Story,
}

/// One sentence or two about a person, in both languages of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Story {
    /// English.
    pub en: &'static str,
    /// Spanish.
    pub es: &'static str,
}

/// One row of the table below.
struct Row {
    key: &'static str,
    given: &'static str,
    family: &'static str,
    tin: &'static str,
    born: Date,
    died: Option<Date>,
    language: &'static str,
    home: (&'static str, &'static str, &'static str, &'static str, &'static str),
    business: Option<&'static str>,
    former: &'static [&'static str],
    story: Option<Story>,
}

const PLAIN: Row = Row {
    key: "",
    given: "",
    family: "",
    tin: "",
    born: date(1980, 1, 1),
    died: None,
    language: "en",
    home: ("", "", "", "", "US"),
    business: None,
    former: &[],
    story: None,
};

const PEOPLE: &[Row] = &[
    Row {
        key: "demo-amelia",
        given: "Amelia",
        family: "Hartwell",
        tin: "999-10-0101",
        born: date(1986, 3, 14),
        home: ("418 Bayberry Ct", "Fernhollow", "OR", "00118", "US"),
        story: Some(Story {
            en: "Owes tax for 2023 and pays 150 dollars each month under a payment plan.",
            es: "Debe impuestos de 2023 y paga 150 dólares al mes con un plan de pagos.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-marcus",
        given: "Marcus",
        family: "Ellison",
        tin: "999-10-0202",
        born: date(1979, 11, 2),
        home: ("77 Quarry Rd Apt 9", "Ironbrook", "IN", "00271", "US"),
        story: Some(Story {
            en: "Owes for four years, filed two returns late and one not at all, and has a notice of intent to levy.",
            es: "Debe cuatro años, presentó dos declaraciones tarde y otra no, y tiene un aviso de embargo.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-grace",
        given: "Grace",
        family: "Okafor",
        tin: "999-10-0303",
        born: date(1988, 6, 21),
        home: ("1502 Linden Blvd", "Larkfield", "IA", "00342", "US"),
        former: &["Grace Whitaker"],
        story: Some(Story {
            en: "Files jointly with her husband Samuel; two children. They still owe part of 2024.",
            es: "Declara en conjunto con su esposo Samuel; dos hijos. Todavía deben una parte de 2024.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-samuel",
        given: "Samuel",
        family: "Okafor",
        tin: "999-10-0304",
        born: date(1985, 9, 30),
        home: ("1502 Linden Blvd", "Larkfield", "IA", "00342", "US"),
        story: Some(Story {
            en: "Grace's husband: sees the same joint years from his own account.",
            es: "Esposo de Grace: ve los mismos años conjuntos desde su propia cuenta.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-henry",
        given: "Henry",
        family: "Lindqvist",
        tin: "999-10-0404",
        born: date(1967, 1, 8),
        home: ("9 Granite Ave", "Stonemere", "CO", "00405", "US"),
        story: Some(Story {
            en: "His 2022 refund was held for months and came with interest.",
            es: "Su reembolso de 2022 estuvo retenido varios meses y llegó con intereses.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-naomi",
        given: "Naomi",
        family: "Sawyer",
        tin: "999-10-0505",
        born: date(1994, 8, 17),
        home: ("230 Mulberry St Apt 3", "Wrenfield", "IL", "00159", "US"),
        story: Some(Story {
            en: "Owes nothing: a wage earner with a small refund every year.",
            es: "No debe nada: asalariada con un pequeño reembolso cada año.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-theo",
        given: "Theo",
        family: "Marchetti",
        tin: "999-10-0606",
        born: date(1983, 5, 5),
        home: ("61 Harbor Rd", "Quillport", "RI", "00298", "US"),
        business: Some("Marchetti Woodworks"),
        story: Some(Story {
            en: "Runs his own workshop, pays estimated tax four times a year and leaves overpayments for the next year.",
            es: "Tiene su propio taller, paga impuestos estimados cuatro veces al año y deja lo pagado de más para el siguiente.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-victor",
        given: "Víctor",
        family: "Salinas Ortega",
        tin: "999-10-0707",
        born: date(1975, 12, 11),
        language: "es",
        home: ("845 Palomino Way", "Mesa Clara", "NM", "00377", "US"),
        business: Some("Salinas Landscaping"),
        story: Some(Story {
            en: "His 2020 return was examined: more tax, an accuracy penalty and interest.",
            es: "Su declaración de 2020 fue auditada: más impuesto, una multa por exactitud e intereses.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-denise",
        given: "Denise",
        family: "Holloway",
        tin: "999-10-0808",
        born: date(1990, 2, 27),
        home: ("3307 Foxglove Ct", "Tallow Creek", "GA", "00433", "US"),
        story: Some(Story {
            en: "The check with her 2024 return bounced; the bank's return brought a penalty.",
            es: "El cheque de su declaración de 2024 fue devuelto por el banco y eso causó una multa.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-walter",
        given: "Walter",
        family: "Brandt",
        tin: "999-10-0909",
        born: date(1959, 7, 19),
        home: ("12 Copper Hill Rd", "Marrow Creek", "WV", "00087", "US"),
        story: Some(Story {
            en: "Old debts: a bankruptcy stopped the collection clock, and an offer to settle is pending now.",
            es: "Deudas antiguas: una bancarrota detuvo el plazo de cobro y ahora hay una oferta de acuerdo pendiente.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-lucia",
        given: "Lucía",
        family: "Fernández Rojas",
        tin: "999-69-1010",
        born: date(1992, 10, 3),
        language: "es",
        home: ("2210 Lupine Way Apt 14", "Palo Sereno", "TX", "00466", "US"),
        story: Some(Story {
            en: "Files with an ITIN, reads Spanish, and owes a little for 2025.",
            es: "Declara con un ITIN, lee en español y debe un poco de 2025.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-claire",
        given: "Claire",
        family: "Winslow",
        tin: "999-10-1111",
        born: date(1981, 4, 25),
        home: ("Calle del Olivo 18", "Pueblo Sereno", "Valencia", "00777", "ES"),
        story: Some(Story {
            en: "Lives abroad: two more months to file, but interest from April all the same.",
            es: "Vive en el extranjero: dos meses más para declarar, pero con intereses desde abril.",
        }),
        ..PLAIN
    },
    Row {
        key: "demo-joan",
        given: "Joan",
        family: "Ellery",
        tin: "999-10-1212",
        born: date(1944, 2, 9),
        died: Some(date(2025, 3, 8)),
        home: ("504 Sage Dr", "Elk Hollow", "MT", "00201", "US"),
        story: None,
        ..PLAIN
    },
    Row {
        key: "demo-robert",
        given: "Robert",
        family: "Ellery",
        tin: "999-10-1213",
        born: date(1942, 12, 1),
        home: ("504 Sage Dr", "Elk Hollow", "MT", "00201", "US"),
        story: Some(Story {
            en: "His wife Joan died in 2025; he filed their last joint return.",
            es: "Su esposa Joan falleció en 2025; él presentó la última declaración conjunta.",
        }),
        ..PLAIN
    },
];

/// The people and books of the demonstration; the same on every call.
pub fn demonstration() -> Demonstration {
    let mut records: Vec<Record> = PEOPLE.iter().map(taxpayer).collect();
    records.extend(accounts::all(TODAY));
    let (unclaimed, further) = unclaimed::people(TODAY);
    records.extend(further);
    let featured = PEOPLE.iter().filter_map(featured).collect();
    Demonstration { featured, unclaimed, records }
}

fn featured(row: &Row) -> Option<Featured> {
    Some(Featured {
        key: row.key.parse().expect("a key of our own"),
        given: row.given,
        family: row.family,
        email: email(row),
        language: row.language,
        tin: row.tin.parse().expect("a specimen number"),
        birth_date: row.born,
        story: row.story?,
    })
}

fn email(row: &Row) -> String {
    format!("{}@example.org", row.key.trim_start_matches("demo-"))
}

fn taxpayer(row: &Row) -> Record {
    let (street, city, region, postal_code, country) = row.home;
    Record::Taxpayer(Box::new(Taxpayer {
        tag: Tag,
        key: row.key.parse().expect("a key of our own"),
        kind: if row.business.is_some() { TaxpayerKind::SoleProprietor } else { TaxpayerKind::Individual },
        tin: row.tin.parse().expect("a specimen number"),
        name: Name {
            given: text(row.given),
            family: text(row.family),
            former: row.former.iter().map(|name| text(name)).collect(),
        },
        birth_date: row.born,
        death_date: row.died,
        address: Address {
            lines: vec![text(street)],
            city: text(city),
            region: Some(text(region)),
            postal_code: Some(text(postal_code)),
            country: country.parse().expect("two capital letters"),
        },
        language: row.language.parse().expect("a language tag"),
        email: Some(text(&email(row))),
        phone: Some(text("+1 202 555 0100")),
        business_name: row.business.map(text),
    }))
}
