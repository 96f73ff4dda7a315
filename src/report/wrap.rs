/// The width that reports for people keep to, in characters.
pub(crate) const WIDTH: usize = 100;

/// Breaks text at spaces into lines of at most `width` characters; a longer word stays whole.
pub(crate) fn words(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        append(&mut lines, word, width);
    }
    lines
}

/// Joins pieces with ` · ` into lines of at most `width` characters. A line that goes on ends with
/// the dot; a piece that is longer than a line is broken at its spaces.
pub(super) fn pieces(pieces: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let is_last = at + 1 == pieces.len();
        let piece = if is_last {
            piece.clone()
        } else {
            format!("{piece} ·")
        };
        if length(&piece) <= width {
            append(&mut lines, &piece, width);
        } else {
            lines.extend(words(&piece, width));
        }
    }
    lines
}

/// At most `width` characters on one line, with `…` where something is omitted.
pub(super) fn cut(text: &str, width: usize) -> String {
    if length(text) <= width {
        return text.to_owned();
    }
    let mut shown: String = text.chars().take(width.saturating_sub(1)).collect();
    shown.push('…');
    shown
}

/// Adds to the last line if it fits there, else as a new line.
fn append(lines: &mut Vec<String>, text: &str, width: usize) {
    match lines.last_mut() {
        Some(line) if length(line) + 1 + length(text) <= width => {
            line.push(' ');
            line.push_str(text);
        }
        _ => lines.push(text.to_owned()),
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_breaks_at_spaces_and_counts_characters_not_bytes() {
        assert_eq!(words("größer als  fünf", 10), ["größer als", "fünf"]);
        assert_eq!(words("unbreakable-word x", 5), ["unbreakable-word", "x"]);
        assert!(words("", 10).is_empty());
    }

    #[test]
    fn what_is_cut_says_so_and_counts_characters() {
        assert_eq!(cut("größer", 6), "größer");
        assert_eq!(cut("größeres", 6), "größe…");
    }

    #[test]
    fn pieces_stay_whole_where_they_fit_and_the_separator_ends_the_line() {
        let parts = ["aaaa".to_owned(), "bb".to_owned(), "cc dd".to_owned()];
        assert_eq!(pieces(&parts, 11), ["aaaa · bb ·", "cc dd"]);
        assert_eq!(pieces(&parts, 100), ["aaaa · bb · cc dd"]);
    }
}
