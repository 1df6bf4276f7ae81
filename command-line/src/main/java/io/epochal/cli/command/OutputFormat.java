package io.epochal.cli.command;

/** The values of {@code --output}, as the user types them. */
enum OutputFormat {
    /** For the user. */
    text,
    /** For a program: one object a line on standard output. */
    json
}
