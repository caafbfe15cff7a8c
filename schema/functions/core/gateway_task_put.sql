-- Has the gateway asked about a payment or refund, this long from now, and from the beginning again.
CREATE OR REPLACE FUNCTION core.gateway_task_put(object_id uuid, kind text, pause interval) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO core.gateway_tasks (object_id, kind, due_at)
    VALUES (gateway_task_put.object_id, gateway_task_put.kind, now() + gateway_task_put.pause)
    ON CONFLICT ON CONSTRAINT gateway_tasks_pkey DO UPDATE SET due_at = excluded.due_at, tries = 0
$$;
