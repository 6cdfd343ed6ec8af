//! Days × day rate gives another amount than the one written.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("line-days", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(rate) = &context.dossier.convention.day_rate else {
        return;
    };
    for at in &context.fiche_years {
        for (cost, days, by_days) in at.wrong_days(rate.value) {
            let cell = &cost.amount;
            let terms = [
                (Fact::from(days.value), &days.place),
                (rate.value.into(), &rate.place),
            ];
            let priced = RULE.within(at, &cell.place).expected(by_days);
            let priced = priced.terms(terms).arg("days", days.value);
            let finding = match cell.amount() {
                // The totals were made with the amount: the days are wrong.
                Some(amount) if at.is_borne_out => Finding {
                    expected: amount.over(rate.value).map(Fact::Number),
                    ..RULE
                        .within(at, &days.place)
                        .variant("days")
                        .drafted(days.value)
                        .arg("by-days", by_days)
                        .arg("amount", amount)
                },
                // A wrong sign is told by `line-negative`.
                Some(amount) if amount == -by_days => continue,
                Some(amount) => priced.drafted(amount).slip(slip::of_keys(amount, by_days)),
                // Days that nobody has priced would be costed at nothing.
                None => priced.variant("unpriced"),
            };
            findings.push(finding.arg("rate", rate.value));
        }
    }
}
