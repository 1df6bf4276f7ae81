package io.epochal.callback.plugin;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.CallbackProvider;
import io.epochal.protocol.field.Fields;
import java.util.Objects;

/** A provider whose type is read once, so that it cannot claim another one's type later. */
record NamedProvider(String type, CallbackProvider provider) implements CallbackProvider {
    NamedProvider(CallbackProvider provider) {
        this(Objects.requireNonNull(provider.type(), "a provider's type"), provider);
    }

    @Override
    public Callback read(Fields fields) {
        return provider.read(fields);
    }
}
