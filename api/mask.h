/* What is shown of personal data when nobody has a reason to see it in clear. */
#pragma once

#include "api/arena.h"

/* 张三 and 张三丰 become 张*; a compound surname keeps two characters: 欧阳娜 becomes 欧阳*. */
struct str mask_name(struct arena *arena, struct str name);

/* 13812341234 becomes 138****1234: 3 and 4 characters stay. */
struct str mask_phone(struct arena *arena, struct str phone);

/* 32070619900307004X becomes 3207**********004X: 4 and 4 characters stay. */
struct str mask_id_number(struct arena *arena, struct str id_number);

/* As far as the street: up to the first digit, at most twelve characters, and **** for the rest. */
struct str mask_address(struct arena *arena, struct str address);
