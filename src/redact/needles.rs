use std::ops::Range;

use aho_corasick::AhoCorasick;

/// The shortest secret that is masked.
const SHORTEST: usize = 4;

/// From this length on a secret is random enough for any part of [`PART`] bytes to be masked.
const LONG: usize = 24;
const PART: usize = 12;

/// How much of a shortened secret precedes its dots, at least.
const SHORTENED: usize = 8;

/// What the secrets of a run look like once no encoding is left.
#[derive(Debug, Default)]
pub(super) struct Needles {
    secrets: Vec<Vec<u8>>,
    /// Whole secrets, parts of long ones, and the beginnings that [`Kind::Beginning`] stands for.
    patterns: Vec<(Vec<u8>, Kind)>,
    matcher: Option<AhoCorasick>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    /// Masked where dots follow it.
    Beginning,
}

impl Needles {
    pub(super) fn is_empty(&self) -> bool {
        self.matcher.is_none()
    }

    /// Takes a secret in; what is too short or an id is none.
    pub(super) fn add(&mut self, secret: &str) {
        let is_id = secret.len() <= 10 && secret.bytes().all(|byte| byte.is_ascii_digit());
        if secret.trim().chars().count() < SHORTEST || is_id {
            return;
        }
        let lower = secret.to_lowercase();
        let upper = secret.to_uppercase();
        let plus = secret.replace(' ', "+");
        let mut forms: Vec<Vec<u8>> = [secret, &lower, &upper, &plus]
            .iter()
            .map(|form| {
                form.bytes()
                    .filter(|it| !it.is_ascii_whitespace())
                    .collect()
            })
            .collect();
        // ISO 8859-1, as `%FC` writes it.
        if !secret.is_ascii()
            && let Ok(latin) = secret
                .chars()
                .map(|it| u8::try_from(u32::from(it)))
                .collect()
        {
            forms.push(latin);
        }
        for form in forms {
            if self.secrets.contains(&form) {
                continue;
            }
            let reversed: Vec<u8> = form.iter().rev().copied().collect();
            for needle in [&form, &reversed] {
                if needle.len() < LONG {
                    self.patterns.push((needle.clone(), Kind::Whole));
                } else {
                    let parts = needle
                        .windows(PART)
                        .map(|part| (part.to_vec(), Kind::Whole));
                    self.patterns.extend(parts);
                }
            }
            if let Some(beginning) = form.get(..SHORTENED) {
                self.patterns.push((beginning.to_vec(), Kind::Beginning));
            }
            self.secrets.push(form);
        }
        self.matcher = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(self.patterns.iter().map(|(pattern, _)| pattern))
            .ok();
    }

    /// Where secrets stand in plain bytes.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let Some(matcher) = &self.matcher else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for hit in matcher.find_overlapping_iter(bytes) {
            let kind = self
                .patterns
                .get(hit.pattern().as_usize())
                .map(|(_, kind)| *kind);
            match kind {
                Some(Kind::Beginning) => found.extend(self.shortened(bytes, hit.range())),
                _ => found.push(hit.range()),
            }
        }
        found
    }

    /// A beginning that dots follow, with all that is known of the secret before them.
    fn shortened(&self, bytes: &[u8], start: Range<usize>) -> Option<Range<usize>> {
        let rest = bytes.get(start.start..)?;
        self.secrets.iter().find_map(|secret| {
            let pairs = secret.iter().zip(rest);
            let same = pairs
                .take_while(|(one, other)| one.eq_ignore_ascii_case(other))
                .count();
            let after = rest.get(same..)?;
            let is_cut = [&b"..."[..], "…".as_bytes(), b"**"]
                .iter()
                .any(|dots| after.starts_with(dots));
            (same >= SHORTENED && is_cut).then(|| start.start..start.start + same)
        })
    }
}
