use core::fmt;
use core::str::FromStr;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Fault;

/// Faults that strike calls of the API at random. The same seed strikes the same calls in the same way.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct RandomFaults {
    rate: f64,
    seed: u64,
    kinds: Vec<Fault>,
}

impl RandomFaults {
    /// So many of all calls go wrong: 0.01 is one in a hundred. Values outside 0 to 1 are taken for the nearest.
    pub fn new(rate: f64, seed: u64) -> Self {
        let kinds = vec![
            Fault::Status(500),
            Fault::Status(503),
            Fault::Delay(200),
            Fault::Cut,
            Fault::CutBody,
            Fault::TruncatedBody,
            Fault::Garbage,
            Fault::Html,
            Fault::DuplicateRow,
        ];
        Self { rate: if rate.is_nan() { 0.0 } else { rate.clamp(0.0, 1.0) }, seed, kinds }
    }

    /// Only these kinds.
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = Fault>) -> Self {
        self.kinds = kinds.into_iter().collect();
        self
    }
}

/// As on the command line: `rate=0.01,seed=7`, with `kinds=cut+html+status:503+delay:200` when only those are wanted.
impl FromStr for RandomFaults {
    type Err = UnreadableFaults;

    fn from_str(text: &str) -> Result<Self, UnreadableFaults> {
        let unreadable = || UnreadableFaults { text: text.to_owned() };
        let (mut rate, mut seed, mut kinds) = (None, 1, None);
        for part in text.split(',') {
            let (name, value) = part.split_once('=').ok_or_else(unreadable)?;
            match name.trim() {
                "rate" => {
                    let share: f64 = value.trim().parse().map_err(|_| unreadable())?;
                    rate = Some(share).filter(|share| (0.0..=1.0).contains(share));
                }
                "seed" => seed = value.trim().parse().map_err(|_| unreadable())?,
                "kinds" => kinds = Some(value.split('+').map(kind).collect::<Option<Vec<_>>>().ok_or_else(unreadable)?),
                _ => return Err(unreadable()),
            }
        }
        let faults = Self::new(rate.ok_or_else(unreadable)?, seed);
        Ok(match kinds {
            Some(kinds) => faults.kinds(kinds),
            None => faults,
        })
    }
}

/// `cut`, `status:503`, `delay:200`.
fn kind(text: &str) -> Option<Fault> {
    let json = match text.trim().split_once(':') {
        Some(("forbidden", reason)) => serde_json::json!({ "forbidden": reason }),
        Some((name, number)) => serde_json::json!({ name: number.parse::<u64>().ok()? }),
        None => serde_json::Value::from(text.trim()),
    };
    serde_json::from_value(json).ok()
}

/// Random faults that cannot be read from their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableFaults {
    text: String,
}

impl fmt::Display for UnreadableFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot read the faults {:?}; write rate=0.01,seed=7 with a rate from 0 to 1, and kinds=cut+status:503 for \
             some kinds only",
            self.text
        )
    }
}

impl core::error::Error for UnreadableFaults {}

/// Decides call after call.
#[derive(Debug)]
pub(super) struct Dice {
    faults: RandomFaults,
    random: ChaCha8Rng,
}

impl Dice {
    pub(super) fn new(faults: RandomFaults) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(faults.seed), faults }
    }

    pub(super) fn roll(&mut self) -> Option<Fault> {
        if self.faults.kinds.is_empty() || !self.random.random_bool(self.faults.rate) {
            return None;
        }
        let at = self.random.random_range(0..self.faults.kinds.len());
        self.faults.kinds.get(at).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rolls(faults: RandomFaults) -> Vec<Option<Fault>> {
        let mut dice = Dice::new(faults);
        (0..1_000).map(|_| dice.roll()).collect()
    }

    #[test]
    fn the_same_seed_strikes_the_same_calls_and_another_does_not() {
        assert_eq!(rolls(RandomFaults::new(0.1, 7)), rolls(RandomFaults::new(0.1, 7)));
        assert_ne!(rolls(RandomFaults::new(0.1, 7)), rolls(RandomFaults::new(0.1, 8)));
    }

    #[test]
    fn a_rate_of_a_tenth_strikes_about_a_tenth() {
        let struck = rolls(RandomFaults::new(0.1, 7)).iter().flatten().count();
        assert!((60..=140).contains(&struck), "{struck}");
        assert_eq!(rolls(RandomFaults::new(0.0, 7)).iter().flatten().count(), 0);
    }

    #[test]
    fn the_command_line_says_rate_seed_and_kinds() {
        let read = |text: &str| text.parse::<RandomFaults>();
        assert_eq!(read("rate=0.01,seed=7").unwrap(), RandomFaults::new(0.01, 7));
        let kinds = [Fault::Cut, Fault::Status(503), Fault::Delay(200), Fault::Forbidden("BlockedUser".to_owned())];
        assert_eq!(
            read("rate=1,kinds=cut+status:503+delay:200+forbidden:BlockedUser").unwrap(),
            RandomFaults::new(1.0, 1).kinds(kinds)
        );
        for text in ["", "seed=7", "rate=2", "rate=x", "rate=0.1,kinds=nonsense", "rate=0.1,speed=1"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
