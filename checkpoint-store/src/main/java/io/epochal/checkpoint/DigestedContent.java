package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A content whose SHA-256 is taken while a store reads it, so that it is read once. A store may begin again; what it read last counts. */
final class DigestedContent implements Content {
    private final Content content;
    private @Nullable DigestStream last;

    DigestedContent(Content content) {
        this.content = content;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public InputStream open() throws IOException {
        DigestStream opened = new DigestStream(content.open());
        last = opened;
        return opened;
    }

    /** What the store has taken; {@link IOException} when it has not read all of it. */
    Manifest.Part part(String key) throws IOException {
        long read = last == null ? 0 : last.size();
        if (last == null || read != size()) {
            throw new IOException(key + ": the store took it, but read " + read + " of " + size() + " bytes");
        }
        return last.part();
    }
}
