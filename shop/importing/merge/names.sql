-- One id for each person: that of the source imported first. An id that means somebody else in another source's own
-- space of ids gets that source's name in front.
INSERT INTO people
    WITH live AS (
        SELECT n.node, min(k.origin) AS origin FROM known k JOIN nodes n USING (space, customer_id)
        WHERE k.live GROUP BY n.node
    ), heads AS (
        SELECT l.label, first(n.customer_id ORDER BY v.origin, n.customer_id) AS customer_id, min(v.origin) AS origin
        FROM labels l JOIN live v USING (node) JOIN nodes n USING (node) GROUP BY l.label
    ), named AS (
        SELECT h.label, CASE WHEN row_number() OVER (PARTITION BY h.customer_id ORDER BY h.origin, h.label) = 1
                             THEN h.customer_id ELSE o.name || ':' || h.customer_id END AS person
        FROM heads h JOIN import_origins o USING (origin)
    )
    SELECT n.space, n.customer_id, d.person
    FROM nodes n JOIN labels l USING (node) LEFT JOIN named d USING (label);
-- Whom an id means in each source.
CREATE TEMP TABLE people_of AS
    SELECT o.origin, p.customer_id, p.person FROM people p JOIN import_origins o USING (space)
    UNION ALL
    SELECT w.origin, p.customer_id, p.person FROM people p JOIN own_spaces w USING (space, customer_id);
CREATE TEMP TABLE unsubscribes AS
    SELECT coalesce(w.space, o.space) AS space, e.customer_id, e.origin, e.campaign_id, e.happened_at
    FROM stage_events e JOIN import_origins o USING (origin)
    LEFT JOIN own_spaces w ON w.origin = e.origin AND w.customer_id = e.customer_id
    WHERE e.kind = 'unsubscribe';
UPDATE stage_statements SET person = p.person FROM people_of p
    WHERE p.origin = stage_statements.origin AND p.customer_id = stage_statements.customer_id;
