"""How the connections for writes have PostgreSQL plan, whatever a young database looks like."""

NOTE = """
CREATE TABLE public.noted (scans text, plans text);
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO public.noted VALUES (current_setting('enable_seqscan'), current_setting('plan_cache_mode'));
    RETURN NULL;
END
$$;
CREATE TRIGGER note AFTER INSERT ON core.points_codes EXECUTE FUNCTION public.note()
"""


def test_writes_look_rows_up_by_their_keys(play):
    """What is planned once must not read whole tables because they were small at that time."""
    scene = play()
    scene.database.execute(NOTE)
    scene.client.call("points_code_create", {"max_points": 20}, token=scene.city.member().token).must(201)
    assert scene.database.rows("SELECT scans, plans FROM public.noted") == [("off", "force_generic_plan")]
