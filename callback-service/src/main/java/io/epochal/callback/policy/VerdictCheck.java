package io.epochal.callback.policy;

import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;

/** Whether a verdict can reach its trainer: it fits into a record, and it can be read again. */
final class VerdictCheck {
    /** Of a verdict as JSON. Kafka takes records of 1 MiB, headers included, unless it is configured otherwise. */
    static final int MOST_BYTES = 900_000;

    private static final String SOURCE = "/policy";

    private VerdictCheck() {}

    /**
     * Whether it fits into a record. It is encoded once for both checks, which every verdict passes.
     *
     * @throws SpecException when a callback has made it what no trainer could read
     */
    static boolean fits(Verdict verdict) {
        Wire.Encoded encoded = Wire.encode(verdict, SOURCE);
        try {
            var unused = Wire.decode(encoded.headers(), encoded.value());
        } catch (UnreadableException e) {
            throw new SpecException("callbacks", "came to a verdict that cannot be read: " + e.getMessage());
        }
        return encoded.value().length <= MOST_BYTES;
    }
}
