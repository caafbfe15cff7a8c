/* What kind of work an operation is. Classes share the server's places and each keeps some for
   itself (admission.h); each has a deadline (deadline.h) and most a quota (quota.h). */
#pragma once

enum request_class {
    CLASS_CALLBACK, /* a payment provider tells us of money: it must get through */
    CLASS_WRITE,
    CLASS_DRAW, /* writes that come in crowds, at the stroke of an hour */
    CLASS_READ,
    CLASS_EXPORT, /* long reads by few */
    CLASS_COUNT,
};
