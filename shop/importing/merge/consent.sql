-- What joining people means for consent. A yes is for the address that it was said of; a no holds for the person, and
-- for that address too, whoever has it now.
INSERT INTO customer_aliases
    SELECT p.customer_id, k.customer_key FROM people p JOIN customer_keys k ON k.customer_id = p.person
    WHERE p.customer_id NOT IN (SELECT customer_id FROM customer_keys)
    QUALIFY row_number() OVER (PARTITION BY p.customer_id ORDER BY p.space) = 1 ORDER BY ALL;

INSERT INTO stated_addresses
    SELECT DISTINCT c.customer_key, a.channel, o.name
    FROM known k JOIN people p USING (space, customer_id) JOIN customers c ON c.customer_id = p.person
    JOIN import_origins o ON o.origin = k.origin,
         LATERAL (VALUES ('email', k.email, c.email), ('sms', k.phone, c.phone), ('wecom', k.wecom_id, c.wecom_id))
             AS a (channel, said, present)
    WHERE a.said = a.present AND coalesce(k.country, '') = c.country ORDER BY ALL;

INSERT INTO refused_addresses
    WITH refused AS (
        SELECT s.origin, s.customer_id, s.person, s.channel, s.address, s.given_at FROM stage_statements s
        WHERE s.state = 'opted_out' AND s.address IS NOT NULL AND s.channel <> 'tracking'
        UNION ALL
        SELECT k.origin, k.customer_id, p.person, a.channel, a.address, u.happened_at
        FROM unsubscribes u JOIN people p USING (space, customer_id) JOIN known k USING (space, customer_id)
        LEFT JOIN stage_campaigns m USING (campaign_id),
             LATERAL (VALUES ('email', k.email), ('sms', k.phone), ('wecom', k.wecom_id)) AS a (channel, address)
        WHERE a.address IS NOT NULL AND coalesce(m.channel, a.channel) = a.channel
    )
    SELECT DISTINCT r.channel, r.address FROM refused r LEFT JOIN customers c ON c.customer_id = r.person
    WHERE r.address IS DISTINCT FROM CASE r.channel WHEN 'email' THEN c.email WHEN 'sms' THEN c.phone ELSE c.wecom_id END
        AND NOT EXISTS (
            SELECT 1 FROM stage_statements y WHERE y.state = 'opted_in' AND y.given_at > r.given_at
                AND y.origin = r.origin AND y.customer_id = r.customer_id AND y.channel = r.channel
                AND y.address = r.address)
    ORDER BY ALL;
