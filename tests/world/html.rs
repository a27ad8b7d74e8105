//! What stands on a page? Just enough reading for the pages this program writes: forms, links, text.

/// A form, ready to be filled in and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
    /// What its button says.
    pub(crate) button: String,
}

impl Form {
    /// The form with a field set.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// Every form that posts, in order.
pub(crate) fn forms(html: &str) -> Vec<Form> {
    let parts = html.split("<form ").skip(1).filter_map(|part| part.split("</form>").next());
    parts.filter(|part| tag_of(part).contains("method=\"post\"")).map(read_form).collect()
}

/// The form whose button says this.
pub(crate) fn form(html: &str, button: &str) -> Form {
    let forms = forms(html);
    let found = forms.iter().find(|form| form.button == button).cloned();
    found.unwrap_or_else(|| panic!("no button {button:?} among {:?}:\n{}", forms, text(html)))
}

fn read_form(part: &str) -> Form {
    let inputs = part.split("<input ").skip(1).map(tag_of);
    // Of boxes and choices only those that are ticked, as a browser does.
    let is_choice = |input: &&str| input.contains("type=\"checkbox\"") || input.contains("type=\"radio\"");
    let fields =
        inputs.filter(|input| !is_choice(input) || input.split_whitespace().any(|word| word == "checked"));
    let fields = fields.filter_map(|input| {
        let value = attribute(input, "value").unwrap_or_default();
        Some((attribute(input, "name")?, value))
    });
    let button = part.split("<button ").nth(1).and_then(|rest| rest.split_once('>')).unwrap_or_default().1;
    Form {
        action: attribute(tag_of(part), "action").unwrap_or_default(),
        fields: fields.collect(),
        button: text(button.split("</button>").next().unwrap_or_default()),
    }
}

/// The addresses of all links, in order.
pub(crate) fn links(html: &str) -> Vec<String> {
    html.split("<a ").skip(1).filter_map(|part| attribute(tag_of(part), "href")).collect()
}

/// What the main heading says.
pub(crate) fn heading(html: &str) -> String {
    let part = html.split("<h1").nth(1).and_then(|part| part.split("</h1>").next()).unwrap_or_default();
    text(part.split_once('>').unwrap_or_default().1)
}

/// The text of the first element whose tag holds these words.
pub(crate) fn text_of(html: &str, tag: &str) -> Option<String> {
    let part = html.split(tag).nth(1)?;
    Some(text(part.split_once('>')?.1.split("</").next()?))
}

/// The visible words, with single spaces between them.
pub(crate) fn text(html: &str) -> String {
    let mut shown = String::new();
    let mut in_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                shown.push(' ');
            }
            _ if !in_tag => shown.push(letter),
            _ => {}
        }
    }
    unescaped(&shown).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tag_of(part: &str) -> &str {
    part.split('>').next().unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = format!("{name}=\"");
    // Attributes are apart by spaces, so that `value` is not found in `data-value`.
    let (_, rest) =
        format!(" {tag}").split_once(&format!(" {start}")).map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    rest.split('"').next().map(unescaped)
}

fn unescaped(text: &str) -> String {
    let pairs =
        [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let text = pairs.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter));
    text.replace("&quot;", "\"").replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn forms_links_and_text_are_read() {
    let html = "<h1 id=\"a\">Tom &amp; Ann&#39;s</h1><a class=\"x\" href=\"/b?c=1&amp;d=2\">B</a>\
        <form method=\"get\" action=\"/g\"></form>\
        <form class=\"y\" method=\"post\" action=\"/p\"><input type=\"hidden\" name=\"csrf\" value=\"t\">\
        <input name=\"e\" data-value=\"no\" value=\"\"><button class=\"z\" type=\"submit\">Go <b>on</b></button></form>";
    assert_eq!(heading(html), "Tom & Ann's");
    assert_eq!(links(html), ["/b?c=1&d=2"]);
    let fields = vec![("csrf".to_owned(), "t".to_owned()), ("e".to_owned(), String::new())];
    assert_eq!(forms(html), [Form { action: "/p".into(), fields, button: "Go on".into() }]);
    let filled = form(html, "Go on").with("e", "x");
    assert_eq!((filled.field("e"), filled.field("csrf"), filled.field("f")), (Some("x"), Some("t"), None));
}
