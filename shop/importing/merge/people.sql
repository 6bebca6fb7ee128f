-- Everybody whom a source knows, as it knows them: those whom another source's delivery replaced are not live, they
-- only tell who the others are and what they said.
CREATE TEMP TABLE known AS
    SELECT o.space, s.customer_id, s.origin, TRUE AS live, s.first_name, s.last_name, s.email, s.phone, s.wecom_id,
           s.ouid, s.country FROM stage_customers s JOIN import_origins o USING (origin)
    UNION ALL
    SELECT o.space, s.customer_id, s.origin, FALSE, s.first_name, s.last_name, s.email, s.phone, s.wecom_id, s.ouid,
           s.country FROM stage_retired s JOIN import_origins o USING (origin);
-- One id in one space of ids is one person, whichever sources say it.
CREATE TEMP TABLE nodes AS
    SELECT space, customer_id, row_number() OVER (ORDER BY space, customer_id) AS node
    FROM (SELECT DISTINCT space, customer_id FROM known);
CREATE TEMP TABLE labels AS SELECT node, node AS label FROM nodes;
CREATE TEMP TABLE holders AS
    SELECT DISTINCT n.node, k.origin, h.kind, sha256(h.said) AS value,
           lower(coalesce(k.first_name, k.last_name, '')) AS name
    FROM known k JOIN nodes n USING (space, customer_id) LEFT JOIN calling_codes c USING (country),
         LATERAL (VALUES ('ouid', k.ouid), ('email', lower(k.email)),
             ('phone', CASE WHEN k.phone LIKE '+%' OR c.code IS NULL THEN k.phone
                            WHEN c.trunk <> '' AND starts_with(k.phone, c.trunk)
                                THEN '+' || c.code || substr(k.phone, length(c.trunk) + 1)
                            ELSE '+' || c.code || k.phone END)) AS h (kind, said)
    WHERE h.said <> '';
