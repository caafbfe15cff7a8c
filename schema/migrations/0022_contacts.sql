-- Staff may read whom to ask about a founding, and the applicant sees that they did.
ALTER TABLE core.personal_data_accesses
    DROP CONSTRAINT personal_data_accesses_field_check,
    ADD CONSTRAINT personal_data_accesses_field_check
        CHECK (field IN ('real_name', 'id_number', 'phone', 'delivery', 'contact'));
