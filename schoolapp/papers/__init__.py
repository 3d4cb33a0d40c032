"""Facts in, bytes out: charts, workbooks, evidence packs and their verification. No database, no web, no clock."""
