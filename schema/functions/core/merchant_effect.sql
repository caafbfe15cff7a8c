-- Makes a merchant of an application, with its first store and whoever applied as an owner. Returns
-- why that cannot be, and then changes nothing, or NULL.
CREATE OR REPLACE FUNCTION core.merchant_effect(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    form jsonb := application.form;
    place public.geometry := public.ST_SetSRID(public.ST_MakePoint(
        (form ->> 'lng')::double precision, (form ->> 'lat')::double precision), 4326);
    made uuid;
BEGIN
    INSERT INTO core.merchants (name, kind, organisation_id, district_code, address, location,
                                credit_code, introduction)
    VALUES (form ->> 'name', form ->> 'merchant_kind', application.target_id,
            form ->> 'district_code', form ->> 'address', place, form ->> 'credit_code',
            form ->> 'introduction')
    ON CONFLICT DO NOTHING
    RETURNING id INTO made;
    IF made IS NULL THEN
        RETURN 'merchant_taken';
    END IF;
    INSERT INTO core.stores (merchant_id, name, address, location)
    VALUES (made, form ->> 'name', form ->> 'address', place);
    INSERT INTO core.merchant_staff (merchant_id, member_id, role, created_by)
    VALUES (made, application.applicant_id, 'owner', application.applicant_id);
    UPDATE core.applications AS a SET merchant_id = made WHERE a.id = application.id;
    RETURN NULL;
END
$$;
