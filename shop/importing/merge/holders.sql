-- One id in one space of ids is one person, whichever sources say it.
CREATE TEMP TABLE nodes AS
    SELECT space, customer_id, row_number() OVER (ORDER BY space, customer_id) AS node
    FROM (SELECT DISTINCT space, customer_id FROM known);
CREATE TEMP TABLE labels AS SELECT node, node AS label FROM nodes;
CREATE TEMP TABLE holders AS
    SELECT DISTINCT n.node, k.origin, h.kind, sha256(h.said) AS value, k.birthday,
           split_part(lower(strip_accents(coalesce(k.first_name, k.last_name, ''))), ' ', 1) AS name
    FROM known k JOIN nodes n USING (space, customer_id),
         LATERAL (VALUES ('ouid', k.ouid), ('email', lower(k.email)), ('phone', k.number)) AS h (kind, said)
    WHERE h.said <> '';
