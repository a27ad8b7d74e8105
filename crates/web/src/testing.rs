//! Is a page sound HTML? For tests of this crate and of the sites: balanced tags, one heading of the first
//! rank, a language, unique ids, labels and descriptions that lead somewhere, nothing inline.

use std::collections::BTreeSet;

const VOID: [&str; 8] = ["br", "hr", "img", "input", "link", "meta", "path", "wbr"];

/// One tag with its attributes.
#[derive(Debug)]
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(found, _)| *found == name).map(|(_, value)| *value)
    }
}

/// Everything wrong with a page; an empty list is a pass.
pub fn markup_problems(html: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if !html.starts_with("<!DOCTYPE html>") {
        problems.push("does not start with <!DOCTYPE html>".to_owned());
    }
    let tags = tags(html, &mut problems);
    problems.extend(unbalanced(&tags));
    problems.extend(loose_ends(&tags));
    for (what, count) in [("html", 1), ("title", 1), ("main", 1), ("h1", 1), ("header", 1), ("footer", 1)] {
        let found = tags.iter().filter(|tag| tag.name == what && !tag.closes).count();
        if found != count {
            problems.push(format!("has {found} <{what}>, not {count}"));
        }
    }
    if !tags.iter().any(|tag| tag.name == "html" && tag.get("lang").is_some_and(|lang| !lang.is_empty())) {
        problems.push("names no language".to_owned());
    }
    problems
}

/// The tags in order. Texts between them may hold no raw `<`.
fn tags<'a>(html: &'a str, problems: &mut Vec<String>) -> Vec<Tag<'a>> {
    let mut tags = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").unwrap_or(html);
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(end) = end_of_tag(rest) else {
            problems.push(format!("a tag does not end: <{}", &rest[..rest.len().min(40)]));
            return tags;
        };
        tags.push(tag(&rest[..end], problems));
        rest = &rest[end + 1..];
    }
    tags
}

/// The first `>` outside quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(index, letter)| {
        quoted ^= letter == '"';
        (letter == '>' && !quoted).then_some(index)
    })
}

fn tag<'a>(text: &'a str, problems: &mut Vec<String>) -> Tag<'a> {
    let (closes, text) = match text.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, text.strip_suffix('/').unwrap_or(text)),
    };
    let (name, mut rest) = text.split_once(|letter: char| letter.is_whitespace()).unwrap_or((text, ""));
    let mut attributes: Vec<(&str, &str)> = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => ("", after),
        };
        if after.starts_with('=') {
            problems.push(format!("<{name} {attribute}> is not quoted"));
            break;
        }
        if attributes.iter().any(|(found, _)| *found == attribute) {
            problems.push(format!("<{name}> has {attribute} twice"));
        }
        attributes.push((attribute, value));
        rest = after;
    }
    Tag { name, closes, attributes }
}

fn unbalanced(tags: &[Tag<'_>]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for tag in tags.iter().filter(|tag| !VOID.contains(&tag.name)) {
        if !tag.closes {
            if tag.name != "p" && open.last() == Some(&"p") && BLOCKS.contains(&tag.name) {
                problems.push(format!("<{}> inside <p>", tag.name));
            }
            open.push(tag.name);
        } else if open.pop() != Some(tag.name) {
            problems.push(format!("</{}> closes another tag", tag.name));
            return problems;
        }
    }
    problems.extend(open.iter().map(|name| format!("<{name}> is not closed")));
    problems
}

/// What may not stand in a paragraph.
const BLOCKS: [&str; 12] =
    ["div", "dl", "fieldset", "form", "h1", "h2", "h3", "ol", "section", "table", "ul", "details"];

fn loose_ends(tags: &[Tag<'_>]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for tag in tags {
        if tag.get("id").is_some_and(|id| !ids.insert(id)) {
            problems.push(format!("the id {:?} occurs twice", tag.get("id").unwrap_or_default()));
        }
    }
    for tag in tags {
        for reference in ["for", "aria-describedby", "aria-labelledby"] {
            for target in tag.get(reference).unwrap_or_default().split_whitespace() {
                if !ids.contains(target) {
                    problems.push(format!("{reference}={target:?} leads nowhere"));
                }
            }
        }
        let inline = tag.attributes.iter().find(|(name, _)| *name == "style" || name.starts_with("on"));
        problems.extend(inline.map(|(name, _)| format!("<{} {name}> is inline", tag.name)));
        if tag.name == "style" || (tag.name == "script" && !tag.closes && tag.get("src").is_none()) {
            problems.push(format!("<{}> is inline", tag.name));
        }
        let is_post = tag.name == "form" && tag.get("method") == Some("post");
        if is_post && !tags.iter().any(|tag| tag.get("name") == Some("csrf")) {
            problems.push("a form has no csrf field".to_owned());
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        format!(
            "<!DOCTYPE html><html lang=\"en\"><title>t</title><header></header><main><h1>h</h1>{body}</main>\
             <footer></footer></html>"
        )
    }

    #[test]
    fn a_sound_page_passes() {
        let sound = page("<p>x<br>y</p><label for=\"a\">l</label><input id=\"a\" name=\"a\" required>");
        assert_eq!(markup_problems(&sound), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_told() {
        for (body, problem) in [
            ("<div>", "closes another tag"),
            ("<p><div></div></p>", "<div> inside <p>"),
            ("<h1>again</h1>", "2 <h1>"),
            ("<i id=\"a\"></i><i id=\"a\"></i>", "occurs twice"),
            ("<label for=\"b\">l</label>", "leads nowhere"),
            ("<i style=\"x\"></i>", "is inline"),
            ("<i onclick=\"x\"></i>", "is inline"),
            ("<script>x</script>", "is inline"),
            ("<i a=b></i>", "is not quoted"),
            ("<i a a></i>", "twice"),
            ("<form method=\"post\"></form>", "no csrf field"),
            ("<i a=\"x></i>", "does not end"),
        ] {
            let problems = markup_problems(&page(body)).join("; ");
            assert!(problems.contains(problem), "{body}: {problems:?}");
        }
        assert!(markup_problems("<html>").join("; ").contains("names no language"));
    }
}
