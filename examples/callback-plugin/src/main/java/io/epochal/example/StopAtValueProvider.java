package io.epochal.example;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.CallbackProvider;
import io.epochal.protocol.field.Fields;

/** Named in {@code META-INF/services}, and found there. */
public final class StopAtValueProvider implements CallbackProvider {
    @Override
    public String type() {
        return StopAtValue.TYPE;
    }

    @Override
    public Callback read(Fields fields) {
        return new StopAtValue(
                fields.text("monitor"),
                fields.optionalNumber("value").orElseThrow(() -> fields.missing("value")),
                fields.integer("times", 1, 1),
                fields.object("state").integer("reached", 0, 0));
    }
}
