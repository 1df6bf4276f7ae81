package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import java.util.Map;

/**
 * A block that a plug-in of the trainer makes: {@code {provider: residual-mlp, options: {units: 64}}}.
 *
 * @param provider the name that the plug-in answers to
 * @param options for the plug-in, as written
 */
public record ProviderBackbone(String provider, Map<String, Object> options, boolean trainable) implements Backbone {
    static ProviderBackbone read(Fields fields) {
        return new ProviderBackbone(
                fields.text("provider"), fields.object("options").values(), fields.flag("trainable", true));
    }

    @Override
    public String name() {
        return provider;
    }

    @Override
    public String weightsBelow() {
        return "";
    }

    @Override
    public <R, E extends Exception> R accept(Handler<R, E> handler) throws E {
        return handler.handle(this);
    }
}
