//! The elements of a page.

/// What our pages are made of.
const OURS: &str = "html head meta title style body main header section article h1 h2 h3 p div span small \
    strong ul li a table thead tbody tr th td details summary dl dt dd pre code figure figcaption \
    svg g rect path line text circle";

/// And what stands in their tags.
const ATTRIBUTES: &str = "lang charset http-equiv content name class id href title style open colspan scope \
    tabindex role aria-label width height rx fill viewBox xmlns x y x1 x2 y1 y2 cx cy r d text-anchor";

/// The tags of a page, each with the names of its attributes.
///
/// # Panics
/// Where one of them is none of ours.
pub(crate) fn of(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = end(rest);
        tags.push(shape(&rest[..end]));
        rest = &rest[end + 1..];
    }
    tags
}

/// The place of the `>` that ends a tag.
fn end(tag: &str) -> usize {
    let mut is_quoted = false;
    let mut ends = tag.char_indices().filter(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '>' && !is_quoted
    });
    ends.next().expect("a tag ends").0
}

fn shape(tag: &str) -> String {
    let name = tag.split([' ', '\n']).next().unwrap();
    let plain = name.trim_matches('/');
    let is_ours = |list: &str, word: &str| list.split_whitespace().any(|it| it == word);
    assert!(
        is_ours(OURS, plain) || name == "!DOCTYPE",
        "<{tag}> is not ours"
    );
    // Every second piece between quotation marks is a value.
    let names: String = tag[name.len()..].split('"').step_by(2).collect();
    let names: Vec<_> = names
        .split(|c: char| c.is_whitespace() || c == '=' || c == '/')
        .filter(|word| !word.is_empty())
        .collect();
    for word in &names {
        let is_known = is_ours(ATTRIBUTES, word) || (name == "!DOCTYPE" && *word == "html");
        assert!(is_known, "{word} in <{tag}> is not ours");
    }
    format!("{name} {}", names.join(" "))
}
