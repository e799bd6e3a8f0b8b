-- The result as CSV, as avstem writes it, and the proof that nothing is lost.
CREATE TABLE open AS
    SELECT 'left' AS side, row, amount FROM l3 ANTI JOIN by_window ON row = left_row
    UNION ALL SELECT 'right', row, amount FROM r3 ANTI JOIN by_window ON row = right_row;
COPY (
    SELECT row_number() OVER () AS "group", * FROM (
        SELECT 'reference' AS rule, left_row::VARCHAR AS "left", right_row::VARCHAR AS "right" FROM by_reference
        UNION ALL SELECT 'batch', left_rows, right_rows FROM batch_groups
        UNION ALL SELECT 'amount-window', left_row::VARCHAR, right_row::VARCHAR FROM by_window
    )
) TO 'matches.csv' (HEADER, DELIMITER ';');
COPY open TO 'open.csv' (HEADER, DELIMITER ';');
