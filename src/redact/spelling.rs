//! Undoing how a text is spelled: escapes, entities, percent-encoding, base64, hexadecimal.

use std::ops::Range;

/// How often escapes inside escapes are undone.
const PASSES: usize = 4;

/// The shortest run of base64 or hexadecimal digits that can hold a secret.
const TOKEN: usize = 6;

/// Bytes without their escapes, without white space and without what cannot be seen, each with the
/// place that it comes from.
#[derive(Debug)]
pub(super) struct Spelled {
    bytes: Vec<u8>,
    /// Where each byte begins; a byte ends at the most where the next one begins.
    from: Vec<u32>,
    to: Vec<u32>,
}

impl Spelled {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut spelled = Self {
            bytes: bytes.to_vec(),
            from: (0..bytes.len()).map(place).collect(),
            to: (1..=bytes.len()).map(place).collect(),
        };
        for _ in 0..PASSES {
            if !spelled.undo() {
                break;
            }
        }
        spelled
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where a range of the plain bytes comes from.
    pub(super) fn origin(&self, range: Range<usize>) -> Range<usize> {
        let last = range.end.saturating_sub(1);
        match (self.from.get(range.start), self.to.get(last)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    /// One pass; whether it changed anything.
    fn undo(&mut self) -> bool {
        let before = self.bytes.len();
        let mut kept = 0;
        let mut at = 0;
        let mut bytes = [0; 4];
        while at < before {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let (character, length) = match rest.first() {
                Some(b'%' | b'\\' | b'&') => unescaped(rest),
                Some(byte) if byte.is_ascii_whitespace() || *byte < b' ' || *byte == 0x7f => {
                    at += 1;
                    continue;
                }
                Some(0xC2 | 0xE2 | 0xEF) if invisible(rest) > 0 => {
                    at += invisible(rest);
                    continue;
                }
                Some(byte) => (Plain::Byte(*byte), 1),
                None => break,
            };
            let plain: &[u8] = match character {
                Plain::Byte(byte) => {
                    bytes[0] = byte;
                    &bytes[..1]
                }
                Plain::Character(character) => character.encode_utf8(&mut bytes).as_bytes(),
            };
            // Never more bytes than the escape had, so what is still to be read stays untouched.
            let end = at + length;
            let (from, to) = (self.from[at], self.to[end - 1]);
            for byte in plain {
                self.bytes[kept] = *byte;
                self.from[kept] = from;
                self.to[kept] = to;
                kept += 1;
            }
            at = end;
        }
        self.bytes.truncate(kept);
        self.from.truncate(kept);
        self.to.truncate(kept);
        kept < before
    }

    /// The longest runs of base64 digits, those of hexadecimal digits among them.
    pub(super) fn tokens(&self) -> impl Iterator<Item = Token<'_>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < self.bytes.len() {
                let rest = &self.bytes[at..];
                let length = rest
                    .iter()
                    .take_while(|byte| sextet(**byte).is_some())
                    .count();
                let start = at;
                at += length.max(1);
                if length >= TOKEN {
                    return Some(Token {
                        start,
                        digits: &rest[..length],
                    });
                }
            }
            None
        })
    }
}

/// A run of digits that may be an encoding of something.
pub(super) struct Token<'a> {
    start: usize,
    digits: &'a [u8],
}

/// What a token may stand for.
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    start: usize,
    /// Bits that one digit has.
    bits: usize,
    digits: usize,
}

impl Decoded {
    /// The digits that carry a range of bytes.
    pub(super) fn origin(&self, range: Range<usize>) -> Range<usize> {
        let from = range.start * 8 / self.bits;
        let to = (range.end * 8).div_ceil(self.bits).min(self.digits);
        self.start + from..self.start + to
    }
}

impl Token<'_> {
    /// Read as base64 and as hexadecimal digits, from every digit on that can be the first.
    pub(super) fn decoded(&self) -> impl Iterator<Item = Decoded> {
        let of = |skip: usize, bits: usize, digit: fn(u8) -> Option<u8>| {
            let digits = self.digits.get(skip..)?;
            let mut bytes = Vec::with_capacity(digits.len() * bits / 8);
            let (mut held, mut width) = (0_u32, 0);
            for value in digits.iter().map_while(|byte| digit(*byte)) {
                held = (held << bits | u32::from(value)) & 0xFFFF;
                width += bits;
                if width >= 8 {
                    width -= 8;
                    bytes.push(u8::try_from(held >> width & 0xFF).unwrap_or_default());
                }
            }
            Some(Decoded {
                bytes,
                start: self.start + skip,
                bits,
                digits: digits.len(),
            })
        };
        let base64 = (0..4).filter_map(move |skip| of(skip, 6, sextet));
        // Digits of base64 may stand before and after those of a hexadecimal number.
        let is_hex = |byte: &u8| nibble(*byte).is_some();
        let mut numbers = Vec::new();
        let mut at = 0;
        for run in self.digits.split(move |byte| !is_hex(byte)) {
            if run.len() >= 2 * TOKEN {
                let run = Token {
                    start: self.start + at,
                    digits: run,
                };
                numbers.extend((0..2).filter_map(|skip| run.hexadecimal(skip)));
            }
            at += run.len() + 1;
        }
        base64.chain(numbers)
    }

    fn hexadecimal(&self, skip: usize) -> Option<Decoded> {
        let digits = self.digits.get(skip..)?;
        let pairs = digits.chunks_exact(2);
        let byte = |pair: &[u8]| Some(nibble(*pair.first()?)? << 4 | nibble(*pair.get(1)?)?);
        Some(Decoded {
            bytes: pairs.filter_map(byte).collect(),
            start: self.start + skip,
            bits: 4,
            digits: digits.len(),
        })
    }
}

