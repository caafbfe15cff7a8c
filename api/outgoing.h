/* What holds for every call that this program makes to somebody else's server. */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>

/* Prepares a handle of libcurl's: certificates checked, TLS 1.2 or newer, no redirects, no proxy,
   connections used again while they are young. protocols: as libcurl names them. False when libcurl
   cannot. */
bool outgoing_prepare(CURL *curl, const char *protocols, long connect_ms);
