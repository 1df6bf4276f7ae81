package io.epochal.callback.policy;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The callbacks list of an event, read as the deciders read it, for recorders: they have no plug-ins. */
public final class AcceptedCallbacks {
    private static final int MOST_CALLBACKS = 1000;

    private AcceptedCallbacks() {}

    /**
     * Reads the list; a type that is not ours is taken for a plug-in's.
     *
     * @throws SpecException when every decider rejects the list, so that its run fails
     */
    public static List<Callback> of(TrainingEvent.Barrier event) {
        if (event.callbacks().size() > MOST_CALLBACKS) {
            throw new SpecException("callbacks", "must be at most " + MOST_CALLBACKS);
        }
        Set<String> types = new TreeSet<>();
        for (@Nullable Map<String, Object> callback : event.callbacks()) {
            if (callback != null && callback.get("type") instanceof String type) {
                types.add(type);
            }
        }
        CallbackProviders unknown = new CallbackProviders(
                types.stream().<CallbackProvider>map(Unknown::new).toList());
        return CallbackList.carried(event, unknown).callbacks();
    }

    /** The same types, without running any code of a plug-in: their callbacks are read where they are decided on. */
    public static CallbackProviders unread(CallbackProviders others) {
        return new CallbackProviders(others.providers().stream()
                .<CallbackProvider>map(other -> new Unknown(other.type()))
                .toList());
    }

    /** A callback of which only the type is known. */
    private record Unknown(String type) implements CallbackProvider, Callback {
        @Override
        public Callback read(Fields fields) {
            fields.keys().forEach(fields::raw);
            return this;
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }
    }
}
