package io.epochal.checkpoint;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.field.SpecException;
import java.util.Random;

/** Names that the protocol lets through, from what users and templates may write. */
final class GeneratedNames {
    private static final String[] PIECES = {
        "a", "Z", "0", ".", "..", "/", " ", "%", "+", "é", "=", ",", "&", "?", "#", "~", "-", "_", "{", "}", "'", "\"",
        "日", "😀", "%2F", "\u0301", "\t", "\u0000", "\\", ":", "*", "|"
    };

    private GeneratedNames() {}

    /** The next that can be one, normalized. */
    static String next(Random random) {
        while (true) {
            StringBuilder written = new StringBuilder();
            int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 120 : 12);
            for (int i = 0; i < length; i++) {
                written.append(PIECES[random.nextInt(PIECES.length)]);
            }
            try {
                return CheckpointPath.normalize("name", written.toString());
            } catch (SpecException e) {
                // Another one, then.
                continue;
            }
        }
    }
}
