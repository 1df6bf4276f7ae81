package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What checkpoints need of an object store. Every {@link IOException} names the key. */
public interface ObjectStore {
    /** Stores or overwrites; one that breaks off leaves what was there. Holds a part of a large content in memory, not all of it. */
    void put(String key, Content content) throws IOException;

    /** Stores only if there is nothing at the key; of several who try at once, one gets true. */
    boolean putIfAbsent(String key, Content content) throws IOException;

    /** Empty when there is nothing at the key; the caller closes the stream. */
    Optional<InputStream> get(String key) throws IOException;

    /** All keys with this prefix, in the order of their characters. */
    List<String> list(String prefix) throws IOException;

    /** Deletes what is there of these; a key that is not there is no error. */
    void delete(Collection<String> keys) throws IOException;
}
