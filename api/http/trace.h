/* W3C Trace Context: joins our log lines with the caller's. */
#pragma once

/* Continues a valid traceparent (NULL or invalid: a new trace) with a span of our own. */
void trace_continue(const char *received, char out[static 56]);
