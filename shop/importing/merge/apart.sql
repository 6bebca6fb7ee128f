-- Each person of an id that means several gets a space of ids of their own.
CREATE TEMP TABLE own_spaces AS
    SELECT k.space AS base, k.customer_id, k.origin, k.head, k.space || chr(31) || k.head AS space FROM kin k
    WHERE (k.space, k.customer_id) IN
        (SELECT (space, customer_id) FROM kin GROUP BY space, customer_id HAVING min(head) < max(head));
UPDATE known SET space = w.space FROM own_spaces w
    WHERE w.origin = known.origin AND w.base = known.space AND w.customer_id = known.customer_id;
-- Who unsubscribed under such an id, in a source that does not say which of them it means, may be any of them.
INSERT INTO stage_events BY NAME
    SELECT e.* REPLACE (w.head AS origin, NULL AS file_no,
                        (SELECT max(seq) FROM stage_events) + row_number() OVER (ORDER BY e.seq, w.head) AS seq)
    FROM stage_events e JOIN import_origins o USING (origin)
    JOIN (SELECT DISTINCT base, customer_id, head FROM own_spaces) w
        ON w.base = o.space AND w.customer_id = e.customer_id
    WHERE e.kind = 'unsubscribe' AND NOT EXISTS (
        SELECT 1 FROM own_spaces x WHERE x.origin = e.origin AND x.customer_id = e.customer_id);
