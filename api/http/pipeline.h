/* The whole walk of a request, from its first line to its log line. */
#pragma once

#include "api/http/request.h"

/* Answers a request of which the server has filled in service, arena, wire, on_operator_port,
   method, path, query and headers. */
void pipeline_serve(struct request *request);
