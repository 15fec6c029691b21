use exact_model::Filter;

/// How long a `$filter` may be once it is percent-encoded. Exact takes some 2,000 characters of query; `$select` and the
/// other half of the filter need room too.
const LONGEST: usize = 1_300;

/// The values or-ed together, in as many filters as it takes to keep each short enough for a URL.
pub(super) fn any_of<E, V>(values: impl IntoIterator<Item = V>, filter: impl Fn(V) -> Filter<E>) -> Vec<Filter<E>> {
    let mut batches: Vec<Filter<E>> = Vec::new();
    let mut length = 0;
    for value in values {
        let next = filter(value);
        let longer = encoded(&next) + encoded_or();
        match batches.pop() {
            Some(batch) if length + longer <= LONGEST => {
                length += longer;
                batches.push(batch.or(next));
            }
            full => {
                batches.extend(full);
                batches.push(next);
                length = longer;
            }
        }
    }
    batches
}

fn encoded<E>(filter: &Filter<E>) -> usize {
    filter.to_string().bytes().map(|byte| if byte.is_ascii_alphanumeric() { 1 } else { 3 }).sum()
}

const fn encoded_or() -> usize {
    "%20or%20".len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use exact_model::Uuid;
    use exact_model::financial_transaction::TransactionLine;

    #[test]
    fn every_value_is_in_exactly_one_batch_and_no_batch_is_too_long() {
        let ids: Vec<_> = (0..200_u128).map(Uuid::from_u128).collect();
        let batches = any_of(&ids, |id| TransactionLine::ENTRY_ID.eq(*id));
        assert!(batches.iter().all(|batch| encoded(batch) <= LONGEST + encoded_or()));
        let all: Vec<_> = batches.iter().map(ToString::to_string).collect();
        let all = all.join(" or ");
        assert_eq!(all.matches("EntryID eq ").count(), 200);
        assert!(ids.iter().all(|id| all.contains(&id.to_string())));
    }

    #[test]
    fn no_values_are_no_filter() {
        assert!(any_of(Vec::<Uuid>::new(), |id| TransactionLine::ENTRY_ID.eq(id)).is_empty());
    }
}
