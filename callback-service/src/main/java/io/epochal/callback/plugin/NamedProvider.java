package io.epochal.callback.plugin;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.CallbackProvider;
import io.epochal.protocol.Fields;
import java.util.Objects;

/** A provider that is asked for its type once: whatever it says later, and for whom, other types are not its business. */
record NamedProvider(String type, CallbackProvider provider) implements CallbackProvider {
    NamedProvider(CallbackProvider provider) {
        this(Objects.requireNonNull(provider.type(), "a provider's type"), provider);
    }

    @Override
    public Callback read(Fields fields) {
        return provider.read(fields);
    }
}
