-- When the membership of a row of an import begins: with the day it names, in China; now when it names
-- none. One expression without FROM, so that the planner can put it in line.
CREATE OR REPLACE FUNCTION core.import_joined_at(joined_on date) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(joined_on::timestamp AT TIME ZONE 'Asia/Shanghai', now())
$$;
