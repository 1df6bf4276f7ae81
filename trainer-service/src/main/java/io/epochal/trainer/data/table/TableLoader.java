package io.epochal.trainer.data.table;

import static io.epochal.trainer.data.table.TableSession.name;
import static io.epochal.trainer.data.table.TableSession.text;

import io.epochal.protocol.data.CsvData;
import io.epochal.protocol.data.TableData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the table {@code picked} out of a file: all of its columns, or those of the spec's query, with its rows in their order. The
 * query sees the file as the table {@code data}.
 */
final class TableLoader {
    /** What stands for a missing value in CSV, as in pandas. */
    private static final List<String> MISSING =
            List.of("", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "<NA>");

    /** A query may never end. */
    private static final int QUERY_SECONDS = 3600;

    private final TableSession session;
    private final Set<String> texts;

    /** @param texts columns of a CSV file that are text, whatever their values look like */
    TableLoader(TableSession session, Set<String> texts) {
        this.session = session;
        this.texts = texts;
    }

    void load(TableData data, Path path) throws IOException {
        if (data instanceof CsvData csv) {
            loadCsv(csv, path);
        } else {
            session.run("CREATE TABLE data AS SELECT * FROM read_parquet(" + session.location() + ")");
        }
        String query = data.columns().query();
        if (query == null) {
            session.run("ALTER TABLE data RENAME TO picked");
            return;
        }
        try {
            // The function takes one SELECT and nothing else.
            session.run("CREATE TABLE picked AS SELECT * FROM query(" + text(query) + ")", QUERY_SECONDS);
        } catch (IOException e) {
            throw new IOException("data.query cannot be answered from " + e.getMessage(), e);
        }
        session.run("DROP TABLE data");
    }

    private void loadCsv(CsvData csv, Path path) throws IOException {
        String file = session.file().toLowerCase(Locale.ROOT);
        boolean gzip = file.endsWith(".gz");
        List<String> columns =
                CsvHeader.read(session.file(), path, gzip, csv.separator().charAt(0), csv.header());
        String types =
                columns.stream().map(column -> text(column) + ": 'VARCHAR'").collect(Collectors.joining(", "));
        session.run("CREATE TABLE written AS SELECT * FROM read_csv(" + session.location()
                + ", auto_detect = false, columns = {" + types + "}, delim = " + text(csv.separator())
                + ", quote = '\"', escape = '\"', comment = '', header = " + csv.header()
                + ", nullstr = [" + TableSession.texts(MISSING) + "]"
                + ", compression = " + (gzip ? "'gzip'" : "'none'") + ")");
        session.run("CREATE TABLE data AS SELECT " + String.join(", ", typed(columns)) + " FROM written");
        session.run("DROP TABLE written");
    }

    /** Each column as numbers when all of its values are numbers, or true and false; else as text. */
    private List<String> typed(List<String> columns) throws IOException {
        String counts = columns.stream()
                .map(TableSession::name)
                .map(c -> "count(" + c + "), count(TRY_CAST(" + c + " AS DOUBLE)), count(*) FILTER (lower(" + c
                        + ") IN ('true', 'false'))")
                .collect(Collectors.joining(", "));
        return session.read("SELECT " + counts + " FROM written", row -> {
            row.next();
            List<String> typed = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                long values = row.getLong(3 * i + 1);
                String column = name(columns.get(i));
                if (texts.contains(columns.get(i))) {
                    typed.add(column);
                } else if (row.getLong(3 * i + 2) == values) {
                    typed.add("CAST(" + column + " AS DOUBLE) AS " + column);
                } else if (row.getLong(3 * i + 3) == values) {
                    typed.add("CAST(lower(" + column + ") = 'true' AS DOUBLE) AS " + column);
                } else {
                    typed.add(column);
                }
            }
            return typed;
        });
    }

    /** The columns of {@code picked}. */
    List<TableColumn> columns() throws IOException {
        return session.read("DESCRIBE picked", rows -> {
            List<TableColumn> columns = new ArrayList<>();
            while (rows.next()) {
                columns.add(new TableColumn(rows.getString(1), rows.getString(2)));
            }
            return columns;
        });
    }
}
