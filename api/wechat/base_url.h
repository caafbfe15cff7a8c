/* Where calls go to, as an operator writes it. */
#pragma once

/* NULL when this is the beginning of URLs that we may call: https://host[:port] without anything
   more, or http on loopback (127.…, localhost), else the reason as a phrase after the setting's
   name. */
const char *base_url_flaw(const char *url);
