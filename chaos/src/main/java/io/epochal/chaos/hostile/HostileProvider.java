package io.epochal.chaos.hostile;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.CallbackProvider;
import io.epochal.protocol.Fields;
import java.util.Map;

/** Reads {@code {type: Hostile, deed: HALT}}. */
public final class HostileProvider implements CallbackProvider {
    @Override
    public String type() {
        return HostileCallback.TYPE;
    }

    @Override
    public Callback read(Fields fields) {
        String deed = fields.text("deed");
        return new HostileCallback(Map.of("deed", deed), HostileCallback.Deed.valueOf(deed));
    }
}
