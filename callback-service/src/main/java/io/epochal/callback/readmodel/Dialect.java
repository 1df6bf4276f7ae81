package io.epochal.callback.readmodel;

import java.sql.Driver;

/** What is written differently in the two databases. */
enum Dialect {
    H2(org.h2.Driver.class, "", "VARBINARY(1000000)"),
    /** Its texts are compared byte by byte, as H2's are, whatever the language of the database. */
    POSTGRESQL(org.postgresql.Driver.class, " COLLATE \"C\"", "BYTEA");

    private final Class<? extends Driver> driver;

    private final String bytewise;
    private final String bytes;

    Dialect(Class<? extends Driver> driver, String bytewise, String bytes) {
        this.driver = driver;
        this.bytewise = bytewise;
        this.bytes = bytes;
    }

    Class<? extends Driver> driver() {
        return driver;
    }

    /** A statement of the schema for this database. */
    String statement(String template) {
        return template.replace("{bytewise}", bytewise).replace("{bytes}", bytes);
    }
}
