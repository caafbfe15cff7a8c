#include "api/roster/columns.h"

static const struct sheet_column columns[ROSTER_COLUMNS] = {
    [ROSTER_REAL_NAME] = {true,
                          false,
                          {"real_name", "姓名", "真实姓名", "职工姓名", "会员姓名", "name"}},
    [ROSTER_ID_NUMBER] = {true,
                          true,
                          {"id_number", "身份证号", "身份证号码", "身份证", "公民身份号码",
                           "证件号码", "居民身份证号"}},
    [ROSTER_PHONE] = {true,
                      true,
                      {"phone", "手机号", "手机号码", "手机", "联系电话", "电话", "mobile"}},
    [ROSTER_EMPLOYMENT_KIND] = {true,
                                true,
                                {"employment_kind", "用工形式", "用工性质", "用工类型"}},
    [ROSTER_ORGANISATION_CODE] = {false,
                                  true,
                                  {"organisation_code", "组织编码", "组织代码", "工会编码"}},
    [ROSTER_JOINED_ON] = {false, true, {"joined_on", "入会日期", "入会时间"}},
};

const struct sheet_columns roster_columns = {columns, ROSTER_COLUMNS, FIELD_CSV_COLUMN_MISSING};
