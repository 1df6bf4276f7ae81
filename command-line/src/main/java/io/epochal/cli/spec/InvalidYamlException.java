package io.epochal.cli.spec;

import io.epochal.protocol.field.Printable;

/** A text that is not valid YAML, or exceeds a limit; says where. */
final class InvalidYamlException extends Exception {
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

    /** The same for the user, with the file. */
    UsageException in(String file) {
        return new UsageException(file + ":" + line + ": this is not valid YAML: " + getMessage());
    }
}
