-- What a person may still get in this year of what an organisation gives: the least that the caps of it and of
-- those above it leave; NULL: no cap. Vouchers count with what was used or may still be. The caller holds the
-- person's row in core.benefit_years when it is about to give something.
CREATE OR REPLACE FUNCTION core.benefit_room(organisation_id uuid, person_id uuid) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    starts CONSTANT timestamp := date_trunc('year', now() AT TIME ZONE 'Asia/Shanghai');
BEGIN
    RETURN (
        SELECT min(c.max_fen - (
            SELECT coalesce(sum(v.worth_fen - v.released_fen), 0)
            FROM core.vouchers AS v
            JOIN core.voucher_templates AS t ON t.id = v.template_id
            JOIN core.organisations AS giver ON giver.id = t.organisation_id
            WHERE v.person_id = ANY (core.records_of(benefit_room.person_id)) AND v.worth_fen > 0
                AND v.created_at >= starts AT TIME ZONE 'Asia/Shanghai'
                AND starts_with(giver.path, above.path)))
        FROM core.benefit_caps AS c
        JOIN core.organisations AS above ON above.id = c.organisation_id
        JOIN core.organisations AS own ON own.id = benefit_room.organisation_id
            AND starts_with(own.path, above.path)
        WHERE c.year = extract(year FROM starts));
END
$$;
