//! The key by which one entity is found.

use exact_model::{Edm, Meta, Uuid};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Error;

/// Everything but letters, digits and what is harmless in a path.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The key of one entity: for nearly all of them an id.
///
/// ```
/// use exact_client::Key;
/// use exact_client::model::Uuid;
///
/// let by_id = Key::from(Uuid::nil());
/// let by_number = Key::from(12);
/// let by_code = Key::from("EUR");
/// # let _ = (by_id, by_number, by_code);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(Value);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Id(Uuid),
    Number(i64),
    Text(String),
}

impl Key {
    /// The key in parentheses, as it follows the name of the collection.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) where entities of `meta` have another type of key.
    pub(crate) fn of(&self, meta: &'static Meta) -> Result<String, Error> {
        let other = |wanted| Err(Error::config(format!("the key of this entity is {wanted}")).at(meta.id));
        let property = match meta.key {
            [name] => meta.property(name),
            _ => return other("made of several columns, by which this client cannot write"),
        };
        match (&self.0, property.map(|property| property.edm)) {
            (Value::Id(id), Some(Edm::Guid)) => Ok(format!("(guid'{id}')")),
            (Value::Number(number), Some(Edm::Int64)) => Ok(format!("({number}L)")),
            (Value::Number(number), Some(Edm::Int32 | Edm::Int16 | Edm::Byte)) => Ok(format!("({number})")),
            (Value::Text(text), Some(Edm::String)) => {
                let quoted = text.replace('\'', "''");
                Ok(format!("('{}')", utf8_percent_encode(&quoted, IN_PATH)))
            }
            (_, Some(Edm::Guid)) => other("an id (Uuid)"),
            (_, Some(Edm::String)) => other("a text"),
            _ => other("a number"),
        }
    }
}

impl From<Uuid> for Key {
    fn from(id: Uuid) -> Self {
        Self(Value::Id(id))
    }
}

impl From<i32> for Key {
    fn from(number: i32) -> Self {
        Self(Value::Number(i64::from(number)))
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self(Value::Number(number))
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self(Value::Text(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use exact_model::{Entity as _, crm, financial};

    use super::*;

    #[test]
    fn a_key_is_written_as_its_type_asks() {
        let id = Uuid::from_u128(7);
        let key = Key::from(id).of(crm::Account::META).unwrap();
        assert_eq!(key, "(guid'00000000-0000-0000-0000-000000000007')");
        assert!(Key::from(7).of(crm::Account::META).is_err());
        assert!(Key::from("7").of(financial::GLAccount::META).is_err());
    }
}
