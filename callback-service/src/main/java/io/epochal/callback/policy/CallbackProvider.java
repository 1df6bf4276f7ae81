package io.epochal.callback.policy;

import io.epochal.protocol.field.Fields;

/**
 * Brings one type of callback that is not ours. Implementations are found by {@link java.util.ServiceLoader} in the jars of the
 * plug-in path; they and their callbacks are as pure as everything here: settings and state are JSON, hooks are functions.
 */
public interface CallbackProvider {
    /** The {@code type} in a callbacks list; none of Keras' names. */
    String type();

    /**
     * Reads a callback from its settings, and from what {@link Callback#state} wrote under {@code state}.
     *
     * @throws io.epochal.protocol.field.SpecException for invalid settings; {@link Fields} has the usual ones
     */
    Callback read(Fields fields);
}
