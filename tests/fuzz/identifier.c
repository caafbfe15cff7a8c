/* Numbers and names as people type them: what is taken is taken in one form, which means itself.
   The first character says which: I an ID number, M a mobile number, C a credit code, N a name, O a
   one-time code, D a spreadsheet's cell. */
#include "api/auth/one_time_code.h"
#include "api/identifier/credit_code.h"
#include "api/identifier/id_number.h"
#include "api/identifier/mobile.h"
#include "api/identifier/person_name.h"
#include "api/mask.h"
#include "api/sheet/cell.h"
#include "api/utf8.h"
#include "tests/fuzz/target.h"

enum { TODAY = 20261126 };

void target_begin(void)
{
}

static struct str id_number_today(struct arena *arena, struct str text)
{
    return id_number_read(arena, text, TODAY);
}

static void form_try(struct arena *arena, struct str text, size_t length,
                     struct str (*read)(struct arena *, struct str))
{
    struct str normal = read(arena, text);
    if (normal.ptr) {
        require(normal.len == strlen(normal.ptr) && (length == 0 || normal.len == length));
        require(utf8_length(normal) >= 0 && str_equals(read(arena, normal), normal.ptr));
    }
}

/* A mask has no more of a name than its first character. */
static void name_try(struct arena *arena, struct str text)
{
    form_try(arena, text, 0, person_name_read);
    struct str name = person_name_read(arena, text);
    if (name.ptr) {
        struct str compared = person_name_compared(arena, name);
        require(str_equals(person_name_compared(arena, compared), compared.ptr));
        require(utf8_length(mask_name(arena, name)) >= 0);
    }
}

static void cell_try(struct arena *arena, struct str raw)
{
    struct str text = cell_text(arena, raw);
    struct str code = cell_code(arena, text);
    require(!text.ptr || text.len <= raw.len);
    require(!code.ptr || utf8_length(code) >= 0);
    if (code.ptr) {
        cell_is_scientific(code);
        struct str day = cell_day(arena, code);
        require(!day.ptr || (day.len == 10 && str_equals(cell_day(arena, day), day.ptr)));
    }
}

void target_run(struct arena *arena, struct str input)
{
    if (input.len == 0 || memchr(input.ptr, '\0', input.len) || utf8_length(input) < 0) {
        return; /* JSON was read before */
    }
    struct str text = {input.ptr + 1, input.len - 1};
    switch (input.ptr[0]) {
    case 'I':
        form_try(arena, text, 18, id_number_today);
        break;
    case 'M':
        form_try(arena, text, 11, mobile_read);
        break;
    case 'C':
        form_try(arena, text, 18, credit_code_read);
        break;
    case 'O':
        form_try(arena, text, ONE_TIME_CODE_SIZE - 1, one_time_code_read);
        break;
    case 'N':
        name_try(arena, text);
        break;
    case 'D':
        cell_try(arena, text);
        break;
    default:
        break;
    }
}
