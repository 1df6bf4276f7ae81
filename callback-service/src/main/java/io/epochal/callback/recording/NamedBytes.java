package io.epochal.callback.recording;

import java.nio.charset.StandardCharsets;

/** Looks for a name in JSON that is not decoded. */
final class NamedBytes {
    /** A name may be written with it, though nobody does. */
    private static final byte[] ESCAPE = {'\\', 'u'};

    private NamedBytes() {}

    /** Whether this may be in it as a string: never false where it is. */
    static boolean mayHave(byte[] json, String name) {
        return has(json, name.getBytes(StandardCharsets.UTF_8)) || has(json, ESCAPE);
    }

    private static boolean has(byte[] text, byte[] part) {
        for (int from = 0; from <= text.length - part.length; from++) {
            int length = 0;
            while (length < part.length && text[from + length] == part[length]) {
                length++;
            }
            if (length == part.length) {
                return true;
            }
        }
        return false;
    }
}
