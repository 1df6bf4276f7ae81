package io.epochal.checkpoint;

import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import java.io.IOException;
import java.io.InputStream;

/** Objects that users keep in S3 and that runs read in place. Every {@link IOException} names the object. */
public interface SourceObjects {
    /** Which content an object has now. {@link StoreRefusal} when it is not there or may not be read. */
    ObjectPin pin(ObjectLocation at) throws IOException;

    /**
     * Opens exactly that content; the caller closes the stream. {@link StoreRefusal} when the object has another content now, is gone,
     * or may not be read.
     */
    InputStream open(ObjectLocation at, ObjectPin pin) throws IOException;
}
