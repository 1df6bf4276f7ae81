package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stored part that is compared with its manifest while it is read. The last bytes are given out only where all of them are what was
 * stored; so what was read before is not to be relied on until then.
 */
final class VerifiedStream extends DigestStream {
    private final String key;
    private final Manifest.Part expected;

    VerifiedStream(String key, Manifest.Part expected, InputStream in) {
        super(in);
        this.key = key;
        this.expected = expected;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = super.read(into, from, length);
        boolean over = count < 0;
        if (over ? size() != expected.size() : size() > expected.size()) {
            throw new DamagedPartException(key + " has " + (over ? "" : "at least ") + size()
                    + " bytes, its manifest expects " + expected.size());
        }
        if (count > 0 && size() == expected.size() && !part().sha256().equals(expected.sha256())) {
            throw new DamagedPartException(key + " is not what was stored: its SHA-256 differs from its manifest's");
        }
        return count;
    }
}
