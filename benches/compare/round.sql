-- One round of nearest first; run by duckdb_job.py until it takes nothing.
CREATE OR REPLACE TABLE taken AS
    SELECT left_row, right_row FROM candidates
    QUALIFY row_number() OVER (PARTITION BY left_row ORDER BY distance, right_row) = 1
        AND row_number() OVER (PARTITION BY right_row ORDER BY distance, left_row) = 1;
INSERT INTO by_window FROM taken;
CREATE OR REPLACE TABLE candidates AS
    FROM candidates ANTI JOIN taken USING (left_row)
    WHERE right_row NOT IN (SELECT right_row FROM taken);
