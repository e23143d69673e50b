//! The JSON interface between the web board and the tasks.

use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::{self, Answer, Refusal, error, not_allowed};
use crate::board::Board;
use crate::changes::Changes;
use crate::error::Error;
use crate::project::Project;

/// What went wrong, as an answer.
type Answered = Result<Answer, Refusal>;

/// `path` is what follows `/api/`. The configuration may have changed since the
/// server was started.
pub(super) fn answer(request: &Request<Bytes>, path: &str, project: &Project) -> Answer {
    let project = project.reread().map_err(failed);
    let answered = project.and_then(|project| route(request, path, &project));
    answered.unwrap_or_else(|refusal| *refusal)
}

fn route(request: &Request<Bytes>, path: &str, project: &Project) -> Answered {
    let parts: Vec<&str> = path.split('/').collect();
    match (request.method(), parts.as_slice()) {
        (&Method::GET, ["board"]) => board(request, project),
        (_, ["board"]) => Err(not_allowed("GET")),
        (&Method::POST, ["tasks"]) => create(request, project),
        (_, ["tasks"]) => Err(not_allowed("POST")),
        (&Method::GET, ["tasks", id]) => view(id, project),
        (&Method::PATCH, ["tasks", id]) => edit(request, id, project),
        (_, ["tasks", _]) => Err(not_allowed("GET, PATCH")),
        (&Method::POST, ["tasks", id, "archive"]) => archive(request, id, project),
        (_, ["tasks", _, "archive"]) => Err(not_allowed("POST")),
        _ => Err(error(StatusCode::NOT_FOUND, "there is nothing here")),
    }
}

fn board(request: &Request<Bytes>, project: &Project) -> Answered {
    let board = Board::of(project, project.tasks().map_err(failed)?);
    Ok(answer::json(StatusCode::OK, &board).unless_known(request, &board.revision))
}

fn view(id: &str, project: &Project) -> Answered {
    let task = project.task(id).map_err(failed)?;
    Ok(answer::json(StatusCode::OK, &task))
}

fn create(request: &Request<Bytes>, project: &Project) -> Answered {
    let task = project.create(changes(body(request)?)?).map_err(failed)?;
    Ok(answer::json(StatusCode::CREATED, &task))
}

fn edit(request: &Request<Bytes>, id: &str, project: &Project) -> Answered {
    let mut body = body(request)?;
    let revision = revision(&mut body)?;
    let changes = changes(body)?;
    let edited = project
        .edit(id, Some(&revision), |_| Ok(changes))
        .map_err(failed)?;
    Ok(answer::json(StatusCode::OK, &edited.task))
}

fn archive(request: &Request<Bytes>, id: &str, project: &Project) -> Answered {
    let mut body = body(request)?;
    let revision = revision(&mut body)?;
    project.archive(id, Some(&revision)).map_err(failed)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

fn body(request: &Request<Bytes>) -> Result<Map<String, Value>, Refusal> {
    let bad = |failure: serde_json::Error| {
        error(
            StatusCode::BAD_REQUEST,
            &format!("the body is no JSON object: {failure}"),
        )
    };
    serde_json::from_slice(request.body()).map_err(bad)
}

fn revision(body: &mut Map<String, Value>) -> Result<String, Refusal> {
    match body.remove("revision") {
        Some(Value::String(revision)) => Ok(revision),
        _ => Err(error(
            StatusCode::BAD_REQUEST,
            "`revision` is missing: the task's, as it was read",
        )),
    }
}

fn changes(body: Map<String, Value>) -> Result<Changes, Refusal> {
    let bad = |failure: serde_json::Error| error(StatusCode::BAD_REQUEST, &failure.to_string());
    serde_json::from_value(Value::Object(body)).map_err(bad)
}

fn failed(failure: Error) -> Refusal {
    let message = failure.to_string();
    let status = match failure {
        Error::Changed(current) => {
            let body = json!({ "error": message, "current": current });
            return Box::new(answer::json(StatusCode::CONFLICT, &body));
        }
        Error::NoTask(_) => StatusCode::NOT_FOUND,
        Error::Value { .. } => StatusCode::BAD_REQUEST,
        Error::Exists(_) | Error::TwoFiles { .. } | Error::BadTask(_) => StatusCode::CONFLICT,
        Error::Locked(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::NoProject(_) | Error::IsProject(_) | Error::Config(_) | Error::Io(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    match status {
        StatusCode::BAD_REQUEST => error(status, &format!("{message}: {}", failure.help())),
        _ => error(status, &message),
    }
}
