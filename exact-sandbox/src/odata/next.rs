use super::options::Options;
use crate::form::encode_option;

/// The `__next` link of a page: the request's own options in Exact's order, `$top` counted down, `$skip` dropped.
pub(crate) fn link(url: &str, options: &Options, skiptoken: &str, top_left: Option<usize>) -> String {
    let text = |name: &'static str, value: &Option<String>| value.clone().map(|value| (name.to_owned(), value));
    let parameters = options.parameters.iter().map(|(name, value)| Some((encode_option(name), value.clone())));
    let inlinecount = options.inlinecount.then(|| ("$inlinecount".to_owned(), "allpages".to_owned()));
    let query: Vec<String> = parameters
        .chain([
            text("$filter", &options.filter),
            text("$expand", &options.expand),
            text("$orderby", &options.orderby),
            inlinecount,
            text("$select", &options.select),
            top_left.map(|top| ("$top".to_owned(), top.to_string())),
            Some(("$skiptoken".to_owned(), skiptoken.to_owned())),
        ])
        .flatten()
        .map(|(name, value)| format!("{name}={}", encode_option(&value)))
        .collect();
    format!("{url}?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_has_the_order_and_encoding_of_the_recorded_one() {
        let options = Options {
            select: Some("ID,Code,Description,Modified".to_owned()),
            orderby: Some("Modified asc".to_owned()),
            top: Some(100),
            ..Options::default()
        };
        let token = "datetime'2018-09-21T04:18:55.617',guid'cbddbd5c-0000-4000-8000-000000000000'";
        let link = link("http://host/api/v1/1/financial/GLAccounts", &options, token, Some(40));
        assert_eq!(
            link,
            "http://host/api/v1/1/financial/GLAccounts?$orderby=Modified%20asc&$select=ID,Code,Description,Modified&$top=40\
             &$skiptoken=datetime'2018-09-21T04%3A18%3A55.617',guid'cbddbd5c-0000-4000-8000-000000000000'"
        );
    }
}
