package io.epochal.cli.conformance;

import java.util.OptionalInt;

/**
 * How a launch of the program ended.
 *
 * @param code of the exit; empty where it did not exit in time and was killed
 * @param log the file with what it printed
 * @param output the end of what it printed
 */
public record ProgramExit(OptionalInt code, String log, String output) {}