enum Plain {
    Byte(u8),
    Character(char),
}

/// What an escape stands for, and how long it is; the byte itself where it begins none.
fn unescaped(text: &[u8]) -> (Plain, usize) {
    let first = text.first().copied().unwrap_or_default();
    let found = match text {
        [b'%', rest @ ..] => number(rest, 2, 2, 16).map(|(value, _)| (byte(value), 3)),
        [b'\\', b'u', b'{', rest @ ..] => number(rest, 1, 6, 16)
            .filter(|(_, length)| rest.get(*length) == Some(&b'}'))
            .and_then(|(value, length)| Some((character(value)?, length + 4))),
        [b'\\', b'u' | b'U', rest @ ..] => {
            number(rest, 4, 4, 16).and_then(|(value, length)| Some((character(value)?, length + 2)))
        }
        [b'\\', b'x', rest @ ..] => number(rest, 2, 2, 16).map(|(value, _)| (byte(value), 4)),
        [b'\\', b'n' | b'r' | b't', ..] => Some((Plain::Byte(b' '), 2)),
        [b'\\', escaped @ (b'"' | b'\'' | b'/' | b'\\' | b'&'), ..] => {
            Some((Plain::Byte(*escaped), 2))
        }
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            entity(rest, 16).map(|(it, length)| (it, length + 3))
        }
        [b'&', b'#', rest @ ..] => entity(rest, 10).map(|(it, length)| (it, length + 2)),
        [b'&', rest @ ..] => named(rest).map(|(it, length)| (Plain::Byte(it), length + 1)),
        _ => None,
    };
    found.unwrap_or((Plain::Byte(first), 1))
}

fn byte(value: u32) -> Plain {
    u8::try_from(value).map_or(Plain::Byte(b'?'), Plain::Byte)
}

/// NUL is white space here: it stands between the letters of UTF-16.
fn character(value: u32) -> Option<Plain> {
    char::from_u32(value).map(Plain::Character)
}

fn entity(digits: &[u8], radix: u32) -> Option<(Plain, usize)> {
    let (value, length) = number(digits, 1, 7, radix)?;
    let end = length + usize::from(digits.get(length) == Some(&b';'));
    // An entity is never shorter than the character that it stands for.
    Some((character(value)?, end)).filter(|_| value < 0x110_000)
}

/// The entities of what stands in keys, passwords and addresses.
fn named(text: &[u8]) -> Option<(u8, usize)> {
    const NAMES: [(&[u8], u8); 20] = [
        (b"amp;", b'&'),
        (b"lt;", b'<'),
        (b"gt;", b'>'),
        (b"quot;", b'"'),
        (b"apos;", b'\''),
        (b"nbsp;", b' '),
        (b"lowbar;", b'_'),
        (b"commat;", b'@'),
        (b"period;", b'.'),
        (b"plus;", b'+'),
        (b"equals;", b'='),
        (b"colon;", b':'),
        (b"sol;", b'/'),
        (b"num;", b'#'),
        (b"dollar;", b'$'),
        (b"percnt;", b'%'),
        (b"excl;", b'!'),
        (b"ast;", b'*'),
        (b"quest;", b'?'),
        (b"UnderBar;", b'_'),
    ];
    let found = NAMES.iter().find(|(name, _)| text.starts_with(name));
    found.map(|(name, value)| (*value, name.len()))
}

fn number(text: &[u8], least: usize, most: usize, radix: u32) -> Option<(u32, usize)> {
    let digits = text.iter().take(most);
    let digits = digits.map_while(|byte| char::from(*byte).to_digit(radix));
    let (mut value, mut length) = (0_u32, 0);
    for digit in digits {
        value = value * radix + digit;
        length += 1;
    }
    (length >= least).then_some((value, length))
}

/// The length of a character at the start that nobody sees: marks of width zero and of direction.
fn invisible(text: &[u8]) -> usize {
    match text {
        [0xC2, 0x80..=0xA0 | 0xAD, ..] => 2,
        [0xE2, 0x80, 0x8B..=0x8F | 0xA8..=0xAE, ..]
        | [0xE2, 0x81, 0xA0..=0xAF, ..]
        | [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|it| u8::try_from(it).ok())
}
