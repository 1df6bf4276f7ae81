package io.epochal.checkpoint;

import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;

/** Objects of a store that may be unavailable for a while, as {@link PatientObjectStore}. */
public final class PatientSourceObjects implements SourceObjects {
    private final SourceObjects objects;
    private final Patience patience;

    /**
     * @param limit how long one request is tried
     * @param onFailure is called with the failure before each retry
     */
    public PatientSourceObjects(SourceObjects objects, Duration limit, Consumer<Throwable> onFailure) {
        this.objects = objects;
        this.patience = new Patience(limit, PatientObjectStore.FIRST, onFailure);
    }

    @Override
    public ObjectPin pin(ObjectLocation at) throws IOException {
        return patience.get(() -> objects.pin(at));
    }

    @Override
    public InputStream open(ObjectLocation at, ObjectPin pin) throws IOException {
        return patience.get(() -> objects.open(at, pin));
    }
}
