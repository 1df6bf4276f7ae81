package io.epochal.trainer.data.zip;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** An entry of a ZIP file that is compared with its checksum at its end, which {@code ZipFile} does not do. */
public final class CheckedEntry extends FilterInputStream {
    private final long expected;
    private final CRC32 sum = new CRC32();

    public CheckedEntry(InputStream in, long expected) {
        super(in);
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = super.read(bytes, from, length);
        if (count >= 0) {
            sum.update(bytes, from, count);
        } else if (sum.getValue() != expected) {
            throw new ZipException("its checksum is another one");
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        throw new IOException("an entry is read, so that its checksum is known");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
