package io.epochal.cli.conformance;

import java.util.List;

/**
 * Where a program does not keep the contract.
 *
 * @param expected what it should have said
 * @param seen what it said instead
 * @param shown the exchanges that show it
 */
public record Finding(String expected, String seen, List<Exchange> shown) {
    public Finding {
        shown = List.copyOf(shown);
    }
}
