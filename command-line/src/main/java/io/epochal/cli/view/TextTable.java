package io.epochal.cli.view;

import io.epochal.protocol.field.Printable;
import java.util.ArrayList;
import java.util.List;

/** Rows of cells; each column is as wide as its widest cell. Control characters in cells are escaped. */
final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... header) {
        rows.add(header);
    }

    void row(String... cells) {
        row(List.of(cells));
    }

    String text() {
        int[] widths = new int[rows.stream().mapToInt(row -> row.length).max().orElse(0)];
        for (String[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                line.append(row[column]).append(" ".repeat(widths[column] - row[column].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Adds a row. */
    void row(List<String> cells) {
        rows.add(cells.stream().map(Printable::of).toArray(String[]::new));
    }
}
