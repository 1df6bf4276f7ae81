package io.epochal.protocol.field;

import java.util.Map;

/** The argument {@code dtype} of Keras' layers, losses and metrics: a name, or a policy with that name. */
public final class DTypePolicy {
    private DTypePolicy() {}

    /** Everything is computed in 32-bit floats; {@link SpecException} refuses other precisions. */
    public static void requireFloat32(Fields arguments) {
        Object dtype = arguments.raw("dtype") instanceof Map<?, ?>
                ? KerasIdentifier.of(arguments.object("dtype")).arguments().raw("name")
                : arguments.raw("dtype");
        if (dtype != null && !dtype.equals("float32")) {
            throw new SpecException(
                    arguments.pathOf("dtype"), "must be float32: other precisions are not trained here", dtype);
        }
    }
}
