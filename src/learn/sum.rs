use super::contrast::{Agreement, Line};
use crate::finding::{Disagreement, SelfDescription};

/// How many disagreements a sum names.
const NAMED: usize = 3;

/// What a run tells of a comparison: the counts, and the first disagreements that nobody knows of.
#[must_use]
pub(crate) fn sum(lines: &[Line]) -> SelfDescription {
    let mut sum = SelfDescription {
        compared: lines.len(),
        ..SelfDescription::default()
    };
    for line in lines {
        match line.verdict {
            Agreement::Agree => sum.agree += 1,
            Agreement::Known(_) => sum.known += 1,
            Agreement::Disagree(who) => {
                sum.unknown += 1;
                if sum.first.len() < NAMED {
                    sum.first.push(Disagreement {
                        what: line.what.clone(),
                        aspect: line.aspect.as_str(),
                        document: line.document.clone(),
                        site: line.site.clone(),
                        seen: line.seen.clone(),
                        who: who.to_string(),
                    });
                }
            }
        }
    }
    sum
}
