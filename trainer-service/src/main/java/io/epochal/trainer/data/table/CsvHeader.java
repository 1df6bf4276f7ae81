package io.epochal.trainer.data.table;

import io.epochal.protocol.field.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The first row of a CSV file: the names of its columns, or how many there are. */
final class CsvHeader {
    private static final int LONGEST = 1 << 20;
    private static final int MOST_COLUMNS = 10_000;
    private static final int BYTE_ORDER_MARK = '\ufeff';

    private final Reader in;
    private final int separator;
    private final List<String> values = new ArrayList<>();
    private final StringBuilder value = new StringBuilder();

    private CsvHeader(Reader in, char separator) {
        this.in = in;
        this.separator = separator;
    }

    /**
     * Reads the columns' names.
     *
     * @param file its name in messages
     * @param named whether the first row has them; else they are {@code column0}, {@code column1} and so on
     */
    static List<String> read(String file, Path path, boolean gzip, char separator, boolean named) throws IOException {
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = gzip ? new GZIPInputStream(raw) : raw;
                Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            CsvHeader header = new CsvHeader(reader, separator);
            header.readRow();
            List<String> names = header.values;
            if (names.size() > MOST_COLUMNS) {
                throw new IOException("there are " + names.size() + " columns; at most " + MOST_COLUMNS
                        + " are read. Is the separator right?");
            }
            if (!named) {
                names.replaceAll(unused -> "");
                for (int i = 0; i < names.size(); i++) {
                    names.set(i, "column" + i);
                }
            }
            requireDifferent(names);
            return names;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static void requireDifferent(List<String> names) throws IOException {
        Map<String, String> seen = new HashMap<>();
        for (String name : names) {
            if (name.isEmpty()) {
                throw new IOException("each column of the first row must have a name; column " + names.indexOf(name)
                        + " has none. Set header: false if the first row has values");
            }
            String other = seen.put(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                throw new IOException("the columns' names must differ, not in case only; found "
                        + Printable.of(other, 100) + " and " + Printable.of(name, 100));
            }
        }
    }

    private void readRow() throws IOException {
        int c = in.read();
        if (c == BYTE_ORDER_MARK) {
            c = in.read();
        }
        while (c == '\n' || c == '\r') {
            c = in.read();
        }
        if (c < 0) {
            throw new IOException("the file is empty; it must have rows");
        }
        for (int read = 0; c >= 0 && c != '\n' && c != '\r'; read++) {
            if (read > LONGEST) {
                throw new IOException("the first row is longer than " + LONGEST + " characters");
            }
            c = next(c);
        }
        values.add(value.toString());
    }

    /** Takes one character; answers the one behind it, or behind the quoted text that it begins. */
    private int next(int c) throws IOException {
        if (c == separator) {
            values.add(value.toString());
            value.setLength(0);
        } else if (c == '"' && value.isEmpty()) {
            return quoted();
        } else {
            value.append((char) c);
        }
        return in.read();
    }

    private int quoted() throws IOException {
        while (value.length() <= LONGEST) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("a quoted text of the first row does not end");
            }
            if (c == '"') {
                int after = in.read();
                if (after != '"') {
                    return after;
                }
            }
            value.append((char) c);
        }
        throw new IOException("a quoted text of the first row does not end");
    }
}
