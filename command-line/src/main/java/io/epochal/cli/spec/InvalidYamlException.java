package io.epochal.cli.spec;

import io.epochal.protocol.Printable;

/** A text that is no YAML, or more of it than anybody means; says where. */
public final class InvalidYamlException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 300;

    private final int line;

    /** @param line from 1 */
    InvalidYamlException(int line, String problem) {
        super(Printable.of(problem, LIMIT));
        this.line = line;
    }

    int line() {
        return line;
    }

    /** As a person reads it. */
    UsageException in(String file) {
        return new UsageException(file + ":" + line + ": this is not YAML that can be meant: " + getMessage());
    }
}
