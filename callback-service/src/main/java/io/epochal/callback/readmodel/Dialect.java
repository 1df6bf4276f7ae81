package io.epochal.callback.readmodel;

/** What is written differently in the two databases. */
enum Dialect {
    H2("", "VARBINARY(1000000)"),
    /** Its texts are compared byte by byte, as H2's are, whatever the language of the database. */
    POSTGRESQL(" COLLATE \"C\"", "BYTEA");

    private final String bytewise;
    private final String bytes;

    Dialect(String bytewise, String bytes) {
        this.bytewise = bytewise;
        this.bytes = bytes;
    }

    /** A statement of the schema for this database. */
    String statement(String template) {
        return template.replace("{bytewise}", bytewise).replace("{bytes}", bytes);
    }
}
