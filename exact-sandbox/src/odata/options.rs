//! The query options of a request.

use crate::error::Refusal;
use crate::form;

/// Options as they were sent, decoded, before any name in them is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) select: Option<String>,
    pub(crate) filter: Option<String>,
    pub(crate) expand: Option<String>,
    pub(crate) orderby: Option<String>,
    pub(crate) skiptoken: Option<String>,
    pub(crate) top: Option<usize>,
    pub(crate) skip: Option<usize>,
    /// `$inlinecount=allpages`.
    pub(crate) inlinecount: bool,
    /// What does not begin with `$`: parameters of functions.
    pub(crate) parameters: Vec<(String, String)>,
}

/// Reads the query of a request. Refuses options that do not exist, twice the same one, and options without their `$`.
pub(crate) fn parse(query: &str) -> Result<Options, Refusal> {
    let mut options = Options::default();
    for (name, value) in form::pairs(query) {
        let slot = match name.as_str() {
            "$select" => &mut options.select,
            "$filter" => &mut options.filter,
            "$expand" => &mut options.expand,
            "$orderby" => &mut options.orderby,
            "$skiptoken" => &mut options.skiptoken,
            "$top" => {
                options.top = Some(number("$top", &value, options.top)?);
                continue;
            }
            "$skip" => {
                options.skip = Some(number("$skip", &value, options.skip)?);
                continue;
            }
            "$inlinecount" => {
                options.inlinecount = inlinecount(&value)?;
                continue;
            }
            // Exact answers these with a bare 503.
            "select" | "filter" | "expand" | "orderby" | "skiptoken" | "top" | "skip" | "inlinecount" => {
                return Err(Refusal::unavailable());
            }
            _ if name.starts_with('$') => {
                return Err(Refusal::bad_request(format_args!(
                    "The query parameter '{name}' begins with a system-reserved '$' character but is not recognized."
                )));
            }
            _ => {
                options.parameters.push((name, value));
                continue;
            }
        };
        if slot.is_some() {
            return Err(twice(&name));
        }
        // An empty option is the same as none.
        *slot = Some(value).filter(|value| !value.trim().is_empty());
    }
    Ok(options)
}

fn number(name: &str, value: &str, before: Option<usize>) -> Result<usize, Refusal> {
    if before.is_some() {
        return Err(twice(name));
    }
    value
        .trim()
        .parse::<u32>()
        .map(|value| value as usize)
        .map_err(|_| Refusal::bad_request(format_args!("Incorrect format for {name} argument '{value}'.")))
}

fn inlinecount(value: &str) -> Result<bool, Refusal> {
    match value {
        "allpages" => Ok(true),
        "none" => Ok(false),
        _ => Err(Refusal::bad_request("Unknown $inlinecount option, only \"allpages\" and \"none\" are supported.")),
    }
}

fn twice(name: &str) -> Refusal {
    Refusal::bad_request(format_args!(
        "Query parameter '{name}' is specified, but it should be specified exactly once."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_decoded_and_parameters_kept() {
        let options = parse("$select=ID,Code&$filter=Code%20eq%20'x%26y'&$top=5&year=2026").unwrap();
        assert_eq!(options.select.as_deref(), Some("ID,Code"));
        assert_eq!(options.filter.as_deref(), Some("Code eq 'x&y'"));
        assert_eq!(options.top, Some(5));
        assert_eq!(options.parameters, [("year".to_owned(), "2026".to_owned())]);
    }

    #[test]
    fn an_option_without_its_dollar_is_a_503_without_body() {
        let refusal = parse("filter=Code eq '1'").unwrap_err();
        assert_eq!((refusal.status, refusal.empty), (503, true));
    }

    #[test]
    fn unknown_repeated_and_wrong_options_are_a_400() {
        for query in ["$format=json", "$top=1&$top=2", "$select=A&$select=B", "$top=x", "$top=-1", "$inlinecount=yes"] {
            assert_eq!(parse(query).unwrap_err().status, 400, "{query}");
        }
    }
}
