package io.epochal.cli;

import io.epochal.protocol.Printable;

/** A text that is no YAML, or more of it than anybody means; says where. */
final class NotYaml extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 300;

    private final int line;

    /** @param line from 1 */
    NotYaml(int line, String problem) {
        super(Printable.of(problem, LIMIT));
        this.line = line;
    }

    int line() {
        return line;
    }

    /** As a person reads it. */
    Refused in(String file) {
        return new Refused(file + ":" + line + ": this is not YAML that can be meant: " + getMessage());
    }
}
