-- In = matched + open, in rows and øre, on each side; answers one row of truth values.
WITH matched AS (
    SELECT 'left' AS side, amount FROM l SEMI JOIN by_reference ON row = left_row
    UNION ALL SELECT 'left', amount FROM l2 SEMI JOIN by_batch USING (batch, currency)
    UNION ALL SELECT 'left', amount FROM l3 SEMI JOIN by_window ON row = left_row
    UNION ALL SELECT 'right', amount FROM r SEMI JOIN by_reference ON row = right_row
    UNION ALL SELECT 'right', amount FROM r2 SEMI JOIN by_batch USING (batch, currency)
    UNION ALL SELECT 'right', amount FROM r3 SEMI JOIN by_window ON row = right_row),
input AS (SELECT 'left' AS side, amount FROM l UNION ALL SELECT 'right', amount FROM r),
sums AS (
    SELECT side, 1 AS sign, count(*) AS rows, sum(amount) AS amount FROM input GROUP BY side
    UNION ALL SELECT side, -1, count(*), sum(amount) FROM matched GROUP BY side
    UNION ALL SELECT side, -1, count(*), sum(amount) FROM open GROUP BY side)
SELECT bool_and(rows = 0 AND amount = 0) FROM
    (SELECT side, sum(sign * rows) AS rows, sum(sign * amount) AS amount FROM sums GROUP BY side);
