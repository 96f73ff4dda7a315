use crate::diff::load::{Node, Version};
use crate::diff::schema::{Keywords, Rational};

pub(super) fn numbers(k: &mut Keywords, node: &Node, version: Version) {
    let number = |name: &str| node.get(name).and_then(Node::number).map(Rational::of);
    k.minimum = number("minimum");
    k.maximum = number("maximum");
    k.multiple_of = number("multipleOf").filter(Rational::is_positive);
    if version == Version::V3_0 && node.flag("exclusiveMinimum") {
        k.above = k.minimum.take();
    } else {
        k.above = number("exclusiveMinimum");
    }
    if version == Version::V3_0 && node.flag("exclusiveMaximum") {
        k.below = k.maximum.take();
    } else {
        k.below = number("exclusiveMaximum");
    }
    // The width of a number is a promise about its range. Sixty-four bits are what an integer
    // without a width has in practice: the axiom `integers-fit-64-bits`.
    if node.text("format") == Some("int32") {
        let (low, high) = (
            Rational::integer(i32::MIN.into()),
            Rational::integer(i32::MAX.into()),
        );
        k.minimum = Some(k.minimum.take().map_or(low.clone(), |min| min.max(low)));
        k.maximum = Some(k.maximum.take().map_or(high.clone(), |max| max.min(high)));
    }
}
