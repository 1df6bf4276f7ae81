package io.epochal.callback.policy;

import io.epochal.protocol.field.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The callbacks of plug-ins. */
public record CallbackProviders(List<CallbackProvider> providers) {
    public static final CallbackProviders NONE = new CallbackProviders(List.of());

    public CallbackProviders {
        providers = List.copyOf(providers);
    }

    /** All types: ours and those of plug-ins. */
    String[] with(List<String> ours) {
        List<String> types = new ArrayList<>(ours);
        providers.forEach(provider -> types.add(provider.type()));
        return types.toArray(String[]::new);
    }

    Optional<Callback> read(String type, Fields fields) {
        return providers.stream()
                .filter(provider -> provider.type().equals(type))
                .findFirst()
                .map(provider -> provider.read(fields));
    }
}
