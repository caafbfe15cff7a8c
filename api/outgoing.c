#include "api/outgoing.h"

enum {
    CONNECTION_AGE_S = 60, /* idle longer, it is likely to be closed already at the other end */
};

/* QUICK_EXIT: a name server that is silent must not hold us past the timeout; libcurl's thread that
   asks it ends by itself, some seconds later. */
bool outgoing_prepare(CURL *curl, const char *protocols, long connect_ms)
{
    return curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)CONNECTION_AGE_S) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_USERAGENT, "liangonghui/" LIANGONGHUI_VERSION) ==
               CURLE_OK;
}
