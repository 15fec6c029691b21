//! Prompts: with and without arguments, a file or a picture, and one that first asks the client something.

use rmcp::ErrorData;
use rmcp::model::{
    GetPromptRequestParams, GetPromptResponse, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role,
};

use crate::{content, input};

pub(crate) fn definitions() -> Vec<Prompt> {
    let prompt = |name: &str, description: &str, arguments: &[&str]| {
        let arguments = arguments.iter().map(|name| {
            PromptArgument::new(*name).with_description("goes into the message as it is").with_required(true)
        });
        Prompt::new(name, Some(description), Some(arguments.collect()))
    };
    vec![
        prompt("test_simple_prompt", "one fixed message", &[]),
        prompt("test_prompt_with_arguments", "a message with both arguments in it", &["arg1", "arg2"]),
        prompt("test_prompt_with_embedded_resource", "a message with a file", &["resourceUri"]),
        prompt("test_prompt_with_image", "a message with a picture", &[]),
        prompt("test_input_required_result_prompt", "asks the client what it is about", &[]),
    ]
}

pub(crate) fn get(request: &GetPromptRequestParams) -> Result<GetPromptResponse, ErrorData> {
    let given = |name: &str| {
        let value = request.arguments.as_ref().and_then(|arguments| arguments.get(name)?.as_str());
        value.ok_or_else(|| ErrorData::invalid_params(format!("the argument {name} is missing"), None))
    };
    let said = |text: String| PromptMessage::new_text(Role::User, text);
    let messages = match request.name.as_str() {
        "test_simple_prompt" => vec![said("This is a simple prompt for testing.".to_owned())],
        "test_prompt_with_arguments" => {
            let (first, second) = (given("arg1")?, given("arg2")?);
            vec![said(format!("Prompt with arguments: arg1='{first}', arg2='{second}'"))]
        }
        "test_prompt_with_embedded_resource" => {
            let file = content::embedded(given("resourceUri")?, "text/plain", "a file in a prompt");
            vec![PromptMessage::new(Role::User, file), said("Read the file above.".to_owned())]
        }
        "test_prompt_with_image" => {
            vec![PromptMessage::new(Role::User, content::image()), said("Look at the picture above.".to_owned())]
        }
        "test_input_required_result_prompt" => {
            match input::text(request.input_responses.as_ref(), "user_context", "context") {
                Some(context) => vec![said(format!("It is about {context}."))],
                None => {
                    let asked = input::form("user_context", "What context should the prompt use?", "context")?;
                    return Ok(input::required([asked], None).into());
                }
            }
        }
        _ => return Err(ErrorData::invalid_params("no such prompt", None)),
    };
    Ok(GetPromptResult::new(messages).into())
}
