package io.epochal.callback.policy;

import io.epochal.protocol.Fields;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.TrainingEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What whoever follows a callbacks list without deciding on it can know of its fate. */
public final class AcceptedCallbacks {
    private static final int MOST_CALLBACKS = 1000;

    private AcceptedCallbacks() {}

    /**
     * Reads the list as the decider does; what is not ours is taken to be a plug-in's.
     *
     * @throws SpecException when no decider will go on with it
     */
    public static void check(TrainingEvent.Barrier event) {
        if (event.callbacks().size() > MOST_CALLBACKS) {
            throw new SpecException("callbacks", "must be at most " + MOST_CALLBACKS);
        }
        Set<String> types = new TreeSet<>();
        for (@Nullable Map<String, Object> callback : event.callbacks()) {
            if (callback != null && callback.get("type") instanceof String type) {
                types.add(type);
            }
        }
        var unused = CallbackList.carried(
                event,
                new CallbackProviders(
                        types.stream().<CallbackProvider>map(Unknown::new).toList()));
    }

    /** A callback of which nothing is known but its name. */
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
