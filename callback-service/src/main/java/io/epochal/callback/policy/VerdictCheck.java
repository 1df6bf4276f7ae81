package io.epochal.callback.policy;

import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import java.util.List;

/** Whether a verdict can reach its trainer: it fits into a record, and it can be read again. */
final class VerdictCheck {
    /** Of a verdict as JSON. Kafka takes records of 1 MiB, headers included, unless it is configured otherwise. */
    static final int MOST_BYTES = 900_000;

    private static final String SOURCE = "/policy";

    private VerdictCheck() {}

    /**
     * Whether it fits into a record. Every verdict passes this, so what only a plug-in can do wrong is looked for where one has decided:
     * what our own callbacks keep is text, numbers, lists and maps.
     *
     * @param callbacks that were asked
     * @throws SpecException when one of them has made it what no trainer could read
     */
    static boolean fits(Verdict verdict, List<Callback> callbacks) {
        Wire.Encoded encoded = Wire.encode(verdict, SOURCE);
        try {
            if (callbacks.stream().allMatch(VerdictCheck::isOurs)) {
                Wire.check(verdict);
            } else {
                var unused = Wire.decode(encoded.headers(), encoded.value());
            }
        } catch (UnreadableException e) {
            throw new SpecException("callbacks", "came to a verdict that cannot be read: " + e.getMessage());
        }
        return encoded.value().length <= MOST_BYTES;
    }

    /** A jar may have a package of this name, but not this one. */
    private static boolean isOurs(Callback callback) {
        return callback.getClass().getPackage() == VerdictCheck.class.getPackage();
    }
}
