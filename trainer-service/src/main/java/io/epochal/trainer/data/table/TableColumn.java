package io.epochal.trainer.data.table;

import java.util.Locale;
import java.util.Set;

/**
 * A column of a table in DuckDB.
 *
 * @param type DuckDB's name of it
 */
record TableColumn(String name, String type) {
    private static final Set<String> NUMBERS = Set.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT",
            "FLOAT",
            "DOUBLE",
            "DECIMAL");
    private static final Set<String> TEXTS = Set.of("VARCHAR", "ENUM", "UUID");

    private String simpleType() {
        return type.endsWith("]") ? type : type.split("\\(", 2)[0].toUpperCase(Locale.ROOT);
    }

    boolean isNumber() {
        return NUMBERS.contains(simpleType());
    }

    boolean isText() {
        return TEXTS.contains(simpleType());
    }
}
