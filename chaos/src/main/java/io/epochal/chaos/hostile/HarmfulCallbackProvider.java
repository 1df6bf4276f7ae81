package io.epochal.chaos.hostile;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.CallbackProvider;
import io.epochal.protocol.field.Fields;
import java.util.Map;

/** Reads {@code {type: Hostile, deed: HALT}}. */
public final class HarmfulCallbackProvider implements CallbackProvider {
    @Override
    public String type() {
        return HarmfulCallback.TYPE;
    }

    @Override
    public Callback read(Fields fields) {
        String deed = fields.text("deed");
        return new HarmfulCallback(Map.of("deed", deed), HarmfulCallback.Deed.valueOf(deed));
    }
}
