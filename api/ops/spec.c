/* The contract itself, as it was compiled into this program. */
#include "gen/spec.h"
#include "api/http/request.h"
#include "api/service.h"
#include "gen/ops.h"

struct reply spec_yaml(struct request *request)
{
    (void)request;
    return reply_bytes("application/yaml; charset=utf-8", spec_yaml_text);
}

struct reply spec_json(struct request *request)
{
    (void)request;
    return reply_bytes("application/json", spec_json_text);
}

struct reply spec_docs(struct request *request)
{
    (void)request;
    return reply_bytes("text/html; charset=utf-8", spec_docs_text);
}

struct reply spec_problems(struct request *request)
{
    (void)request;
    return reply_bytes("text/html; charset=utf-8", spec_problems_text);
}

struct reply spec_viewer(struct request *request)
{
    struct str viewer = request->service->docs_viewer;
    return viewer.ptr ? reply_bytes("text/javascript; charset=utf-8", viewer)
                      : reply_problem(request, PROBLEM_NOT_FOUND);
}
