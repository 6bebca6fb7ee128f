-- One id that two sources use for different people: nothing agrees, and the names, or e-mail and phone, contradict each
-- other. Names agree where one holds the other ("Ann", "Ann Smith") or the last names are the same.
CREATE TEMP TABLE called AS
    SELECT *, trim(lower(strip_accents(concat_ws(' ', first_name, last_name)))) AS whole,
           lower(strip_accents(coalesce(first_name, last_name, ''))) AS short,
           lower(strip_accents(coalesce(last_name, ''))) AS family
    FROM known WHERE (space, customer_id) IN
        (SELECT (space, customer_id) FROM known GROUP BY space, customer_id HAVING count(DISTINCT origin) > 1);
CREATE TEMP TABLE strangers AS
    WITH compared AS (
        SELECT space, customer_id, a.origin AS one, b.origin AS other,
               a.ouid = b.ouid AS same_ouid, lower(a.email) = lower(b.email) AS same_email,
               a.number = b.number AS same_number,
               CASE WHEN a.whole <> '' AND b.whole <> '' THEN contains(a.whole, b.short) OR contains(b.whole, a.short)
                   OR (a.family <> '' AND a.family = b.family) END AS same_name
        FROM called a JOIN called b USING (space, customer_id) WHERE a.origin <> b.origin
    )
    SELECT space, customer_id, one, other FROM compared GROUP BY ALL
    HAVING NOT bool_or(coalesce(same_ouid, FALSE) OR coalesce(same_email, FALSE) OR coalesce(same_number, FALSE)
                       OR coalesce(same_name, FALSE))
        AND (count(*) FILTER (NOT same_name) > 0
             OR (count(*) FILTER (NOT same_email) > 0 AND count(*) FILTER (NOT same_number) > 0));
-- Sources that are no strangers to each other about an id speak of one person.
CREATE TEMP TABLE kin AS
    SELECT DISTINCT space, customer_id, origin, origin AS head FROM known
    WHERE (space, customer_id) IN (SELECT (space, customer_id) FROM strangers);
CREATE TEMP TABLE agreeing AS
    SELECT a.space, a.customer_id, a.origin, b.origin AS other FROM kin a JOIN kin b USING (space, customer_id)
    ANTI JOIN strangers s ON s.space = a.space AND s.customer_id = a.customer_id AND s.one = a.origin
        AND s.other = b.origin;
