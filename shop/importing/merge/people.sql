-- Everybody whom a source knows, as it knows them: those whom another source's delivery replaced are not live, they
-- only tell who the others are and what they said. `number` is the phone as shop.importing.merge.phones.normal has it.
CREATE TEMP TABLE known AS
    WITH told AS (
        SELECT o.space, s.customer_id, s.origin, TRUE AS live, s.first_name, s.last_name, s.email, s.phone, s.wecom_id,
               s.ouid, s.country, s.birthday FROM stage_customers s JOIN import_origins o USING (origin)
        UNION ALL
        SELECT o.space, s.customer_id, s.origin, FALSE, s.first_name, s.last_name, s.email, s.phone, s.wecom_id, s.ouid,
               s.country, NULL FROM stage_retired s JOIN import_origins o USING (origin)
    )
    SELECT t.*, CASE WHEN t.phone LIKE '+%' OR c.code IS NULL THEN t.phone
                     WHEN c.trunk <> '' AND starts_with(t.phone, c.trunk)
                         THEN '+' || c.code || substr(t.phone, length(c.trunk) + 1)
                     ELSE '+' || c.code || t.phone END AS number
    FROM told t LEFT JOIN calling_codes c USING (country);
